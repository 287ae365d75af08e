// Ten times more runs are asked for than this machine can do, for as long as OVERLOAD_SECONDS says, by callers who do not wait for
// each other. What is accepted ends well, what is refused is told when to come again, memory stays where it was, and reads go on.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual } from '../../server/http/test/running.ts';
import { type Product, startProduct } from '../e2e/product.ts';

const seconds = Number(process.env.OVERLOAD_SECONDS ?? 4);
const mostWaiting = 50;
/** What the process may use at most, whatever is asked of it. */
const mostMegabytes = 600;

let product: Product;
beforeAll(async () => {
  product = await startProduct({ VAULTFLOW_MOST_WAITING: String(mostWaiting) });
});
afterAll(() => product?.stop());

const items = Array.from({ length: 400 }, (_, n) => n);
/** Work enough that a few dozen a second keep the machine busy. */
const flow = flowOf(
  [
    manual,
    { id: 'each', type: 'core.for-each', params: { items, concurrency: 4 } },
    { id: 'double', type: 'core.set', parent: 'each', params: { values: { twice: '{{ item * 2 }}' } } },
  ],
  {
    name: 'Overload',
    edges: [{ from: 'start', port: 'done', to: 'each' }],
    inputs: [{ name: 'items', title: 'Items', schema: { type: 'array' } }],
  },
);

const megabytes = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${product.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

interface Asked {
  readonly accepted: string[];
  refused: number;
  readonly wrong: string[];
}

async function ask(id: string, into: Asked): Promise<void> {
  try {
    const { status, body, headers } = await product.api('POST', `/api/flows/${id}/runs`, {});
    const { runId, code } = body as { runId: string; code: string };
    if (status === 202) into.accepted.push(runId);
    else if (status === 429 && code === 'too_many_requests' && Number(headers.get('retry-after')) > 0) into.refused += 1;
    else into.wrong.push(`${status} ${JSON.stringify(body).slice(0, 200)}`);
  } catch (error) {
    // So many knock that some do not even get in: they know that nothing was accepted.
    if ((error as { cause?: { code?: string } }).cause?.code === 'UND_ERR_CONNECT_TIMEOUT') into.refused += 1;
    else into.wrong.push(String((error as Error).cause ?? error));
  }
}

const ended = async (id: string, status: string): Promise<string[]> => {
  const found: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await product.api('GET', `/api/runs?flow=${id}&status=${status}&limit=200${next}`)).body as {
      items: { id: string }[];
      next: string | null;
    };
    found.push(...page.items.map((run) => run.id));
    if (page.next === null) return found;
    cursor = page.next;
  }
};

test(`ten-fold overload for ${seconds} s`, { timeout: seconds * 1_000 + 240_000 }, async () => {
  const { id } = (await product.api('POST', '/api/flows', { document: flow })).body as { id: string };
  expect((await product.api('POST', `/api/flows/${id}/publish`, {})).status).toBe(200);
  const before: Asked = { accepted: [], refused: 0, wrong: [] };
  // How many it can do: a few callers who each wait for their run.
  let done = 0;
  const until = Date.now() + 1_500;
  const patient = async () => {
    while (Date.now() < until) {
      const { status, body } = await product.api('POST', `/api/flows/${id}/runs`, {}, { prefer: 'wait=10' });
      if (status === 429) {
        // A bound this low is reached within one count of what waits; they come again.
        await sleep(20);
        continue;
      }
      expect(status).toBe(200);
      before.accepted.push((body as { runId: string }).runId);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: 12 }, patient));
  // On a machine that does something else meanwhile they do less than it could.
  const capacity = Math.max(done / 1.5, 40);

  const asked: Asked = { accepted: [], refused: 0, wrong: [] };
  const reads: number[] = [];
  const sizes: number[] = [];
  const calls: Promise<void>[] = [];
  const began = Date.now();
  let fired = 0;
  let reading = true;
  const reader = (async () => {
    while (reading) {
      const at = Date.now();
      expect((await product.api('GET', `/api/runs?flow=${id}&limit=20`)).status).toBe(200);
      reads.push(Date.now() - at);
      sizes.push(megabytes());
      await sleep(100);
    }
  })();
  while (Date.now() - began < seconds * 1_000) {
    const due = ((Date.now() - began) / 1_000) * capacity * 10;
    for (; fired < due; fired++) calls.push(ask(id, asked));
    await sleep(10);
  }
  await Promise.all(calls);
  reading = false;
  await reader;

  const says = {
    capacity: Math.round(capacity),
    asked: fired,
    accepted: asked.accepted.length,
    refused: asked.refused,
    reads: reads.length,
    slowestReadMs: Math.max(...reads),
    mostMegabytes: Math.round(Math.max(...sizes)),
  };
  if (process.env.OVERLOAD_SAYS !== undefined) writeFileSync(process.env.OVERLOAD_SAYS, JSON.stringify(says));
  expect(asked.wrong.slice(0, 3)).toEqual([]);
  expect(asked.refused).toBeGreaterThan(asked.accepted.length / 10);
  const accepted = [...before.accepted, ...asked.accepted].sort();
  await expect.poll(async () => (await ended(id, 'succeeded')).length, { timeout: 120_000, interval: 500 }).toBe(accepted.length);
  expect((await ended(id, 'succeeded')).sort()).toEqual(accepted);
  expect(Math.max(...sizes)).toBeLessThan(mostMegabytes);
  expect(reads.length).toBeGreaterThanOrEqual(seconds / 2);
  expect(Math.max(...reads)).toBeLessThan(10_000);
});
