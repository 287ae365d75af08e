// Every address of the window, taken from its own table of routes: those that no other test of accessibility opens in all three themes,
// all of them in the colours that a person has forced on every program. A page that is added is held against the rules, or named here.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { violationsInForcedColors, violationsOf } from './accessible.ts';
import { failedRun } from './accessible-flows.ts';
import { openDesk } from './desk.ts';

const { page, product, go, press, shown } = openDesk();

/** Opened, in all themes, with its menus and dialogs, by accessible-pages.test.ts and accessible-editor.test.ts. */
const elsewhere = new Set([
  '/',
  '/flows',
  '/flows/:id',
  '/flows/:id/runs/:runId',
  '/templates',
  '/templates/:id',
  '/runs',
  '/connections',
  '/approvals',
  '/practice',
  '/settings',
]);
const paths = [...readFileSync('editor/App.tsx', 'utf8').matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path as string);
let failed: { readonly flowId: string; readonly runId: string };
let item = '';

beforeAll(async () => {
  failed = await failedRun(product());
});

const addressOf = (path: string): string =>
  path
    .replace('/flows/:id', `/flows/${failed.flowId}`)
    .replace(':runId', failed.runId)
    .replace('/templates/:id', '/templates/nightly-backup-report')
    .replace('/backups/:id', `/backups/${encodeURIComponent(item)}`);

/** Its head is there, and nothing is on its way any more. */
async function opened(path: string): Promise<void> {
  await go(addressOf(path));
  await page().locator('h1, [data-testid=canvas]').first().waitFor();
  await expect.poll(() => page().locator('.skeleton').count()).toBe(0);
}

test('the window says which pages it has', () => {
  expect(paths.length).toBeGreaterThanOrEqual(elsewhere.size);
  expect([...elsewhere].filter((path) => !paths.includes(path))).toEqual([]);
});

test('the practice subscription has been looked at', async () => {
  const first = async () => {
    const { items = [] } = (await product().api('GET', '/api/estate/items')).body as { items?: { id: string }[] };
    item = items[0]?.id ?? '';
    return item;
  };
  await expect.poll(first, { timeout: 20_000 }).not.toBe('');
});

test.each(paths.filter((path) => !elsewhere.has(path)))('%s in three themes', async (path) => {
  await opened(path);
  expect(await violationsOf(page())).toEqual([]);
});

test.each(paths)('%s in forced colours', async (path) => {
  await opened(path);
  expect(await violationsInForcedColors(page())).toEqual([]);
});

test.each([
  ['rename a step', 'F2', 'dialog'],
  ['see every key', '?', 'dialog'],
] as const)('the dialog to %s, in forced colours', async (_, key, role) => {
  await go(`/flows/${failed.flowId}`);
  await shown('node-report');
  await page()
    .getByTestId('node-report')
    .click({ position: { x: 40, y: 12 } });
  await page().locator('.react-flow__node[data-id=report]').focus();
  await press(key);
  await page().getByRole(role).waitFor();
  expect(await violationsInForcedColors(page())).toEqual([]);
});
