// Four eyes against the real store: nobody says yes to what they cannot see, and a lost answer is told again without a restart.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '../journal/database.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { systemActor } from './actor.ts';
import { createFourEyes } from './four-eyes.ts';

let folder: string;
let database: Database;
let stores: Stores;
const request = { stepKey: 'remove', runId: 'run_1', flowId: 'flow_1', version: 1, method: 'DELETE', url: 'https://example.com/x' };
const asked = { ...request, projectId: 'default', hash: 'h', body: null };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-four-eyes-'));
  database = openDatabase(join(folder, 'vaultflow.sqlite'));
  stores = await openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(7), templateFolder: 'templates' });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a body is shown whole or nobody is asked', async () => {
  const body = `${'x'.repeat(99_990)} the end`;
  expect(await stores.secondLooks.ask({ ...asked, body })).toMatchObject({ kind: 'wait', look: { body } });
  await expect(stores.secondLooks.ask({ ...asked, hash: 'longer', body: 'x'.repeat(100_001) })).rejects.toMatchObject({
    failure: { code: 'body_too_large', refused: true },
  });
  expect(await stores.secondLooks.open('default')).toHaveLength(1);
});

test('an answer that did not reach its run is told again within a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const told: string[] = [];
  const fourEyes = createFourEyes({
    stores,
    journal: { openEvents: async () => [{}] } as never,
    engine: () => ({ deliver: async (event: string) => void told.push(event) }) as never,
    trouble: (error) => expect.unreachable(String(error)),
  });
  await fourEyes.start();
  const looked = await stores.secondLooks.ask(asked);
  if (looked.kind !== 'wait') throw new Error('Nobody was asked.');
  await stores.secondLooks.decide(systemActor('default'), [looked.look], true, '');
  expect(told).toEqual([]);
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(() => expect(told).toEqual([`second-look:${looked.look.id}`]));
  await fourEyes.stop();
  vi.advanceTimersByTime(600_000);
  expect(told).toHaveLength(1);
});
