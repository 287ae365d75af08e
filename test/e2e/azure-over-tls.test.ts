// The same flow against "real" Azure: a connection with tenant, client id and secret, @azure/identity signing in for real, TLS to a
// simulator in another process. The server is killed in mid-run; effects are counted at the simulator, which survives.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from './product.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { runOf, stepsOf, until, untilEnded } from './watch-run.ts';

let product: Product;
let azure: SimulatorProcess;
let flowId = '';
const at = (x: number, y: number, parent?: string) => ({ position: { x, y }, version: 1, ...(parent ? { parent } : {}) });
const vms = ['vm-web-01', 'vm-web-02', 'vm-web-03', 'vm-app-01', 'vm-app-02', 'vm-sql-01'];
const document = {
  format: 1,
  name: 'Back up six machines',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'start', type: 'core.manual', ...at(0, 0), params: {} },
    { id: 'list', type: 'azure-backup.list-items', ...at(300, 0), connection: 'azure', params: { vault: 'vault-weu-prod', kind: 'vm' } },
    {
      id: 'chosen',
      type: 'core.filter',
      ...at(600, 0),
      params: { items: '{{ steps.list.items }}', conditions: [{ field: 'friendlyName', op: 'oneOf', value: vms.join(', ') }] },
    },
    {
      id: 'each',
      type: 'core.for-each',
      ...at(900, 0),
      size: { width: 700, height: 220 },
      params: { items: '{{ steps.chosen.items }}', concurrency: 3, collect: '{{ steps.backUp.jobId }}' },
    },
    { id: 'backUp', type: 'azure-backup.backup-now', ...at(20, 80, 'each'), connection: 'azure', params: { item: '{{ item.id }}' } },
    {
      id: 'waitForJob',
      type: 'azure-backup.wait-for-job',
      ...at(340, 80, 'each'),
      connection: 'azure',
      params: { vault: '{{ item.vaultId }}', job: '{{ steps.backUp.jobId }}' },
    },
    {
      id: 'count',
      type: 'core.set',
      ...at(1700, 0),
      params: { values: { done: '{{ steps.each.count }}', failed: '{{ steps.each.failed }}' } },
    },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'list' },
    { from: 'list', port: 'done', to: 'chosen' },
    { from: 'chosen', port: 'done', to: 'each' },
    { from: 'backUp', port: 'done', to: 'waitForJob' },
    { from: 'each', port: 'done', to: 'count' },
  ],
};

beforeAll(async () => {
  azure = await startSimulator('--time-scale', '400');
  product = await startProduct({ VAULTFLOW_EGRESS_ALLOW: new URL(azure.origin).host });
});
afterAll(async () => {
  await product?.stop();
  await azure?.stop();
});

test('a connection signs in for real; a wrong secret says what Azure says; secrets never come back', async () => {
  const fields = {
    credential: 'clientSecret',
    cloud: 'custom',
    tenantId: azure.tenantId,
    clientId: azure.clientId,
    endpoint: azure.origin,
    authority: azure.origin,
    ca: azure.ca,
  };
  const wrong = await product.api('POST', '/api/connections', {
    kind: 'azure',
    name: 'Wrong secret',
    fields: { ...fields, clientSecret: 'not-the-secret' },
  });
  expect(wrong.status).toBe(201);
  const refused = await product.api('POST', `/api/connections/${(wrong.body as { id: string }).id}/test`);
  expect(refused.body).toMatchObject({ ok: false });
  expect(JSON.stringify(refused.body)).toContain('AADSTS7000215');

  const made = await product.api('POST', '/api/connections', {
    kind: 'azure',
    name: 'Contoso over TLS',
    fields: { ...fields, clientSecret: azure.clientSecret },
  });
  const { id } = made.body as { id: string };
  const answer = await product.api('POST', `/api/connections/${id}/test`);
  expect(answer.body).toMatchObject({ ok: true });
  expect(JSON.stringify((await product.api('GET', `/api/connections/${id}`)).body)).not.toContain(azure.clientSecret);

  const flow = await product.api('POST', '/api/flows', { document });
  flowId = (flow.body as { id: string }).id;
  expect(await product.api('PUT', `/api/flows/${flowId}/bindings`, { bindings: { azure: id } })).toMatchObject({ status: 200 });
});

test('killed in mid-run, the run goes on where it was and nothing that had finished is done twice', async () => {
  const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, {});
  const { runId } = accepted.body as { runId: string };
  expect((await runOf(product, runId)).world).toBe('real');
  for (const wanted of [1, 4]) {
    // Killed while backups run: some iterations have finished, some wait, some have not begun.
    await until('backups have been asked for', async () => (await backups()).length >= wanted);
    await product.kill('SIGKILL');
    await product.restart();
  }
  const ended = await untilEnded(product, runId, 120_000);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 0 });
  expect(await product.api('GET', `/api/runs/${runId}/steps/count/output`)).toMatchObject({
    body: { data: { done: vms.length, failed: 0 } },
  });
  const asked = await backups();
  expect(asked.map(({ path }) => path.toLowerCase()).sort()).toHaveLength(vms.length);
  expect(new Set(asked.map(({ clientRequestId }) => clientRequestId)).size).toBe(vms.length);
});

test('a request whose answer was lost is found again by its key, not sent twice', async () => {
  const before = (await backups()).length;
  // biome-ignore lint/suspicious/noThenProperty: a rule reads "match …, then …" and is never awaited.
  await azure.faults([{ match: { method: 'POST', path: '/backup', times: 1 }, then: { reset: true, afterEffect: true } }]);
  const one = {
    ...document,
    nodes: document.nodes.map((node) =>
      node.id === 'chosen'
        ? { ...node, params: { ...node.params, conditions: [{ field: 'friendlyName', op: 'is', value: 'vm-app-04' }] } }
        : node,
    ),
  };
  const flow = (await product.api('POST', '/api/flows', { document: one })).body as { id: string };
  const { items } = (await product.api('GET', '/api/connections')).body as { items: { id: string; name: string }[] };
  await product.api('PUT', `/api/flows/${flow.id}/bindings`, {
    bindings: { azure: items.find(({ name }) => name === 'Contoso over TLS')?.id },
  });
  const { runId } = (await product.api('POST', `/api/flows/${flow.id}/runs`, {})).body as { runId: string };
  const ended = await untilEnded(product, runId);
  expect(ended.status).toBe('succeeded');
  const inside = await stepsOf(product, runId, '&parent=each&index=0');
  expect(Object.fromEntries(inside.map(({ nodeId, status }) => [nodeId, status]))).toEqual({
    backUp: 'succeeded',
    waitForJob: 'succeeded',
  });
  expect((await backups()).length - before).toBe(1);
});

const backups = async () =>
  (await azure.requests()).filter(({ method, path }) => method === 'POST' && path.toLowerCase().endsWith('/backup'));
