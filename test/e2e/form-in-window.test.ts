// A form in a real browser: asked, corrected and sent with the keyboard alone, in both themes, and never able to run a script.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsInForcedColors, violationsNow } from './accessible.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';

let product: Product;
let window: Window;
let flowId: string;
let url: string;
const page = (): Page => window.page;
const heading = () => page().getByRole('heading', { level: 1 }).textContent();
const runs = async () =>
  ((await product.api('GET', `/api/runs?flow=${flowId}`)).body as { items: { inputs: unknown; actor: unknown }[] }).items;

beforeAll(async () => {
  product = await startProduct();
  window = await openWindow(product.link);
  await page().getByRole('navigation', { name: 'Vaultflow' }).waitFor(); // signed in
  const inputs = [
    { name: 'vm', title: 'Machine', schema: { type: 'string', pattern: '^vm-' }, required: true },
    { name: 'until', title: 'Keep until', schema: { type: 'string', format: 'date' } },
    { name: 'disks', title: 'Disks', schema: { type: 'array', items: { enum: ['os', 'data'] } } },
    { name: 'tier', title: 'Tier', schema: { enum: ['gold', 'silver'] } },
    { name: 'sure', title: 'I have asked the owner', schema: { type: 'boolean' } },
  ];
  const nodes = [
    { id: 'request', type: 'core.form', version: 1, position: { x: 0, y: 0 }, params: { title: 'Restore a machine' } },
    { id: 'answer', type: 'core.respond', version: 1, position: { x: 240, y: 0 }, params: { body: 'On its way: {{ inputs.vm }}' } },
  ];
  const document = { format: 1, name: 'Restore', inputs, nodes, edges: [{ from: 'request', port: 'done', to: 'answer' }] };
  const made = await product.api('POST', '/api/flows', { document });
  flowId = (made.body as { id: string }).id;
  const published = await product.api('POST', `/api/flows/${flowId}/publish`, { enable: true });
  expect([made.status, published.status]).toEqual([201, 200]);
});
afterAll(async () => {
  await window?.close();
  await product?.stop();
});

test('the trigger’s panel leads to the page', async () => {
  await page().goto(`${product.origin}/flows/${flowId}`);
  await page().getByTestId('node-request').click();
  const link = page().getByTestId('form-url');
  url = (await link.getAttribute('href')) as string;
  expect(url).toContain(`${product.origin}/forms/`);
  await page().goto(url);
  expect(await heading()).toBe('Restore a machine');
});

test('no accessibility rule is broken, in light, dark and forced colours', async () => {
  expect(await violationsNow(page())).toEqual([]);
  await page().emulateMedia({ colorScheme: 'dark' });
  expect(await violationsNow(page())).toEqual([]);
  expect(await violationsInForcedColors(page())).toEqual([]);
  await page().emulateMedia({ colorScheme: 'light' });
});

test('a wrong answer is said beside its question, by keyboard alone; the right one starts one run', async () => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page().keyboard.press(key);
  };
  await page().getByLabel('Machine').focus();
  await page().keyboard.type('web01');
  await press('Enter');
  await page().getByRole('alert').waitFor();
  expect(await violationsNow(page())).toEqual([]);
  expect(await page().getByLabel('Machine').inputValue()).toBe('web01');
  await page().getByRole('link', { name: 'Machine' }).focus();
  await press('Enter');
  await page().getByLabel('Machine').focus();
  await press('Control+a');
  await page().keyboard.type('vm-web-01');
  await page().getByLabel('Keep until').fill('2026-12-31');
  await page().getByLabel('data').focus();
  await press('Space');
  await page().getByLabel('Tier').selectOption('gold');
  await page().getByLabel('I have asked the owner').check();
  await page().getByRole('button', { name: 'Send' }).dblclick({ noWaitAfter: true });
  await page().getByText('On its way: vm-web-01').waitFor();
  const all = await runs();
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({
    inputs: { vm: 'vm-web-01', until: '2026-12-31', disks: ['data'], tier: 'gold', sure: true },
    actor: { kind: 'user' },
  });
  await page().getByRole('link', { name: 'Show the run' }).click();
  await page().getByRole('navigation', { name: 'Vaultflow' }).waitFor();
});

test('what is typed into it reaches nothing that the editor keeps', async () => {
  await page().goto(url);
  const ran = await page().evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.body.dataset.ran = "yes"';
    document.body.append(script);
    return document.body.dataset.ran ?? 'no';
  });
  expect(ran).toBe('no');
});
