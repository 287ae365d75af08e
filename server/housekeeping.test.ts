import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { createHousekeeping } from './housekeeping.ts';
import { flowOf, manual, startTestServer, type TestServer } from './http/test/running.ts';
import { endedRun, t0 } from './journal/conformance-kit.ts';
import { openDatabase } from './journal/database.ts';
import { sqliteJournal } from './journal/sqlite.ts';
import { systemActor } from './security/actor.ts';
import { sqliteStore } from './store/sqlite.ts';
import { openStores } from './store/stores.ts';
import { manualClock } from './triggers/test/manual-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let server: TestServer | undefined;
let folder: string | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

/** A practice run that sent a message, one with a secret input, and what is left of them after some days. */
async function lookAfterDays(env: Record<string, string>, days: number) {
  const clock = manualClock(Date.now());
  server = await startTestServer(env, { clock });
  const made = await server.api('POST', '/api/templates/nightly-backup-report/flows', { parameters: {} });
  const { runId } = (await server.api('POST', `/api/flows/${made.body.id}/runs`, {}, { prefer: 'wait=20' })).body;
  const inputs = [{ name: 'pw', schema: { type: 'string' }, secret: true }];
  const asking = (await server.api('POST', '/api/flows', { document: flowOf([manual], { inputs }) })).body;
  await server.api('POST', `/api/flows/${asking.id}/runs`, { inputs: { pw: 'x' } }, { prefer: 'wait=20' });
  const at = clock.now();
  clock.set(at + (days - 1) * DAY);
  await clock.moveTo(at + (days - 1) * DAY + HOUR);
  const before = (await server.api('GET', `/api/runs/${runId}`)).status;
  clock.set(at + (days + 1) * DAY);
  await clock.moveTo(at + (days + 1) * DAY + HOUR);
  const after = (await server.api('GET', `/api/runs/${runId}`)).status;
  // The run goes first, what belongs to it in the pieces after that.
  const inbox = async () => (await server?.api('GET', '/api/practice/inbox'))?.body.items.length;
  if (after === 404) await expect.poll(inbox, { timeout: 10_000 }).toBe(0);
  const flow = (await server.api('GET', `/api/flows/${made.body.id}`)).status;
  await server.running.stop();
  const db = new DatabaseSync(join(server.data, 'vaultflow.sqlite'), { readOnly: true });
  const rows = (table: string) => db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count;
  const left = {
    before,
    after,
    flow,
    bindings: rows('run_bindings'),
    messages: rows('practice_inbox'),
    steps: rows('steps'),
    secrets: rows('run_secrets'),
  };
  db.close();
  return left;
}

test('runs that ended longer ago than the setting says are deleted, with all that was kept for them', async () => {
  const left = await lookAfterDays({ VAULTFLOW_KEEP_DAYS: '2' }, 2);
  expect(left).toEqual({ before: 200, after: 404, flow: 200, bindings: 0, messages: 0, steps: 0, secrets: 0 });
});

test('without the setting they are kept for 90 days', async () => {
  expect(await lookAfterDays({}, 90)).toMatchObject({ before: 200, after: 404, bindings: 0, messages: 0 });
});

test('with 0 no run is ever deleted', async () => {
  expect(await lookAfterDays({ VAULTFLOW_KEEP_DAYS: '0' }, 4_000)).toMatchObject({
    before: 200,
    after: 200,
    bindings: 1,
    messages: 1,
    secrets: 1,
  });
});

/** The parts without the server, on one file. */
async function parts(clock: { now(): number }) {
  folder ??= mkdtempSync(join(tmpdir(), 'vaultflow-test-'));
  const database = openDatabase(join(folder, 'vaultflow.sqlite'));
  const stores = await openStores({
    database: sqliteStore(database),
    key: new Uint8Array(32).fill(1),
    templateFolder: 'templates',
    now: clock.now,
  });
  return { database, stores, journal: sqliteJournal(database, { clock: clock.now }) };
}

