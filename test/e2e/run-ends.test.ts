// Looking into a run in a real browser: the steps of a scope inside a loop, and what Azure goes on with when a run was cancelled.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { stepsOf, untilEnded } from './watch-run.ts';

let product: Product;
let window: Window | undefined;
beforeAll(async () => {
  product = await startProduct();
});
afterEach(async () => {
  await window?.close();
  window = undefined;
});
afterAll(() => product?.stop());

const at = (x: number, y: number) => ({ position: { x, y }, version: 1 });
const edge = (from: string, to: string) => ({ from, port: 'done', to });

async function create(document: object): Promise<string> {
  const made = await product.api('POST', '/api/flows', { document: { format: 1, ...document } });
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
}

const start = async (flowId: string): Promise<string> =>
  ((await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string }).runId;

async function enter(): Promise<Window> {
  const link = (await product.api('POST', '/api/session/link')).body as { url: string };
  window = await openWindow(link.url);
  await window.page.getByRole('navigation').first().waitFor();
  return window;
}

test('the cards inside a scope in a loop show the iteration that the loop shows; the timeline has them all', async () => {
  const flowId = await create({
    name: 'Scope in a loop',
    nodes: [
      { id: 'start', type: 'core.manual', ...at(0, 0) },
      { id: 'each', type: 'core.for-each', ...at(280, 0), size: { width: 640, height: 320 }, params: { items: [1, 0, 2] } },
      { id: 'group', type: 'core.scope', ...at(24, 56), parent: 'each', size: { width: 560, height: 220 }, params: {} },
      {
        id: 'share',
        type: 'core.if',
        ...at(24, 56),
        parent: 'group',
        params: { expression: '{{ item > 0 }}' },
      },
      { id: 'more', type: 'core.set', ...at(290, 56), parent: 'group', params: { values: { text: 'more than nothing' } } },
    ],
    edges: [edge('start', 'each'), { from: 'share', port: 'true', to: 'more' }],
  });
  const runId = await start(flowId);
  await untilEnded(product, runId);
  const inside = await stepsOf(product, runId, '&parent=each&index=1');
  expect(inside.map(({ key }) => key).sort()).toEqual(['group[1]', 'more[1]', 'share[1]']);
  const { page, errors } = await enter();
  await page.goto(`${product.origin}/flows/${flowId}/runs/${runId}`);
  const status = (id: string) => page.getByTestId(`node-${id}`).getAttribute('data-status');
  await expect.poll(() => status('share'), { timeout: 10_000 }).toBe('succeeded');
  expect(await status('more')).toBe('succeeded');
  await page.getByTestId('pager-each').getByRole('button', { name: 'Next item' }).click();
  await expect.poll(() => status('more')).toBe('skipped');
  for (const key of ['share[0]', 'more[1]', 'share[2]']) await page.getByTestId(`timeline-row-${key}`).waitFor();
  expect(errors).toEqual([]);
});

test('a cancelled run: Azure goes on with its backup, and a person ends it there', async () => {
  const flowId = await create({
    name: 'Back up and wait',
    connections: [{ name: 'azure', kind: 'azure' }],
    nodes: [
      { id: 'start', type: 'core.manual', ...at(0, 0) },
      { id: 'backUp', type: 'azure-backup.backup-now', ...at(280, 0), connection: 'azure', params: { item: 'vm-sql-03' } },
      {
        id: 'untilDone',
        type: 'azure-backup.wait-for-job',
        ...at(560, 0),
        connection: 'azure',
        params: { vault: '{{ steps.backUp.vaultId }}', job: '{{ steps.backUp.jobId }}' },
      },
    ],
    edges: [edge('start', 'backUp'), edge('backUp', 'untilDone')],
  });
  const { page, errors } = await enter();
  const runId = await start(flowId);
  await page.goto(`${product.origin}/flows/${flowId}/runs/${runId}`);
  await page.locator('[data-testid=node-untilDone][data-status=waiting]').waitFor();
  await page.getByTestId('cancel-run').click();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  const jobs = page.getByTestId('azure-jobs');
  await jobs.getByText('Azure goes on with 1 job').waitFor();
  await jobs.getByText(/in progress, \d+ %/).waitFor();
  await jobs.getByRole('button', { name: /^Cancel in Azure/ }).click();
  await page.getByRole('button', { name: 'Cancel in Azure', exact: true }).click();
  await jobs.getByText('Azure has ended 1 job of this run').waitFor();
  expect((await untilEnded(product, runId)).status).toBe('cancelled');
  expect(await page.getByTestId('azure-job-backUp').getAttribute('data-status')).toBe('Cancelled');
  expect(errors).toEqual([]);
});
