// Every shipped template on a fresh practice subscription: it runs to success with its defaults, and one changed parameter shows
// its failure branch. Each run begins with Contoso as it is at first: what one did hides nothing from the next.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Product, startProduct } from './product.ts';
import { casesA } from './template-cases-a.ts';
import { casesB } from './template-cases-b.ts';
import { makeFlow, runFlow, statuses } from './use-template.ts';

const cases = [...casesA, ...casesB];

test('every shipped template has its case', () => {
  const shipped = readdirSync('templates').filter((file) => file.endsWith('.template.json'));
  expect(cases.map(({ template }) => template).sort()).toEqual(shipped.map((file) => file.replace('.template.json', '')).sort());
});

test('the failure branch of each is one that a good run does not go', () => {
  const same = cases.filter(({ failing, good, tells, ends }) => {
    const other = Object.entries(failing).some(([step, status]) => good[step] !== undefined && good[step] !== status);
    return !other && tells === undefined && ends !== 'failed';
  });
  expect(same.map(({ template }) => template)).toEqual([]);
});

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

describe.each(cases)('$template', ({ template, changed, failing, tells, ends, good }) => {
  const messages = async (runId: string) => JSON.stringify((await product.api('GET', `/api/practice/inbox?run=${runId}`)).body);
  beforeEach(async () => {
    expect(await product.api('POST', '/api/practice/reset', {})).toMatchObject({ status: 200 });
  });

  test('with one changed parameter it goes its failure branch', async () => {
    const ended = await runFlow(product, await makeFlow(product, template, changed));
    expect(await statuses(product, ended.id)).toMatchObject(failing);
    expect(ended.status).toBe(ends);
    if (tells) expect(await messages(ended.id)).toContain(tells);
  });

  test('with its defaults it runs to success', async () => {
    const ended = await runFlow(product, await makeFlow(product, template));
    expect({ ended, steps: await statuses(product, ended.id) }).toMatchObject({
      ended: { status: 'succeeded', world: 'practice', error: null },
      steps: good,
    });
    if (tells) expect(await messages(ended.id)).not.toContain(tells);
  });
});
