// A process that died between keeping a run's secrets and starting the run leaves them behind: they go, and nobody else's do.
import { expect, test } from 'vitest';
import { heldRun } from './journal/conformance-kit.ts';
import { openDatabase } from './journal/database.ts';
import { sqliteJournal } from './journal/sqlite.ts';
import { systemActor } from './security/actor.ts';
import { newSecretHandle } from './store/run-secrets.ts';
import { sqliteStore } from './store/sqlite.ts';
import { openStores } from './store/stores.ts';
import { createStrays } from './strays.ts';

const DAY = 86_400_000;

test('what is kept for runs that are not there goes a day after it was found, however much is kept for others', async () => {
  const database = openDatabase(':memory:');
  const stores = await openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(1), templateFolder: 'templates' });
  const journal = sqliteJournal(database);
  const house = systemActor();
  const handle = newSecretHandle('token');
  const keep = (runId: string) => stores.runSecrets.keepFor(house, runId, [{ handle, from: { value: 'secret' } }]);
  const id = await heldRun(journal);
  await keep(id);
  // More than one piece of them.
  const strays = Array.from({ length: 250 }, (_, n) => `stray-${String(n).padStart(3, '0')}`);
  await Promise.all(strays.map(keep));
  await stores.bindings.keepFor('stray-binding', [{ slot: 'azure', kind: 'azure', connection: null, byDefault: true }]);

  let now = 0;
  const sweep = createStrays({ journal, stores, now: () => now, rest: async () => true });
  const kept = async () => (await stores.bindings.keptRuns('', 1_000)).length;
  await sweep();
  expect(await kept()).toBe(252);
  // Kept a moment ago, for a run that is being accepted: it was not seen before.
  await keep('young');
  now = DAY - 1;
  await sweep();
  expect(await kept()).toBe(253);
  now = DAY;
  await sweep();
  expect(await stores.bindings.keptRuns('', 1_000)).toEqual([id, 'young'].toSorted());
  expect(await stores.runSecrets.open(house, id, handle)).toBe('secret');
  await database.close();
});
