// What follows from a run's end, from outside: the server is killed (-9) at random moments while runs fail. Every one that failed
// has started the flow that waits for it and its error flow, each exactly once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual } from '../../server/http/test/running.ts';
import { type Product, startProduct } from '../e2e/product.ts';

const CYCLES = 6;
const PER_CYCLE = 12;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly status: string;
    readonly trigger: { readonly body?: { readonly runId?: string } };
  }[];
}

async function publish(document: Record<string, unknown>): Promise<string> {
  const { id } = (await product.api('POST', '/api/flows', { document })).body as { id: string };
  expect((await product.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  return id;
}
const runsOf = async (id: string) => ((await product.api('GET', `/api/runs?flow=${id}&limit=200`)).body as Listed).items;

test('each ended run starts what follows once, whenever the server is killed', { timeout: 170_000 }, async () => {
  const mend = await publish(flowOf([manual], { name: 'Mend' }));
  const steps = [
    manual,
    { id: 'pause', type: 'core.delay', params: { for: 'PT0.1S' } },
    { id: 'end', type: 'core.stop', params: { status: 'failed', message: 'It broke.' } },
  ];
  const bad = await publish(flowOf(steps, { name: 'Bad', settings: { errorFlow: mend } }));
  const after = await publish(flowOf([{ id: 'ended', type: 'core.run-ended', params: { flow: bad } }], { name: 'After' }));
  const accepted: string[] = [];
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    for (let n = 0; n < PER_CYCLE; n++)
      accepted.push(((await product.api('POST', `/api/flows/${bad}/runs`, {})).body as { runId: string }).runId);
    await new Promise((resume) => setTimeout(resume, Math.random() * 180));
    await product.kill();
    await product.restart();
  }
  for (const heir of [after, mend]) {
    const told = async () => (await runsOf(heir)).map(({ trigger }) => trigger.body?.runId);
    await expect.poll(async () => new Set(await told()).size, { timeout: 20_000 }).toBe(accepted.length);
    expect((await told()).sort()).toEqual([...accepted].sort());
  }
  expect((await runsOf(bad)).every(({ status }) => status === 'failed')).toBe(true);
});
