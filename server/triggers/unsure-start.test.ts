// A run whose acceptance was not answered may be there all the same: what was kept for it stays. One that was refused leaves nothing.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { DatabaseAway } from '../journal/postgres-session.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { createNodeTypes } from '../node-types.ts';
import { systemActor } from '../security/actor.ts';
import { newSecretHandle } from '../store/run-secrets.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { createAccept } from './accept.ts';
import { createRetry } from './retry.ts';

const me = systemActor();
let database: Database;
let stores: Stores;
beforeEach(async () => {
  database = openDatabase(':memory:');
  stores = await openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(1), templateFolder: 'templates' });
});
afterEach(() => database.close());

const lost = new DatabaseAway(new Error('read ECONNRESET'));
const refused = fail('conflict', 'Not now.');
const kept = async () => (await stores.bindings.keptRuns('', 10)).length;

const document: Flow = {
  format: 1,
  name: 'With a secret',
  inputs: [{ name: 'token', schema: { type: 'string' }, secret: true }],
  connections: [],
  notes: [],
  frames: [],
  settings: {},
  nodes: [{ id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 }, params: {} }],
  edges: [],
};

test.each([
  ['stays when nobody knows whether the run is there', lost, 1],
  ['goes when the run was refused', refused, 0],
])('what is kept for a new run %s', async (_what, error, left) => {
  const accept = createAccept({
    stores,
    nodeTypes: createNodeTypes(nodeTypes),
    engine: () => ({ start: () => Promise.reject(error) }),
    journal: sqliteJournal(database),
    now: Date.now,
  });
  const flow = await stores.flows.create(me, document);
  const asked = accept.accept({ actor: me, flow, version: 'draft', arrival: { type: 'api' }, inputs: { token: 'hunter2' } });
  await expect(asked).rejects.toBe(error);
  expect(await kept()).toBe(left);
});

test.each([
  ['stay when nobody knows whether it is there', lost, 2],
  ['go when it was refused', refused, 1],
])('the secrets of a run that does the work of another again %s', async (_what, error, left) => {
  const accept = { choose: () => Promise.reject(error), demandRunnable: () => undefined };
  const retry = createRetry({ stores, accept, engine: () => ({ retry: () => Promise.reject(error) }), now: Date.now });
  await stores.runSecrets.keepFor(me, 'first', [{ handle: newSecretHandle('token'), from: { value: 'hunter2' } }]);
  await expect(retry(me, { id: 'first' } as Run, {})).rejects.toBe(error);
  expect(await kept()).toBe(left);
});
