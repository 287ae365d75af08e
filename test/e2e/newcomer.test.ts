// What a newcomer does in the first quarter of an hour, step by step, in a real Chromium: steps 1 to 5 of the tour.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { pause, until, untilEnded } from './watch-run.ts';

let product: Product;
let window: Window;
const page = () => window.page;
const shown = (testId: string) => page().getByTestId(testId).first().waitFor({ state: 'visible' });
const flowIdNow = () => /flows\/([^/?]+)/.exec(page().url())?.[1] ?? '';
const runIdNow = () => until('the run is on the canvas', async () => /runs\/([^/?]+)/.exec(page().url())?.[1] ?? false, 15_000);

/** Presses Run; where the flow asks something first, answers with what is filled in. */
async function run(): Promise<string> {
  const before = page().url();
  await page().getByTestId('run').click();
  await until('the run starts', async () => {
    const start = page().getByTestId('start-run');
    if ((await start.count()) > 0 && (await start.isEnabled())) await start.click();
    await pause(300);
    return page().url() !== before && page().url().includes('/runs/');
  });
  return runIdNow();
}

beforeAll(async () => {
  product = await startProduct();
  window = await openWindow(product.link);
});
afterAll(async () => {
  await window?.close();
  await product?.stop();
});

// A picture says what went wrong.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page().screenshot({ path: `shots/${task.name.replace(/\W+/g, '-').slice(0, 40)}.png` });
});

test('1. the link opens the editor, signed in; the first screen offers three ways to begin', async () => {
  await shown('choice-template');
  await shown('choice-trigger');
  await shown('choice-import');
  await expect.poll(() => page().getByTestId('home-headline').textContent(), { timeout: 15_000 }).toMatch(/\d+ of \d+ backups are safe/);
  expect(page().url()).not.toContain('token');
});

test('2. the template “Nightly backup report”: form, run, every card live, a readable table', async () => {
  await page().getByTestId('template-nightly-backup-report').click();
  await shown('template-parameter-lateAfter');
  await page().getByTestId('create-from-template').click();
  await shown('node-report');
  await run();
  const canvas = canvasOf(page());
  await expect.poll(() => canvas.status('report'), { timeout: 20_000 }).toBe('succeeded');
  await expect.poll(() => page().getByTestId('run-status').textContent()).toContain('Succeeded');
  expect(await canvas.status('schedule')).toBe('skipped');
  await canvas.select('report');
  await page().getByTestId('dock-tab-data').click();
  await shown('result-table');
  const table = (await page().getByTestId('result-table').first().textContent()) ?? '';
  expect(table).toContain('vm-');
});

test('3. builds a flow by drag and drop, runs it, and reads why one item failed', async () => {
  await page().goto(product.origin);
  await page().getByTestId('new-flow').click();
  await page().getByTestId('new-flow-core.manual').click();
  await shown('node-start');
  await pause(800); // the view comes to rest
  const canvas = canvasOf(page());
  await canvas.drag(await canvas.middle('node-start'), [480, 130]);
  await canvas.fromPalette('azure-backup.list-items', [760, 130]);
  await canvas.fromPalette('core.for-each', [420, 380]);
  await shown('node-forEach');
  await canvas.into('forEach', 'core.if', [56, 80]);
  await canvas.into('forEach', 'azure-backup.backup-now', [336, 80]);
  await canvas.into('forEach', 'azure-backup.wait-for-job', [56, 168]);
  await canvas.into('forEach', 'notify.webhook-message', [336, 168]);
  await shown('node-postAMessage');
  await canvas.link('start', 'done', 'listProtectedItems');
  await canvas.link('listProtectedItems', 'done', 'forEach');
  await canvas.link('if', 'true', 'backUpNow');
  await canvas.link('backUpNow', 'done', 'waitForJob');
  await canvas.link('waitForJob', 'done', 'postAMessage');
  await page().getByTestId('tidy').click();
  await pause(500);

  await canvas.select('forEach');
  await canvas
    .field('items')
    .getByRole('button', { name: /List protected items/ })
    .click();
  await canvas.select('if');
  await canvas.field('conditions').getByRole('button', { name: 'Add a condition' }).click();
  await canvas.field('conditions').getByRole('textbox', { name: 'Condition 1: compared with' }).fill('Failed');
  await canvas.field('conditions').getByRole('textbox', { name: 'Condition 1: value' }).fill('{{ item.lastBackupStatus }}');
  await canvas.select('backUpNow');
  await canvas.expression('item', '{{ item.id }}');
  await canvas.select('waitForJob');
  await canvas.expression('vault', '{{ item.vaultId }}');
  await canvas.expression('job', '{{ steps.backUpNow.jobId }}');
  await canvas.select('postAMessage');
  await canvas.expression('text', '{{ item.friendlyName }} is backed up again');
  await page().getByTestId('inspector').getByRole('button', { name: /^More/ }).click();
  await canvas.field('url').getByRole('textbox').fill('https://example.com/hooks/backup');
  await expect.poll(() => page().getByTestId('save-state').textContent(), { timeout: 10_000 }).toBe('Saved');
  expect(await page().getByTestId('problem-count').count()).toBe(0);

  const runId = await run();
  // The job's progress moves on the card while the run waits.
  const percents = new Set<string>();
  await until(
    'the run ends',
    async () => {
      const card = (await page().getByTestId('node-waitForJob').textContent()) ?? '';
      const percent = /(\d+)\s?%/.exec(card);
      if (percent) percents.add(percent[1] as string);
      return /succeeded|failed/i.test((await page().getByTestId('run-status').textContent()) ?? '');
    },
    60_000,
  );
  expect(percents.size).toBeGreaterThan(1);
  const ended = await untilEnded(product, runId);
  expect(ended).toMatchObject({ status: 'succeeded', world: 'practice' });
  expect(ended.failures).toBeGreaterThanOrEqual(1);
  // The loop has paged to the item that failed by itself.
  await canvas.select('waitForJob');
  await shown('copy-error');
  const error = (await page().locator('.error-card').first().textContent()) ?? '';
  expect(error).toContain('VM agent is unable to communicate');
  expect(error).toContain('UserErrorGuestAgentStatusUnavailable');
  expect(error).toMatch(/request [0-9a-f]+…/);
  await page().getByTestId('copy-error').first().click();
  const copied = await page().evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('UserErrorGuestAgentStatusUnavailable');
  expect(copied).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/);
  await shown('retry-from-here');
});

