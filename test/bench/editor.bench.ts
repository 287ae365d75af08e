// The editor as it is shipped, in a real Chromium that draws with the processor alone, through the running product: what comes over the
// wire, how long flows take to open and to move, what a status and a keystroke cost. Median of five; it asserts nothing.
import type { CDPSession, Page } from 'playwright-core';
import { setup as buildEditor } from '../build-editor.ts';
import { openWindow, type Product, startProduct, type Window } from '../e2e/product.ts';
import { busyPerPress, drag, frameRate, heapOf, median, medianOf, p95, scriptsOf } from './editor-page.ts';
import { bringEvents, eventToPixel } from './editor-runs.ts';
import { rowsOfSteps } from './large-flow.ts';
import type { BenchRow } from './row.ts';

const times = 5;
const sizes = [
  { steps: 200, goal: 500 },
  { steps: 3_000, goal: 1_000 },
  { steps: 10_000, goal: 1_500 },
] as const;
const words = (count: number) => count.toLocaleString('en');

const make = async (product: Product, document: unknown): Promise<string> =>
  ((await product.api('POST', '/api/flows', { document })).body as { id: string }).id;

/** Until something of the flow is drawn and the page answers again: a frame has passed after it. */
async function open(page: Page, url: string): Promise<number> {
  const from = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('.overview, .react-flow__node').first().waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return performance.now() - from;
}

/** Another view, when it has come to rest. */
async function view(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForTimeout(500);
}

async function firstLoads({ page, browser }: Window, product: Product): Promise<BenchRow[]> {
  const goal = '<= 250 kB';
  await page.goto(product.origin);
  await page.getByTestId('new-flow').waitFor();
  await page.waitForTimeout(1_000);
  const home = await scriptsOf(page);
  const small = await make(product, rowsOfSteps(5));
  await page.goto(`${product.origin}/flows/${small}`);
  await page.getByTestId('inspector').waitFor();
  await page.waitForTimeout(1_000);
  const flow = await scriptsOf(page);
  const drawn: number[] = [];
  const cold = await medianOf(times, async () => {
    const context = await browser.newContext({
      viewport: { width: 1_440, height: 900 },
      storageState: await page.context().storageState(),
    });
    const fresh = await context.newPage();
    const took = await open(fresh, `${product.origin}/flows/${small}`);
    drawn.push(await scriptsOf(fresh));
    await context.close();
    return took;
  });
  return [
    { name: 'editor: scripts of the home page, gzipped', value: home, unit: 'kB', goal },
    { name: 'editor: scripts of a flow page until it is drawn, gzipped', value: median(drawn), unit: 'kB', goal },
    { name: 'editor: the same with the settings beside it', value: flow, unit: 'kB', goal },
    { name: 'editor: usable on a cold cache', value: cold, unit: 'ms', goal: '<= 1,500 ms' },
  ];
}

async function sizesOf(page: Page, session: CDPSession, product: Product): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { steps, goal } of sizes) {
    const id = await make(product, rowsOfSteps(steps));
    const url = `${product.origin}/flows/${id}`;
    const of = `${words(steps)} steps`;
    rows.push({
      name: `editor: open ${of}, page and code included`,
      value: await medianOf(times, () => open(page, url)),
      unit: 'ms',
      goal: `<= ${words(goal)} ms`,
    });
    if (steps === 10_000) rows.push({ name: `editor: memory with ${of}`, value: await heapOf(session), unit: 'MB', goal: '<= 45 MB' });
    const rate = { unit: 'frames/s', goal: '>= 55' } as const;
    const box = await page.getByTestId('canvas').boundingBox();
    if (!box) throw new Error('there is no canvas');
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await view(page, 'Shift+1');
    rows.push({ name: `editor: pan all of ${of}`, value: await medianOf(times, () => drag(page, middle)), ...rate });
    await view(page, 'Shift+1');
    await view(page, '1');
    await page.locator('.react-flow__node').first().waitFor();
    // From the gap between two rows of cards, so that it is the canvas that moves.
    const gap = await page.evaluate(() => {
      const cards = [...document.querySelectorAll('.react-flow__node')].map((card) => card.getBoundingClientRect());
      const card = cards.sort((a, b) => Math.abs(a.x - innerWidth / 2) - Math.abs(b.x - innerWidth / 2))[0];
      return { x: (card?.x ?? 0) + 60, y: (card?.bottom ?? 0) + 24, card: { x: (card?.x ?? 0) + 60, y: (card?.y ?? 0) + 12 } };
    });
    rows.push({ name: `editor: pan ${of} at 100 %`, value: await medianOf(times, () => drag(page, gap)), ...rate });
    rows.push({ name: `editor: drag a card of ${of} at 100 %`, value: await medianOf(times, () => drag(page, gap.card)), ...rate });
  }
  return rows;
}

async function working(page: Page, session: CDPSession, product: Product): Promise<BenchRow[]> {
  const { nodes, ...flow } = rowsOfSteps(100);
  const untidy = nodes.map((node, i) => ({ ...node, position: { x: (i % 10) * 296, y: ((i * 37) % 100) * 112 } }));
  await open(page, `${product.origin}/flows/${await make(product, { ...flow, nodes: untidy })}`);
  await page.getByTestId('inspector').getByRole('textbox').first().click();
  const typed = await medianOf(times, () => busyPerPress(page, session, [...'nightly backup of all']));
  await page.getByTestId('palette-search').click();
  const searched = await medianOf(times, async () => {
    const busy = await busyPerPress(page, session, [...'backup']);
    await page.keyboard.press('Control+A');
    return busy;
  });
  const tidied = await medianOf(times, async () => {
    const from = performance.now();
    await page.getByTestId('tidy').click();
    await page.locator('[data-testid=undo][title*="Tidy up"]').waitFor();
    const took = performance.now() - from;
    await page.getByTestId('undo').click();
    await page.locator('[data-testid=undo]:not([title*="Tidy up"])').waitFor();
    return took;
  });
  return [
    { name: 'editor: a key typed into a field, main thread', value: typed, unit: 'ms', goal: '<= 16 ms' },
    { name: 'editor: a key typed into the search for steps', value: searched, unit: 'ms', goal: '<= 16 ms' },
    { name: 'editor: tidy up 100 steps, in a worker', value: tidied, unit: 'ms', goal: '<= 200 ms' },
  ];
}

async function running(page: Page, product: Product): Promise<BenchRow[]> {
  const rates: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const send = await bringEvents(page, product, 3_000);
    rates.push(await frameRate(page, send));
  }
  const waits = await eventToPixel(page, product);
  return [
    { name: 'editor: 1,000 status changes/s at 3,000 steps', value: median(rates), unit: 'frames/s', goal: '>= 60' },
    { name: `editor: a step has ended -> seen, p95 of ${waits.length}`, value: p95(waits), unit: 'ms', goal: '<= 150 ms' },
  ];
}

export async function editorBench(): Promise<BenchRow[]> {
  await buildEditor();
  const product = await startProduct();
  const window = await openWindow(product.link);
  try {
    const { page } = window;
    await page.getByRole('navigation', { name: 'Vaultflow' }).waitFor(); // signed in
    const session = await page.context().newCDPSession(page);
    return [
      ...(await firstLoads(window, product)),
      ...(await sizesOf(page, session, product)),
      ...(await working(page, session, product)),
      ...(await running(page, product)),
    ];
  } finally {
    await window.close();
    await product.stop();
  }
}
