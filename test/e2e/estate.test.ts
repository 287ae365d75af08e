// The estate in a real browser: a bar of the home page leads to its day, an item to its history, and its button to a backup.
import { expect, test } from 'vitest';
import { violationsNow, violationsOf } from './accessible.ts';
import { openDesk } from './desk.ts';

const { page, product, press, shown, go, create } = openDesk();

test('from a bar to its day, from an item to its history', async () => {
  await create({ name: 'Quiet flow', nodes: [] });
  await go('/');
  await shown('estate');
  const bars = page().locator('.day-bars a');
  await expect.poll(() => bars.count(), { timeout: 15_000 }).toBe(30);
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await page().getByTestId(`day-${day}`).click();
  await shown('backups');
  await page().getByRole('link', { name: 'vm-legacy-07' }).waitFor();
  expect(await page().locator('.page-sub').textContent()).toContain('At the end of the day (UTC)');
  expect(await violationsOf(page())).toEqual([]);
  await page().getByRole('link', { name: 'vm-legacy-07' }).click();
  await shown('item-days');
  expect(await page().getByTestId('item-standing').textContent()).toContain('Failing');
  expect(await violationsOf(page())).toEqual([]);
});

test('the bars are one stop for the keyboard, and arrow keys move along the days', async () => {
  await go('/');
  const today = page().locator('.day-bars a').last();
  await today.focus();
  await press('ArrowLeft');
  await press('Enter');
  await shown('backups');
  expect(page().url()).toMatch(/day=\d{4}-\d\d-\d\d/);
});

test('“Back up now” runs the one-step flow, and opens its run', async () => {
  await go('/backups?state=safe');
  await page().getByRole('link', { name: 'vm-web-01' }).click();
  await page().getByTestId('back-up-now').click();
  await page().waitForURL(/\/flows\/[^/]+\/runs\//, { timeout: 20_000 });
  const runId = /runs\/([^/?]+)/.exec(page().url())?.[1] ?? '';
  await expect
    .poll(async () => ((await product().api('GET', `/api/runs/${runId}`)).body as { status: string }).status, { timeout: 20_000 })
    .toMatch(/waiting|succeeded/);
  // The second time the same flow is run again.
  const flows = async () => ((await product().api('GET', '/api/flows?q=Back%20up%20one')).body as { items: unknown[] }).items.length;
  expect(await flows()).toBe(1);
  await go('/backups?state=safe');
  await page().getByRole('link', { name: 'vm-web-02' }).click();
  await page().getByTestId('back-up-now').click();
  await page().waitForURL(/\/flows\/[^/]+\/runs\//, { timeout: 20_000 });
  expect(await flows()).toBe(1);
});

test('nothing to show and no such item say so', async () => {
  await go('/backups?state=waiting');
  await page().getByText('No such items').waitFor();
  expect(await violationsNow(page())).toEqual([]);
  await go('/backups/item_nobody');
  await page().getByText('There is no such item').waitFor();
});
