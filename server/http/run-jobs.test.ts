// Over the practice subscription: the simulator is the real one, a backup takes it some seconds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator } from '../services/test/simulator-process.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const azure = { connections: [{ name: 'azure', kind: 'azure' }] };
const backUp = (item: string) => ({ id: 'backUp', type: 'azure-backup.backup-now', connection: 'azure', params: { item } });
const untilDone = {
  id: 'untilDone',
  type: 'azure-backup.wait-for-job',
  connection: 'azure',
  params: { vault: '{{ steps.backUp.vaultId }}', job: '{{ steps.backUp.jobId }}' },
};

async function start(nodes: Parameters<typeof flowOf>[0], more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await server.api('POST', '/api/flows', { document: flowOf([manual, ...nodes], { ...azure, ...more }) });
  return (await server.api('POST', `/api/flows/${body.id}/runs`, {})).body.runId;
}
const status = async (run: string) => (await server.api('GET', `/api/runs/${run}`)).body.status;
const stepStatus = async (run: string, key: string) =>
  (await server.api('GET', `/api/runs/${run}/steps/${encodeURIComponent(key)}`)).body.status;
const jobs = async (run: string) => (await server.api('GET', `/api/runs/${run}/jobs`)).body;

describe('Azure jobs of a cancelled run', () => {
  test('go on, are listed with their state, and end when a person cancels them in Azure', async () => {
    const run = await start([backUp('vm-sql-03'), untilDone]);
    await expect.poll(() => stepStatus(run, 'untilDone'), { timeout: 10_000 }).toBe('waiting');
    await server.api('POST', `/api/runs/${run}/cancel`);
    await expect.poll(() => status(run)).toBe('cancelled');

    const { items, next, trouble } = await jobs(run);
    expect([items.length, next, trouble]).toEqual([1, null, null]);
    const [job] = items;
    expect(job).toMatchObject({ stepKey: 'backUp', nodeId: 'backUp', operation: 'Backup', status: 'InProgress', endTime: null });
    expect(job.itemName).toMatch(/vm-sql-03/i);
    expect(job).not.toHaveProperty('url');
    expect(job.progress).toBeGreaterThanOrEqual(0);
    expect(job.progress).toBeLessThan(1);

    const cancelled = await server.api('POST', `/api/runs/${run}/jobs/${job.jobId}/cancel`);
    expect(cancelled.status).toBe(200);
    expect(cancelled.body).toMatchObject({ jobId: job.jobId, status: expect.stringMatching(/^Cancell(ing|ed)$/) });
    await expect.poll(async () => (await jobs(run)).items[0].status, { timeout: 10_000 }).toBe('Cancelled');
    const { items: lines } = (await server.api('GET', '/api/audit')).body;
    expect(lines[0]).toMatchObject({ action: 'run.cancelJob', resource: run, details: { job: job.jobId, step: 'backUp' } });

    const again = await server.api('POST', `/api/runs/${run}/jobs/${job.jobId}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    expect(again.body.detail).toContain('has ended already: Azure says Cancelled');
  });

  test('a job that another run started is none of this run, and cannot be cancelled through it', async () => {
    const run = await start([backUp('vm-web-01')]);
    await expect.poll(() => status(run), { timeout: 10_000 }).toBe('succeeded');
    const joining = await start([backUp('vm-web-01')]);
    await expect.poll(() => status(joining), { timeout: 10_000 }).toBe('succeeded');
    const { data } = (await server.api('GET', `/api/runs/${joining}/steps/backUp/output`)).body;
    expect(data.joined).toBe(true);
    expect((await jobs(joining)).items).toEqual([]);
    expect((await jobs(run)).items.map((job: { jobId: string }) => job.jobId)).toEqual([data.jobId]);
    expect((await server.api('POST', `/api/runs/${joining}/jobs/${data.jobId}/cancel`)).status).toBe(404);
    expect((await server.api('GET', '/api/runs/none/jobs')).status).toBe(404);
  });

  test('of a loop come page by page; a flow that changes nothing in Azure has none', async () => {
    const loop = {
      edges: [{ from: 'start', port: 'done', to: 'each' }],
    };
    const each = { id: 'each', type: 'core.for-each', params: { items: ['vm-app-01', 'vm-app-02'] } };
    const run = await start([each, { ...backUp('{{ item }}'), parent: 'each' }], loop);
    await expect.poll(() => status(run), { timeout: 10_000 }).toBe('succeeded');
    const first = (await server.api('GET', `/api/runs/${run}/jobs?limit=1`)).body;
    const second = (await server.api('GET', `/api/runs/${run}/jobs?limit=1&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map((job: { stepKey: string }) => job.stepKey).sort()).toEqual(['backUp[0]', 'backUp[1]']);
    expect((await server.api('GET', `/api/runs/${run}/jobs?cursor=x`)).status).toBe(400);
    const quiet = await start([{ id: 'one', type: 'core.set', params: { values: { n: 1 } } }]);
    expect(await jobs(quiet)).toEqual({ items: [], next: null, trouble: null });
  });

  test('cannot be asked about when their connection is gone: they are unknown, and it is said why', async () => {
    const made = await server.api('POST', '/api/connections', { kind: 'azure', name: 'Passing', fields: { credential: 'practice' } });
    const { body } = await server.api('POST', '/api/flows', { document: flowOf([manual, backUp('vm-web-02')], azure) });
    await server.api('PUT', `/api/flows/${body.id}/bindings`, { bindings: { azure: made.body.id } });
    const run = (await server.api('POST', `/api/flows/${body.id}/runs`, {})).body.runId;
    await expect.poll(() => status(run), { timeout: 10_000 }).toBe('succeeded');
    const [job] = (await jobs(run)).items;
    await server.api('PUT', `/api/flows/${body.id}/bindings`, { bindings: { azure: null } });
    expect((await server.api('DELETE', `/api/connections/${made.body.id}`)).status).toBeLessThan(300);
    await expect.poll(async () => (await jobs(run)).items[0].status).toBe('unknown');
    const { items, trouble } = await jobs(run);
    expect(items[0]).toMatchObject({ jobId: job.jobId, status: 'unknown' });
    expect(trouble).toContain('not there any more');
    expect((await server.api('POST', `/api/runs/${run}/jobs/${job.jobId}/cancel`)).body.code).toBe('binding_missing');
  });
});

