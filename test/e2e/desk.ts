// The desk of a test in the browser: one product and one window for all tests of a file, the few gestures that every story is
// made of, and a picture when a story went wrong. Stories themselves are in the test files.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openWindow, type Product, startProduct, type Window } from './product.ts';

/** Call it once at the top of a test file; it starts before the first test and is gone after the last. */
export function openDesk(env: Record<string, string> = {}) {
  let product: Product;
  let window: Window;

  beforeAll(async () => {
    product = await startProduct(env);
    window = await openWindow(product.link);
    await window.page.getByRole('navigation', { name: 'Vaultflow' }).waitFor(); // signed in
  });
  afterAll(async () => {
    await window?.close();
    await product?.stop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window?.page.screenshot({ path: `shots/${task.name.replace(/\W+/g, '-').slice(0, 40)}.png` });
  });

  const page = (): Page => window.page;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page().keyboard.press(key);
  };
  const create = async (document: object): Promise<string> => {
    const made = await product.api('POST', '/api/flows', { document: { format: 1, ...document } });
    expect(made.status).toBe(201);
    return (made.body as { id: string }).id;
  };
  return {
    page,
    product: () => product,
    window: () => window,
    press,
    create,
    go: (path: string) => page().goto(product.origin + path),
    shown: (testId: string) => page().getByTestId(testId).first().waitFor({ state: 'visible' }),
    /** The draft as the server has it. */
    draft: async (id: string) =>
      ((await product.api('GET', `/api/flows/${id}`)).body as { document: { [part: string]: unknown } }).document,
    /** The id in the address of an open flow. */
    flowId: () => /flows\/([^/?]+)/.exec(page().url())?.[1] ?? '',
    start: async (flowId: string): Promise<string> =>
      ((await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string }).runId,
    saved: () => expect.poll(() => page().getByTestId('save-state').textContent(), { timeout: 10_000 }).toBe('Saved'),
  };
}

export type Desk = ReturnType<typeof openDesk>;
