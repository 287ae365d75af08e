// `node docs/screenshots.ts`: takes the pictures of the README. Starts the product on an empty data folder, makes and runs flows
// as a newcomer would, and photographs what is there. Nothing is painted over or filled in by hand.
import { mkdirSync } from 'node:fs';
import { openWindow, type Product, startProduct } from '../test/e2e/product.ts';
import { pause, untilEnded } from '../test/e2e/watch-run.ts';

const folder = new URL('./images/', import.meta.url);
const file = (name: string): string => new URL(name, folder).pathname;

/** A flow from a shipped template, armed, and what it is to be called. */
async function make(product: Product, template: string, parameters: object = {}, name?: string): Promise<string> {
  const made = await product.api('POST', `/api/templates/${template}/flows`, { parameters, ...(name ? { name } : {}) });
  const { id } = made.body as { id: string };
  const published = await product.api('POST', `/api/flows/${id}/publish`, { enable: true });
  if (published.status >= 300) throw new Error(`${template} was not published: ${JSON.stringify(published.body)}`);
  return id;
}

async function run(product: Product, flowId: string, times = 1): Promise<string> {
  let runId = '';
  for (let i = 0; i < times; i += 1) {
    ({ runId } = (await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string });
    await untilEnded(product, runId);
  }
  return runId;
}

const product = await startProduct();
const window = await openWindow(product.link);
const { page } = window;
try {
  mkdirSync(folder, { recursive: true });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });

  const rerun = await make(product, 'rerun-failed-backups');
  await page.goto(`${product.origin}/flows/${rerun}`);
  await page.getByTestId('run').click();
  await page.getByTestId('start-run').click();
  await page.waitForURL('**/runs/*');
  await untilEnded(product, page.url().split('/runs/')[1] ?? '');
  await page.getByTestId('node-waitForJob').click({ position: { x: 60, y: 12 } });
  await page.locator('.run-dock .error-card').waitFor();
  await page.mouse.move(700, 20);
  await pause(1_200);
  await page.screenshot({ path: file('editor.png') });

  const report = await make(product, 'nightly-backup-report');
  const unprotected = await make(product, 'find-unprotected-vms', { limit: 1 });
  const alerts = await make(product, 'alert-on-failed-jobs');
  const patching = await make(product, 'back-up-before-patching');
  await make(product, 'protect-vms-by-tag');
  await run(product, report, 9);
  await run(product, alerts, 7);
  await run(product, unprotected);
  await run(product, patching, 1);
  await product.api('POST', `/api/flows/${rerun}/runs`, {});
  await page.goto(product.origin);
  await page.getByText('backups are safe').waitFor();
  await pause(2_000);
  await page.screenshot({ path: file('home.png') });
} finally {
  await window.close();
  await product.stop();
}