describe('a call to Azure that was under way when its run was cancelled', () => {
  test('is listed too when Azure has taken it: its job carries the key of the step', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vaultflow-test-'));
    const rules = join(folder, 'faults.json');
    // Azure starts the backup, and takes a minute to say so.
    writeFileSync(
      rules,
      '[{ "match": { "method": "POST", "path": "*/backup", "times": 1 }, "then": { "afterEffect": true, "delayMs": 60000 } }]',
    );
    const estate = {
      vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily' }] }],
    };
    const outside = await startSimulator(estate, ['--time-scale', '1', '--faults', rules]);
    const own = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: outside.allow });
    try {
      const connection = { kind: 'azure', name: 'Outside', fields: outside.connection, isDefault: true };
      const { id: connectionId } = (await own.api('POST', '/api/connections', connection)).body;
      const choices = await own.api('POST', '/api/node-types/azure-backup.backup-now/choices/item', { connectionId });
      const document = flowOf([manual, backUp(choices.body.items[0].value)], azure);
      const { id } = (await own.api('POST', '/api/flows', { document })).body;
      const { url } = (await own.api('POST', `/api/flows/${id}/runs`, {})).body;
      const list = async () => (await own.api('GET', `${url}/jobs`)).body;
      await expect.poll(async () => (await own.api('GET', `${url}/steps/backUp`)).body.status, { timeout: 10_000 }).toBe('running');
      await new Promise((resume) => setTimeout(resume, 1_000));
      await own.api('POST', `${url}/cancel`);
      await expect.poll(async () => (await own.api('GET', url)).body.status, { timeout: 40_000 }).toBe('cancelled');
      const { items, trouble } = await list();
      expect(trouble).toBe(null);
      expect(items).toMatchObject([{ stepKey: 'backUp', operation: 'Backup', status: 'InProgress' }]);
      const cancelled = await own.api('POST', `${url}/jobs/${items[0].jobId}/cancel`);
      expect([cancelled.status, cancelled.body.stepKey]).toEqual([200, 'backUp']);
    } finally {
      await own.stop();
      await outside.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
