// Step 7 of the tour in the window: a connection to Azure is made in its form, tested, made the default, and the same template then
// runs against it for real. Azure's place is taken by a simulator in another process, over TLS, with its own sign-in.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectAzure } from './connect-azure.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { until, untilEnded } from './watch-run.ts';

let azure: SimulatorProcess;
let product: Product;
let window: Window;
const page = () => window.page;

beforeAll(async () => {
  azure = await startSimulator();
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

test('a connection made in the form says who it is and what it sees', async () => {
  await connectAzure(page(), product.origin, azure, 'Contoso production');
});

test('the same template runs against it for real, with nothing else changed', async () => {
  const { items } = (await product.api('GET', '/api/connections')).body as { items: { id: string; name: string }[] };
  const connection = items.find(({ name }) => name === 'Contoso production');
  expect(connection).toBeDefined();
  await product.api('PUT', `/api/connections/${connection?.id}`, { isDefault: true });
  const before = (await azure.requests()).length;
  await page().goto(`${product.origin}/templates/find-unprotected-vms`);
  await page().getByTestId('create-from-template').click();
  await page().getByTestId('node-findVms').waitFor();
  // For real nothing goes to an inbox: without its message this flow only reads.
  await page()
    .getByTestId('node-tellTeam')
    .click({ position: { x: 40, y: 12 } });
  await page().keyboard.press('Delete');
  await page().getByTestId('node-tellTeam').waitFor({ state: 'detached' });
  await page().getByTestId('run').click();
  const runId = await until('the run starts', async () => {
    const start = page().getByTestId('start-run');
    if ((await start.count()) > 0 && (await start.isEnabled())) await start.click();
    return /runs\/([^/?]+)/.exec(page().url())?.[1] ?? false;
  });
  const ended = await untilEnded(product, runId);
  expect(ended).toMatchObject({ status: 'succeeded', world: 'real' });
  expect((await azure.requests()).length).toBeGreaterThan(before);
  await page().locator('.data-table, [data-testid="run-status"]').first().waitFor();
  expect(window.errors).toEqual([]);
});
