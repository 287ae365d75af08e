import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './http/test/running.ts';
import { manualClock } from './triggers/test/manual-clock.ts';

const HOUR = 3_600_000;
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A run with a connection, and what is left of it after two and a half days. */
async function lookAfterDays(env: Record<string, string>) {
  const clock = manualClock(Date.now());
  server = await startTestServer(env, { clock });
  const made = await server.api('POST', '/api/templates/nightly-backup-report/flows', { parameters: {} });
  const { runId } = (await server.api('POST', `/api/flows/${made.body.id}/runs`, {}, { prefer: 'wait=20' })).body;
  const at = Date.now();
  await clock.moveTo(at + 12 * HOUR);
  const first = (await server.api('GET', `/api/runs/${runId}`)).status;
  await clock.moveTo(at + 60 * HOUR);
  const later = (await server.api('GET', `/api/runs/${runId}`)).status;
  const flow = (await server.api('GET', `/api/flows/${made.body.id}`)).status;
  await server.running.stop();
  const db = new DatabaseSync(join(server.data, 'vaultflow.sqlite'), { readOnly: true });
  const { bindings } = db.prepare('SELECT count(*) AS bindings FROM run_bindings').get() as { bindings: number };
  db.close();
  return { first, later, flow, bindings };
}

test('runs that ended longer ago than the setting says are deleted, with what was kept for them', async () => {
  expect(await lookAfterDays({ VAULTFLOW_KEEP_RUNS: '2' })).toEqual({ first: 200, later: 404, flow: 200, bindings: 0 });
});

test('without the setting no run is ever deleted', async () => {
  expect(await lookAfterDays({})).toEqual({ first: 200, later: 200, flow: 200, bindings: 1 });
});
