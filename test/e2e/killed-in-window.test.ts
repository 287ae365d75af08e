// Step 6 of the tour with the window open: a flow that backs up machines, run from the window through a connection that was made in
// its form and signs in over TLS; the server is killed (-9) twice in mid-run. Effects are counted at a simulator in another process.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { connectAzure } from './connect-azure.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { runOf, until, untilEnded } from './watch-run.ts';

let azure: SimulatorProcess;
let product: Product;
let window: Window;
const page = () => window.page;
const vms = ['vm-web-01', 'vm-web-02', 'vm-web-03', 'vm-app-01'];
const at = (x: number, y: number, parent?: string) => ({ position: { x, y }, version: 1, ...(parent ? { parent } : {}) });
const inVault = { connection: 'azure', params: { vault: 'vault-weu-prod', kind: 'vm' } };
const chosen = { items: '{{ steps.list.items }}', conditions: [{ field: 'friendlyName', op: 'oneOf', value: vms.join(', ') }] };
const document = {
  format: 1,
  name: 'Back up four machines',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'start', type: 'core.manual', ...at(0, 0), params: {} },
    { id: 'list', type: 'azure-backup.list-items', ...at(280, 0), ...inVault },
    { id: 'chosen', type: 'core.filter', ...at(560, 0), params: chosen },
    {
      id: 'each',
      type: 'core.for-each',
      ...at(0, 200),
      size: { width: 620, height: 200 },
      params: { items: '{{ steps.chosen.items }}', concurrency: 1 },
    },
    { id: 'backUp', type: 'azure-backup.backup-now', ...at(20, 80, 'each'), connection: 'azure', params: { item: '{{ item.id }}' } },
    // Between two machines: time in which a kill meets finished, waiting and unbegun steps. Jobs are waited for in azure-over-tls.
    { id: 'pause', type: 'core.delay', ...at(320, 80, 'each'), params: { for: 'PT1.5S' } },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'list' },
    { from: 'list', port: 'done', to: 'chosen' },
    { from: 'chosen', port: 'done', to: 'each' },
    { from: 'backUp', port: 'done', to: 'pause' },
  ],
};

beforeAll(async () => {
  azure = await startSimulator('--time-scale', '400');
  product = await startProduct({ VAULTFLOW_EGRESS_ALLOW: new URL(azure.origin).host });
  window = await openWindow(product.link);
});
afterAll(async () => {
  await window?.close();
  await product?.stop();
  await azure?.stop();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page().screenshot({ path: `shots/${task.name.replace(/\W+/g, '-').slice(0, 40)}.png` });
});

const backups = async () =>
  (await azure.requests()).filter(({ method, path }) => method === 'POST' && path.toLowerCase().endsWith('/backup'));

test('killed twice in mid-run, the window follows it to its end, and every machine is backed up once', async () => {
  await connectAzure(page(), product.origin, azure, 'Contoso production');
  const made = (await product.api('POST', '/api/flows', { document })).body as { id: string };
  await page().goto(`${product.origin}/flows/${made.id}`);
  const canvas = canvasOf(page());
  await page().getByTestId('node-list').waitFor();
  await canvas.select('list');
  await page().getByTestId('connection-picker').click();
  await page()
    .getByRole('option', { name: /Contoso production/ })
    .click();
  await expect.poll(() => page().getByTestId('connection-picker').textContent()).toContain('Contoso production');
  await page().getByTestId('run').click();
  await page().getByTestId('start-run').click();
  const runId = await until('the run is on the canvas', async () => /runs\/([^/?]+)/.exec(page().url())?.[1] ?? false);
  expect((await runOf(product, runId)).world).toBe('real');

  const before = window.errors.length;
  for (const wanted of [1, 3]) {
    await until('backups have been asked for', async () => (await backups()).length >= wanted);
    await product.kill('SIGKILL');
    await expect
      .poll(() => page().getByRole('region', { name: 'Run', exact: true }).textContent(), { timeout: 10_000 })
      .toContain('no live changes at the moment');
    await product.restart();
  }
  const ended = await untilEnded(product, runId, 60_000);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 0 });
  await expect.poll(() => page().getByTestId('run-status').textContent(), { timeout: 20_000 }).toContain('Succeeded');
  await expect.poll(() => canvas.status('each')).toBe('succeeded');
  window.errors.splice(before); // while the server was away, its window could not reach it

  const asked = await backups();
  expect(asked).toHaveLength(vms.length);
  expect(new Set(asked.map(({ path }) => path.toLowerCase())).size).toBe(vms.length);
});
