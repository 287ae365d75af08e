// Over real HTTP: readiness, the numbers, the page's facts.
import { afterEach, expect, test } from 'vitest';
import { createReadiness } from '../operations/readiness.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function runOf(api: TestServer['api'], nodes: Parameters<typeof flowOf>[0], wait = 30) {
  const flow = await api('POST', '/api/flows', {
    document: flowOf([manual, ...nodes], { connections: [{ name: 'azure', kind: 'azure' }] }),
  });
  const { body } = await api('POST', `/api/flows/${flow.body.id}/runs`, { inputs: {} }, { prefer: `wait=${wait}` });
  return { flowId: flow.body.id as string, runId: body.runId as string };
}

const numberIn = (text: string, line: string): number =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length + 1),
  );

test('a process that can work says so part by part, to whoever asks', async () => {
  server = await startTestServer();
  const { status, body } = await server.raw('GET', '/api/health/ready');
  expect(status).toBe(200);
  expect(body).toEqual({
    ok: true,
    parts: [
      { name: 'database', ok: true, says: 'answers' },
      { name: 'journal', ok: true, says: 'writes to disk' },
      { name: 'dispatcher', ok: true, says: 'at work' },
    ],
  });
});

test('the part that does not answer is named, the others are still tried', async () => {
  const ready = createReadiness({
    figures: { ping: () => new Promise(() => undefined) },
    journal: { takeToken: () => Promise.reject(new Error('database or disk is full')) },
    started: () => true,
    patienceMs: 20,
  });
  expect(await ready()).toEqual({
    ok: false,
    parts: [
      { name: 'database', ok: false, says: 'no answer within 0.02 seconds' },
      { name: 'journal', ok: false, says: 'database or disk is full' },
      { name: 'dispatcher', ok: true, says: 'at work' },
    ],
  });
});

test('the numbers tell of runs, steps, the queue and the disk', async () => {
  server = await startTestServer();
  const { api } = server;
  const read = async () => (await api('GET', '/metrics')).text;
  await read();
  const { flowId } = await runOf(api, [{ id: 'shape', type: 'core.set', params: { values: { a: 1 } } }]);
  await runOf(api, [{ id: 'sleep', type: 'core.delay', params: { for: 'PT2H' } }], 0);
  await expect.poll(async () => numberIn(await read(), 'vaultflow_runs_ended_total{status="succeeded",world="real"}')).toBe(1);
  await expect.poll(async () => numberIn(await read(), 'vaultflow_sleeping_runs')).toBe(1);
  const text = await read();
  expect(flowId).not.toBe('');
  expect(numberIn(text, 'vaultflow_steps_total{type="core.set",status="succeeded"}')).toBe(1);
  expect(numberIn(text, 'vaultflow_run_seconds_count{status="succeeded",world="real"}')).toBe(1);
  expect(numberIn(text, 'vaultflow_runs{status="waiting"}')).toBe(1);
  expect(numberIn(text, 'vaultflow_queue_depth')).toBe(0);
  expect(numberIn(text, 'vaultflow_journal_commit_seconds_count')).toBeGreaterThanOrEqual(2);
  expect(numberIn(text, 'vaultflow_up')).toBe(1);
  expect(text).toContain('nodejs_eventloop_lag_seconds ');
  // What the scraper reads: every line is a comment or a name with a number.
  const wrong = text
    .split('\n')
    .filter((line) => line !== '' && !/^(# (HELP|TYPE) [a-z0-9_]+ |[a-z0-9_]+(\{.*\})? ([-+0-9.e]+|Nan)$)/.test(line));
  expect(wrong).toEqual([]);
});

test('the page tells what sleeps, what is planned and what was asked of Azure', async () => {
  server = await startTestServer({ VAULTFLOW_BACKUP_KEEP: '24' });
  const { api } = server;
  const { runId } = await runOf(api, [{ id: 'sleep', type: 'core.delay', params: { for: 'PT2H' } }], 0);
  await runOf(api, [{ id: 'vaults', type: 'azure-backup.list-backup-vaults', connection: 'azure' }]);
  const planned = await api('POST', '/api/flows', {
    document: {
      ...flowOf([{ id: 'nightly', type: 'core.schedule', params: { every: 'day', time: '02:00', timeZone: 'UTC' } }]),
      name: 'Every night',
    },
  });
  await api('POST', `/api/flows/${planned.body.id}/publish`, { enable: true });
  await expect.poll(async () => (await api('GET', '/api/operations')).body.sleeping.count).toBe(1);
  const { status, body } = await api('GET', '/api/operations');
  expect(status).toBe(200);
  expect(body.ready.ok).toBe(true);
  expect(body.sleeping.next).toMatchObject([{ runId, flowName: 'Test flow' }]);
  expect(body.schedules).toMatchObject([{ flowName: 'Every night', nodeId: 'nightly', last: null, trouble: null }]);
  expect(body.schedules[0].nextAt).toMatch(/T02:00:00/);
  expect(body.budgets[0]).toMatchObject({ connectionName: 'Practice subscription', kind: 'reads', blockedUntil: null });
  expect(body.budgets[0].requests).toBeGreaterThan(0);
  expect(body.workers).toMatchObject([{ self: true }]);
  expect(body.database.kind).toBe('sqlite');
  expect(body.database.bytes).toBeGreaterThan(100_000);
  expect(body.backup).toMatchObject({ keep: 24, everyHours: 1, last: null, count: 0, trouble: null });
  expect(body.keepDays).toBe(90);
});
