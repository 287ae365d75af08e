// What single templates promise beyond running: an alert tells once, a message of a practice run stays inside, a person decides.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from './product.ts';
import { makeFlow, runFlow, statuses } from './use-template.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

test('the alert tells about each failed job once: what was reported is remembered', async () => {
  const flowId = await makeFlow(product, 'alert-on-failed-jobs');
  const first = await runFlow(product, flowId);
  const second = await runFlow(product, flowId);
  expect(await statuses(product, first.id)).toMatchObject({ alert: 'succeeded', remember: 'succeeded' });
  const again = await statuses(product, second.id);
  expect(again.quiet).toBe('succeeded');
  expect(again.alert).not.toBe('succeeded');
});

test('messages of practice runs are in the practice inbox, not outside', async () => {
  const run = await runFlow(product, await makeFlow(product, 'nightly-backup-report'));
  expect(run.status).toBe('succeeded');
  const inbox = (await product.api('GET', '/api/practice/inbox')).body as { items: { to: string; subject: string }[] };
  expect(inbox.items.length).toBeGreaterThan(0);
  expect(inbox.items.every(({ to }) => to.includes('example.com'))).toBe(true);
});
