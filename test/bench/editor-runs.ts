// A run as the window sees it, for the bench: a thousand changes a second through the page's own stream, and the time from the end of a
// step on the server to its colour on the card.
import type { Page } from 'playwright-core';
import type { Product } from '../e2e/product.ts';
import { stepsOf, untilEnded } from '../e2e/watch-run.ts';
import { rowsOfSteps } from './large-flow.ts';

const startOf = async (product: Product, document: unknown) => {
  const { id } = (await product.api('POST', '/api/flows', { document })).body as { id: string };
  return { id, start: async () => ((await product.api('POST', `/api/flows/${id}/runs`, {})).body as { runId: string }).runId };
};

/** Opens a run that waits at its first step; what it returns speaks in the page's stream, a thousand times a second. */
export async function bringEvents(page: Page, product: Product, steps: number): Promise<(ends: number) => Promise<void>> {
  const flow = rowsOfSteps(steps);
  const waiting = {
    ...flow,
    nodes: flow.nodes.map((node, i) => (i === 1 ? { ...node, type: 'core.delay', params: { for: 'PT5M' } } : node)),
  };
  const { id, start } = await startOf(product, waiting);
  const runId = await start();
  await page.addInitScript(() => {
    const streams: EventSource[] = [];
    Object.assign(globalThis, { streams });
    globalThis.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        streams.push(this);
      }
    };
  });
  await page.goto(`${product.origin}/flows/${id}/runs/${runId}`);
  await page.locator('.overview, .react-flow__node').first().waitFor();
  await page.keyboard.press('1');
  await page.locator('.react-flow__node').first().waitFor();
  await page.waitForTimeout(500);
  return async () => {
    await page.evaluate(
      ({ run, count }) =>
        new Promise<void>((resolve) => {
          const { streams } = globalThis as unknown as { streams: EventSource[] };
          const seen = [...document.querySelectorAll('.react-flow__node')].map((card) => card.getAttribute('data-id'));
          const from = performance.now();
          let sent = 0;
          const next = () => {
            const passed = performance.now() - from;
            // Every other change is of a card in sight.
            for (; sent < passed; sent += 1) {
              const key = sent % 2 === 0 ? seen[(sent / 2) % seen.length] : `step${2 + (sent % (count - 2))}`;
              const data = JSON.stringify({ runId: run, key, fraction: (sent % 100) / 100, says: `change ${sent}` });
              for (const stream of streams)
                if (stream.readyState === EventSource.OPEN) stream.dispatchEvent(new MessageEvent('progress', { data }));
            }
            if (passed < 2_000) setTimeout(next, 1);
            else resolve();
          };
          next();
        }),
      { run: runId, count: steps },
    );
    await product.api('POST', `/api/runs/${runId}/cancel`, {});
  };
}

/** Milliseconds from the moment a step ended, as its record says, to the frame in which its card shows it. */
export async function eventToPixel(page: Page, product: Product): Promise<number[]> {
  const steps = 40;
  const flow = rowsOfSteps(steps);
  const delays = flow.nodes.map((node, i) => ({
    ...node,
    position: { x: (i % 5) * 296, y: Math.floor(i / 5) * 112 },
    ...(i % 2 === 1 ? { type: 'core.delay', params: { for: 'PT0.15S' } } : {}),
  }));
  const { id, start } = await startOf(product, { ...flow, nodes: delays });
  await page.goto(`${product.origin}/flows/${id}`);
  await page.locator('.react-flow__node').first().waitFor();
  await page.evaluate(() => {
    const shown: Record<string, number> = {};
    Object.assign(globalThis, { shown });
    const look = () => {
      for (const card of document.querySelectorAll('.react-flow__node [data-status=succeeded]')) {
        const of = card.closest('.react-flow__node')?.getAttribute('data-id') ?? '';
        shown[of] ??= Date.now();
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const runId = await start();
  await untilEnded(product, runId);
  await page.waitForTimeout(1_000);
  const shown = (await page.evaluate(() => (globalThis as unknown as { shown: Record<string, number> }).shown)) as Record<string, number>;
  const records = await stepsOf(product, runId);
  return records.flatMap(({ nodeId, endedAt }) => {
    const seen = shown[nodeId];
    return seen === undefined || endedAt === null ? [] : [Math.max(0, seen - Date.parse(endedAt))];
  });
}