test('retry from here is a new run that takes over what succeeded', async () => {
  const before = await runIdNow();
  await page().getByTestId('retry-from-here').first().click();
  const runId = await until('another run', async () => (await runIdNow()) !== before && (await runIdNow()), 15_000);
  const ended = await untilEnded(product, runId);
  expect(ended.retryOf).toBe(before);
});

test('4. saves the flow and a selection as templates, makes a new flow from one, and runs it', async () => {
  const canvas = canvasOf(page());
  await page().keyboard.press('Escape');
  await page().getByTestId('more').click();
  await page()
    .getByRole('menuitem', { name: /save as template/i })
    .click();
  await page().getByTestId('save-template-title').fill('Repair failed backups');
  await page().getByTestId('save-template').click();
  await until('the template is there', async () => {
    const { items } = (await product.api('GET', '/api/templates')).body as { items: { title: string; shipped: boolean }[] };
    return items.some(({ title, shipped }) => title === 'Repair failed backups' && !shipped);
  });
  await canvas.select('forEach');
  await page().getByTestId('more').click();
  await page()
    .getByRole('menuitem', { name: /save the selection as template/i })
    .click();
  await page().getByTestId('save-template-title').fill('The loop alone');
  await page().getByTestId('save-template').click();
  await until('the second template is there', async () => {
    const { items } = (await product.api('GET', '/api/templates')).body as { items: { title: string }[] };
    return items.some(({ title }) => title === 'The loop alone');
  });

  await page().goto(`${product.origin}/templates`);
  await page().getByText('Repair failed backups').first().click();
  await page().getByTestId('create-from-template').click();
  await shown('node-forEach');
  const ended = await untilEnded(product, await run());
  expect(ended.status).toBe('succeeded');
});

test('5. a run started by a script is seen live in the editor', async () => {
  const flowId = flowIdNow();
  const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, {});
  expect(accepted.status).toBe(202);
  const { runId, number } = accepted.body as { runId: string; number: number };
  await page().goto(`${product.origin}/flows/${flowId}/runs/${runId}`);
  await page().getByText(`Run ${number}`, { exact: true }).first().waitFor();
  await untilEnded(product, runId);
  await expect.poll(() => page().getByTestId('run-status').textContent(), { timeout: 15_000 }).toMatch(/Succeeded/);
});

test('6. the server is killed in mid-run and started again: the page follows the run to its end', async () => {
  const made = await product.api('POST', '/api/templates/back-up-before-patching/flows', {});
  const flowId = (made.body as { id: string }).id;
  const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, {});
  const { runId } = accepted.body as { runId: string };
  await page().goto(`${product.origin}/flows/${flowId}/runs/${runId}`);
  const canvas = canvasOf(page());
  await expect.poll(() => canvas.status('waitForJob'), { timeout: 20_000 }).toBe('waiting');
  const before = window.errors.length;
  await product.kill('SIGKILL');
  await product.restart();
  const ended = await untilEnded(product, runId);
  expect(ended.status).toBe('succeeded');
  await expect.poll(() => page().getByTestId('run-status').textContent(), { timeout: 60_000 }).toContain('Succeeded');
  window.errors.splice(before); // while the server was away, its window could not reach it
});

test('the pages logged no errors', () => {
  expect(window.errors).toEqual([]);
});
