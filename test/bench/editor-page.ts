// How a page of the editor is measured from outside: what came over the wire, frames as they were drawn, memory after a collection,
// time of the main thread. It knows no flow and sets no goals.
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
export const p95 = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

/** The middle of several measurements, one after the other. */
export async function medianOf(times: number, measure: (round: number) => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < times; round += 1) values.push(await measure(round));
  return median(values);
}

/** Kilobytes of all scripts that the page has loaded so far, as gzip makes them. */
export async function scriptsOf(page: Page): Promise<number> {
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const scripts = [...new Set(loaded.filter((name) => new URL(name).pathname.endsWith('.js')))];
  const sizes = await Promise.all(
    scripts.map(async (script) => gzipSync(Buffer.from(await (await fetch(script)).arrayBuffer()), { level: 9 }).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

/** Frames per second, as the page drew them, while `act` goes on for two seconds. */
export async function frameRate(page: Page, act: (ends: number) => Promise<void>): Promise<number> {
  const ms = 2_000;
  const frames = page.evaluate(
    (length) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        let drawn = 0;
        const next = () => {
          drawn += 1;
          const passed = performance.now() - from;
          if (passed < length) requestAnimationFrame(next);
          else resolve((drawn * 1_000) / passed);
        };
        requestAnimationFrame(next);
      }),
    ms,
  );
  await act(Date.now() + ms);
  return frames;
}

/** Moves the mouse in circles, with its button down, from a place on the page. */
export async function drag(page: Page, { x, y }: { readonly x: number; readonly y: number }): Promise<number> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  const rate = await frameRate(page, async (ends) => {
    for (let i = 0; Date.now() < ends; i += 1) await page.mouse.move(x + Math.sin(i / 10) * 160, y + Math.cos(i / 10) * 120);
  });
  await page.mouse.up();
  return rate;
}

/** Megabytes of JavaScript that are still reachable. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 2 ** 20;
}

/** Milliseconds of the main thread for each press: script, layout and paint, without the wait for a frame. */
export async function busyPerPress(page: Page, session: CDPSession, presses: readonly string[]): Promise<number> {
  const busy = async () => {
    const { metrics } = (await session.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  await session.send('Performance.enable');
  const before = await busy();
  for (const press of presses) await page.keyboard.press(press, { delay: 10 });
  return ((await busy()) - before) / presses.length;
}
