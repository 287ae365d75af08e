// Every page of the window against the accessibility rules, in all three themes: empty and full, with its dialogs and menus open, and
// when something is wrong.
import { expect, test } from 'vitest';
import { violationsInForcedColors, violationsNow, violationsOf } from './accessible.ts';
import { asking, failedRun } from './accessible-flows.ts';
import { openDesk } from './desk.ts';
import { untilEnded } from './watch-run.ts';

const { page, product, press, shown, go, create, start, window } = openDesk();
/** A flow whose last run failed at a step. */
let failed: { readonly flowId: string; readonly runId: string };
/** Goes on after a finding: one run says all there are. */
const clean = async () => expect.soft(await violationsOf(page())).toEqual([]);

test('home at the first start', async () => {
  await shown('choice-template');
  await expect.poll(() => page().getByTestId('home-headline').textContent(), { timeout: 15_000 }).toMatch(/\d+ of \d+ backups/);
  await page().getByTestId('template-nightly-backup-report').waitFor();
  await clean();
});

test('home with flows and a failed run', async () => {
  failed = await failedRun(product());
  await go('/');
  await shown('flows-panel');
  await shown('estate');
  await clean();
  await page().getByTestId('new-flow').click();
  await shown('new-flow-core.manual');
  await clean();
  await press('Escape');
});

test('list of flows, with the menu of one', async () => {
  await go('/flows');
  await shown(`flow-row-${failed.flowId}`);
  await clean();
  await page().getByTestId(`flow-menu-${failed.flowId}`).click();
  await shown('flow-menu-delete');
  await clean();
  await page().getByTestId('flow-menu-delete').click();
  await page().getByRole('alertdialog').or(page().getByRole('dialog')).waitFor();
  await clean();
  await press('Escape');
});

test('the library with folders and tags, what is picked, its dialogs, a report, and shelves that are empty', async () => {
  for (const name of ['One', 'Two']) await create({ name, folder: 'Lab/Nightly', tags: ['sql'] });
  await go('/flows?folder=Lab');
  await shown('shelf-tag-sql');
  await page().getByTestId('select-all-flows').check();
  await clean();
  expect(await violationsInForcedColors(page())).toEqual([]);
  await page().getByTestId('bulk-move').click();
  await shown('move-folder');
  await clean();
  await press('Escape');
  await page().getByTestId('bulk-tag').click();
  await shown('tag-names');
  await clean();
  await press('Escape');
  await page().getByTestId('bulk-enable').click();
  await page().getByTestId('confirm-action').click();
  await shown('report-bad');
  await clean();
  await page().getByTestId('report-close').click();
  await go('/flows?archived=true');
  await page().getByText('Nothing is archived').waitFor();
  await clean();
  await go('/flows?q=nothing+at+all');
  await page().getByText('No flow fits').waitFor();
  await clean();
});

test('template gallery and the form of a template', async () => {
  await go('/templates');
  await shown('template-nightly-backup-report');
  await clean();
  await go('/templates/nightly-backup-report');
  await shown('template-parameter-lateAfter');
  await clean();
});

test('connections and the dialog of a new one', async () => {
  await go('/connections');
  await page().getByTestId('new-connection').waitFor();
  await page().locator('[data-testid^=connection-]').first().waitFor();
  await clean();
  await page().getByTestId('new-connection').click();
  await shown('connection-kind-azure');
  await clean();
  await page().getByTestId('connection-kind-azure').click();
  await shown('connection-name');
  await clean();
});

test('runs, the practice inbox and settings', async () => {
  await go('/runs');
  await page().locator('[data-testid^=run-row-]').first().waitFor();
  await clean();
  await go('/settings');
  await shown('theme-dark');
  await clean();
});

test('the practice subscription: its resources, jobs and requests, and what can be broken', async () => {
  await go('/practice');
  await shown('practice-row');
  await clean();
  await page().getByTestId('practice-row').first().getByRole('button').click();
  await page().locator('.practice-document').first().waitFor();
  await clean();
  for (const tab of ['Jobs', 'Requests']) {
    await page().getByRole('tab', { name: tab }).click();
    await page().locator('[data-testid=practice-row], [data-testid=request-row]').first().waitFor();
    await clean();
  }
  await page().getByTestId('break-something').click();
  await shown('fault-own');
  await clean();
  await page().getByTestId('fault-own').click();
  await shown('rule-path');
  await clean();
  await press('Escape');
});

test('a question: on the page of approvals and in the dock of its run', async () => {
  await go('/approvals');
  await page().getByText('Nothing waits for you').waitFor();
  await clean();
  const flowId = await create(asking);
  const runId = await start(flowId);
  await go('/approvals');
  await shown('approve');
  await clean();
  await go(`/flows/${flowId}/runs/${runId}`);
  await shown('approve');
  await clean();
  expect(await violationsInForcedColors(page())).toEqual([]);
  // The buttons are seen without scrolling: nobody looks for them at three in the morning.
  const inView = await page()
    .getByTestId('approve')
    .evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
  expect(inView).toBe(true);
  await page().getByTestId('approve').click();
  await untilEnded(product(), runId);
});

test('high contrast is chosen, kept, and gives text 7:1', async () => {
  await page().emulateMedia({ colorScheme: 'light', contrast: 'no-preference', reducedMotion: 'reduce' });
  await go('/settings');
  await page().getByTestId('theme-high-contrast').check();
  await page().reload();
  await page().locator('html[data-theme=high-contrast]').waitFor({ state: 'attached' });
  for (const [path, there] of [
    ['/', 'flows-panel'],
    ['/runs', 'runs-panel'],
    [`/flows/${failed.flowId}/runs/${failed.runId}`, 'timeline-row-listItems'],
  ] as const) {
    await go(path);
    if (there === 'runs-panel') await page().locator('[data-testid^=run-row-]').first().waitFor();
    else await shown(there);
    expect.soft(await violationsNow(page(), { rules: ['color-contrast-enhanced'], kind: 'rule' })).toEqual([]);
  }
  await go('/settings');
  await page().getByTestId('theme-system').check();
});

test('what is not there, and a server that cannot answer', async () => {
  await go('/no/such/page');
  await page().getByText('There is no such page').waitFor();
  await clean();
  const before = window().errors.length;
  await go('/flows/flow_gone');
  await page().getByText('There is no such flow').waitFor();
  await clean();
  const problem = { code: 'internal', status: 500, title: 'Error', detail: 'The database could not be read.' };
  await page().route(/\/api\/(overview|flows|runs|templates|connections|approvals|practice)/, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  for (const path of [
    '/',
    '/flows',
    '/runs',
    '/templates',
    '/connections',
    '/approvals',
    '/practice',
    '/templates/nightly-backup-report',
  ]) {
    await go(path);
    await page().getByText('The database could not be read.').first().waitFor();
    await clean();
  }
  await page().unroute(/\/api\/(overview|flows|runs|templates|connections|approvals|practice)/);
  window().errors.splice(before);
});

test('signed out', async () => {
  await go('/settings');
  await page().getByRole('button', { name: 'Sign out' }).click();
  await page().getByRole('textbox').first().waitFor();
  await clean();
});
