// The ransomware watch on an attack: somebody deletes a backup between two looks. The first look takes what is deleted already as
// known; the second one brings the new one back, names it and raises the alarm; the third one is quiet again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, startProduct } from './product.ts';
import { makeFlow, runFlow, statuses } from './use-template.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

const attack = {
  format: 1,
  name: 'Attack',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 }, params: {} },
    {
      id: 'delete',
      type: 'azure-backup.stop-protection',
      version: 1,
      position: { x: 304, y: 0 },
      connection: 'azure',
      params: { vault: 'vault-weu-prod', item: 'vm-web-03', data: 'delete' },
    },
    {
      id: 'deleted',
      type: 'azure-backup.wait-for-job',
      version: 1,
      position: { x: 608, y: 0 },
      connection: 'azure',
      params: { vault: 'vault-weu-prod', job: '{{ steps.delete.jobId }}' },
    },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'delete' },
    { from: 'delete', port: 'done', to: 'deleted' },
  ],
};

const alarms = async (): Promise<string[]> => {
  const { items } = (await product.api('GET', '/api/practice/inbox')).body as { items: { subject: string; body: { text: string } }[] };
  return items.filter(({ subject }) => subject === 'Backups may be under attack').map(({ body }) => body.text);
};

test('a backup that somebody deletes is brought back, and the alarm names it once', async () => {
  const watch = await makeFlow(product, 'ransomware-watch');
  expect((await statuses(product, (await runFlow(product, watch)).id)).quiet).toBe('succeeded');

  const made = await product.api('POST', '/api/flows', { document: attack });
  expect((await runFlow(product, (made.body as { id: string }).id)).status).toBe('succeeded');

  const seen = await runFlow(product, watch);
  expect(seen.status).toBe('failed');
  expect(await statuses(product, seen.id)).toMatchObject({ eachDeleted: 'succeeded', alarm: 'succeeded', quiet: 'skipped' });
  const [alarm] = await alarms();
  expect(alarm).toContain('| deleted | vm-web-03 | vault-weu-prod | brought back');
  expect(alarm).toMatch(/\| by \| vm-web-03 /);

  expect((await statuses(product, (await runFlow(product, watch)).id)).quiet).toBe('succeeded');
  expect(await alarms()).toHaveLength(1);
});
