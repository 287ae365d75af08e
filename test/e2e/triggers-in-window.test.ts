// Step 5 of the tour with a mouse: a webhook and a schedule are added, linked and set up on the canvas, the flow is published, and
// what the world then does (the very curl line that the window shows, and the clock) is watched live in the same window.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { pause } from './watch-run.ts';

let product: Product;
let window: Window;
const page = () => window.page;
const shell = async (line: string) => (await promisify(execFile)('sh', ['-c', line])).stdout;
const saved = () => expect.poll(() => page().getByTestId('save-state').textContent(), { timeout: 10_000 }).toBe('Saved');

beforeAll(async () => {
  product = await startProduct();
  window = await openWindow(product.link);
});
afterAll(async () => {
  await window?.close();
  await product?.stop();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page().screenshot({ path: `shots/${task.name.replace(/\W+/g, '-').slice(0, 40)}.png` });
});

/** The list of runs shows it by itself, without being read again by hand; then it is shown on the canvas, under way. */
async function watch(number: number, by: string, appears = 15_000): Promise<void> {
  await page().getByRole('tab', { name: 'Runs' }).click();
  const row = page().getByTestId(`history-run-${number}`);
  await row.waitFor({ timeout: appears });
  expect(await row.textContent()).toContain(by);
  await row.click();
  const canvas = canvasOf(page());
  await expect.poll(() => canvas.status('delay')).toBe('waiting');
  await expect.poll(() => canvas.status('delay'), { timeout: 20_000 }).toBe('succeeded');
  await expect.poll(() => page().getByTestId('run-status').textContent()).toContain('Succeeded');
}

/** Which of the triggers started the shown run. */
const started = async () => {
  const canvas = canvasOf(page());
  const all = await Promise.all(['start', 'schedule', 'runByHand'].map(async (id) => [id, await canvas.status(id)] as const));
  return all.filter(([, status]) => status === 'succeeded').map(([id]) => id);
};

test('a webhook and a schedule are drawn, set up and published', async () => {
  await page().getByTestId('new-flow').click();
  await page().getByTestId('new-flow-core.webhook').click();
  await page().getByTestId('node-start').waitFor();
  await pause(800); // the view comes to rest
  const canvas = canvasOf(page());
  await canvas.drag(await canvas.middle('node-start'), [480, 130]);
  await canvas.fromPalette('core.schedule', [480, 260]);
  await canvas.fromPalette('core.manual', [480, 390]);
  await canvas.fromPalette('core.delay', [800, 200]);
  for (const trigger of ['start', 'schedule', 'runByHand']) await canvas.link(trigger, 'done', 'delay');
  await canvas.select('schedule');
  await canvas.field('every').locator('select').selectOption({ label: 'Cron expression' });
  await canvas.field('cron').getByRole('textbox').fill('* * * * *');
  await canvas.select('delay');
  await canvas.field('for').getByRole('textbox').fill('3');
  await canvas.field('for').locator('select').selectOption('seconds');
  await canvas.select('start');
  expect(await page().getByTestId('hook-unpublished').textContent()).toContain('Publish the flow');
  await saved();
  expect(await page().getByTestId('problem-count').count()).toBe(0);
  await page().getByTestId('publish').click();
  await page().getByLabel('What changed').fill('Starts by itself now');
  await page().getByTestId('publish-confirm').click();
  await page().getByTestId('publish-confirm').waitFor({ state: 'detached' });
  // The dialog is gone and the page is there again for those who hear it.
  await page().getByRole('tab', { name: 'Runs' }).waitFor();
  const { body } = await product.api('GET', `/api/triggers?flow=${flowId()}`);
  expect((body as { items: { enabled: boolean; next: string[] }[] }).items.filter(({ enabled }) => enabled)).toHaveLength(3);
});

test('a call of the hook, by the curl line that the window shows, is watched live', async () => {
  const canvas = canvasOf(page());
  await canvas.select('start');
  const shown = page().getByRole('region', { name: 'Address' });
  expect(await shown.textContent()).toContain('nobody can call');
  await page().getByTestId('hook-renew').click();
  const secret = (await page().getByTestId('hook-secret').textContent()) ?? '';
  const url = (await page().getByTestId('hook-url').textContent()) ?? '';
  const line = (await shown.locator('code').last().textContent()) ?? '';
  expect(line).toContain(url);
  expect(line).toContain(secret);
  const stranger = await shell(`${line.replace(secret, 'guessed')} -s -o /dev/null -w '%{http_code}'`);
  expect(stranger).toBe('401');
  const { runId } = JSON.parse(await shell(`${line} -s`)) as { runId: string };
  const { number } = (await product.api('GET', `/api/runs/${runId}`)).body as { number: number };
  await watch(number, 'by webhook');
  expect(await started()).toEqual(['start']);
  // Somebody listens: the next call is shown as it came, without what proved the caller, and starts nothing unless asked.
  const called = async () => (await runs()).filter(({ trigger }) => trigger.nodeId === 'start').length;
  const before = await called(); // the schedule may go on beside
  await canvas.select('start');
  const listening = page().getByTestId('hook-listening');
  await listening.getByRole('checkbox').uncheck();
  await page().getByTestId('hook-listen').click();
  await expect.poll(() => listening.textContent()).toContain('Listening until');
  expect(await shell(`${line} -s`)).toContain('captured');
  await expect.poll(() => page().getByTestId('hook-caught').textContent(), { timeout: 10_000 }).toContain('vault-weu-prod');
  expect(await page().getByTestId('hook-caught').textContent()).not.toContain(secret);
  expect(await called()).toBe(before);
  // A secret is shown once: not even the page has it after a reload.
  await page().reload();
  await canvas.select('start');
  await page().getByTestId('hook-url').waitFor();
  expect(await page().content()).not.toContain(secret);
});

test('curl with a bearer token starts it by the API', async () => {
  const before = await runs();
  const call = `curl -s -X POST ${product.origin}/api/flows/${flowId()}/runs -H 'authorization: Bearer ${product.token}'`;
  const answer = await shell(`${call} -H 'content-type: application/json' -d '{"inputs":{}}' -w ' %{http_code}'`);
  expect(answer).toMatch(/ 202$/);
  const { runId, number } = JSON.parse(answer.slice(0, -4)) as { runId: string; number: number };
  expect(before.map(({ id }) => id)).not.toContain(runId);
  await watch(number, 'through the API');
  expect(await started()).toEqual(['runByHand']);
});

test('the schedule starts it at its minute, in the open list', async () => {
  await page().getByRole('tab', { name: 'Runs' }).click();
  const by = page().locator('[data-testid^=history-run-]', { hasText: 'by schedule' });
  await by.first().waitFor({ timeout: 75_000 });
  await by.first().click();
  await expect.poll(() => page().getByTestId('run-status').textContent(), { timeout: 20_000 }).toContain('Succeeded');
  expect(await started()).toEqual(['schedule']);
  expect(window.errors).toEqual([]);
});

const runs = async () =>
  ((await product.api('GET', `/api/runs?flow=${flowId()}`)).body as { items: { id: string; trigger: { nodeId: string } }[] }).items;
const flowId = () => /flows\/([^/?]+)/.exec(page().url())?.[1] ?? '';