test('a thousand old runs go in pieces: others get their turn in between, and a stop ends it at the next piece', async () => {
  const clock = manualClock(t0);
  const { database, stores, journal } = await parts(clock);
  await Promise.all(Array.from({ length: 1_000 }, () => endedRun(journal)));
  const pieces: number[] = [];
  const open = () => database.read.prepare('SELECT count(*) AS count FROM runs').get()?.count as number;
  const housekeeping = createHousekeeping({
    journal: {
      run: journal.run,
      async deleteRuns(before, limit) {
        const gone = await journal.deleteRuns(before, limit);
        pieces.push(gone.length);
        return gone;
      },
    },
    stores,
    clock,
    keepDays: 1,
    trouble: (error) => expect.unreachable(String(error)),
  });
  housekeeping.start();
  clock.set(t0 + 2 * DAY);
  const working = clock.moveTo(t0 + 2 * DAY);
  await expect.poll(() => pieces.length, { interval: 1 }).toBeGreaterThan(1);
  const left = open();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(1_000);
  await housekeeping.stop();
  expect(open()).toBeGreaterThan(0);
  await working;
  expect(Math.max(...pieces)).toBeLessThanOrEqual(200);
  await database.close();
});

test('tokens and questions to a second person go a month after their time was over, and those over do not count as tokens', async () => {
  const clock = manualClock(t0);
  const { database, stores, journal } = await parts(clock);
  const actor = systemActor();
  const { id } = await stores.credentials.fromProvider(actor, { issuer: 'i', subject: 's', login: 'ada', name: 'Ada', groups: [] });
  const make = (n: number) => stores.tokens.create(actor, { text: `token ${n}`, name: `${n}`, personId: id, role: 'viewer', days: 1 });
  for (let n = 0; n < 100; n++) await make(n);
  await expect(make(100)).rejects.toMatchObject({ failure: { code: 'conflict' } });
  const step = { projectId: 'default', runId: 'run', stepKey: 'x', flowId: 'flow', version: 1 };
  await stores.secondLooks.ask({ ...step, hash: 'h', method: 'DELETE', url: 'https://example.com', body: null });
  clock.set(t0 + 2 * DAY);
  await make(101);
  const rows = () => ['api_tokens', 'second_looks'].map((of) => database.read.prepare(`SELECT count(*) AS n FROM ${of}`).get()?.n);
  const trouble = (error: unknown) => expect.unreachable(String(error));
  const housekeeping = createHousekeeping({ journal, stores, clock, keepDays: 0, trouble });
  housekeeping.start();
  await clock.moveTo(t0 + 2 * DAY + HOUR);
  expect(rows()).toEqual([101, 1]);
  clock.set(t0 + 32 * DAY);
  await clock.moveTo(t0 + 32 * DAY + HOUR);
  await expect.poll(rows).toEqual([1, 0]);
  await housekeeping.stop();
  await database.close();
});

test('audit lines of more than a year go, and the database refuses to let go of younger ones', async () => {
  const clock = manualClock(t0);
  const first = await parts(clock);
  const actor = systemActor();
  const actions = async () => (await first.stores.audit.lines(actor, 10)).map(({ action }) => action);
  await first.stores.audit.record(actor, 'run.cancel', 'old');
  clock.set(t0 + 366 * DAY);
  expect(await first.stores.audit.forget(100)).toBe(0);
  await first.stores.audit.record(actor, 'run.cancel', 'new');
  expect(() => first.database.read.exec('DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)')).toThrow('keeps a year');
  expect(await first.stores.audit.forget(100)).toBe(2);
  expect(await actions()).toEqual(['run.cancel']);
  await first.database.close();
  // The first line of all told of the practice subscription: without it no second one is made.
  const again = await parts(clock);
  expect(await again.stores.connections.list(actor)).toHaveLength(1);
  await again.database.close();
});
