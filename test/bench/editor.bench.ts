// The editor in a real Chromium, through the running product: what has to come over the wire before a page can be used, and how
// long large flows take to open and to move. Builds the editor first, as it is shipped; asserts nothing.
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { setup as buildEditor } from '../build-editor.ts';
import { openWindow, type Product, startProduct } from '../e2e/product.ts';
import type { BenchRow } from './row.ts';

const sizes = [3_000, 10_000];

/** Rows of steps that set a value, the first of them started by hand: every card has a line, every line an end. */
function flowOf(steps: number) {
  const perRow = 100;
  const nodes = Array.from({ length: steps }, (_, i) => ({
    id: `step${i}`,
    type: i === 0 ? 'core.manual' : 'core.set',
    version: 1,
    position: { x: (i % perRow) * 296, y: Math.floor(i / perRow) * 112 },
    params: {},
  }));
  const edges = nodes.slice(1).map(({ id }, i) => ({ from: `step${i}`, port: 'done', to: id }));
  return { format: 1, name: `${steps} steps`, nodes, edges };
}

/** Kilobytes of all scripts that a page has loaded when it can be used and has come to rest, as gzip makes them. */
async function firstLoad(page: Page, url: string, ready: readonly string[]): Promise<number> {
  await page.goto(url);
  for (const testId of ready) await page.getByTestId(testId).first().waitFor();
  await page.waitForTimeout(1_000);
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js')),
  );
  const sizes = await Promise.all(
    [...new Set(scripts)].map(async (script) => gzipSync(Buffer.from(await (await fetch(script)).arrayBuffer())).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

/** Drags the canvas back and forth for two seconds; frames per second as the page drew them. */
async function panRate(page: Page): Promise<number> {
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) return 0;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const place = () => page.locator('.react-flow__viewport').getAttribute('style');
  const before = await place();
  await page.mouse.move(x, y);
  await page.mouse.down();
  const frames = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        let drawn = 0;
        const next = () => {
          drawn += 1;
          const passed = performance.now() - from;
          if (passed < 2_000) requestAnimationFrame(next);
          else resolve((drawn * 1_000) / passed);
        };
        requestAnimationFrame(next);
      }),
  );
  const end = Date.now() + 2_000;
  for (let i = 0; Date.now() < end; i += 1) await page.mouse.move(x + Math.sin(i / 10) * 200, y + Math.cos(i / 10) * 120);
  if ((await place()) === before) throw new Error('the canvas did not move');
  await page.mouse.up();
  return frames;
}

const make = async (product: Product, document: unknown): Promise<string> =>
  ((await product.api('POST', '/api/flows', { document })).body as { id: string }).id;

async function largeFlows(product: Product, page: Page): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const id = await make(product, flowOf(size));
    const from = performance.now();
    await page.goto(`${product.origin}/flows/${id}`);
    await page.locator('.overview, .react-flow__node').first().waitFor();
    rows.push({
      name: `editor: open a flow of ${size.toLocaleString('en')} steps, page and code included`,
      value: performance.now() - from,
      unit: 'ms',
    });
    rows.push({ name: `editor: move the canvas of ${size.toLocaleString('en')} steps`, value: await panRate(page), unit: 'frames/s' });
  }
  return rows;
}

export async function editorBench(): Promise<BenchRow[]> {
  await buildEditor();
  const product = await startProduct();
  try {
    const small = await make(product, flowOf(5));
    const window = await openWindow(product.link);
    const { page } = window;
    await page.getByRole('navigation', { name: 'Vaultflow' }).waitFor();
    const scripts = (path: string, ...ready: string[]) => firstLoad(page, product.origin + path, ready);
    const goal = 'at most 300 kB';
    const rows: BenchRow[] = [
      { name: 'editor: scripts of the home page, gzipped', value: await scripts('/', 'new-flow'), unit: 'kB', goal },
      {
        name: 'editor: scripts of a flow page, gzipped',
        value: await scripts(`/flows/${small}`, 'node-step0', 'inspector'),
        unit: 'kB',
        goal,
      },
      ...(await largeFlows(product, page)),
    ];
    await window.close();
    return rows;
  } finally {
    await product.stop();
  }
}
