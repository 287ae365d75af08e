// What the canvas does beside building, in a real browser against a real server: search, rename, leading lines elsewhere, comparing
// versions, a flow out of a selection that then runs, data on lines, pictures. Each panel is held against the accessibility rules.
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { violationsOf } from './accessible.ts';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';

const { page, product, press, shown, go, create, draft, saved } = openDesk();
const clean = async () => expect.soft(await violationsOf(page(), { seen: ['.palette', '.canvas'] })).toEqual([]);

const step = (id: string, x: number, y: number, params: object = {}, type = 'core.set') => ({
  id,
  type,
  version: 1,
  title: id.toUpperCase(),
  position: { x, y },
  params,
});
let id = '';

beforeAll(async () => {
  id = await create({
    name: 'Features',
    nodes: [
      step('start', 0, 0, {}, 'core.manual'),
      step('first', 300, 0, { values: { list: '{{ [{ name: "vm-1" }, { name: "vm-2" }] }}' } }),
      step('second', 600, 0, { values: { count: '{{ steps.first.list.length }}' } }),
      step('third', 900, 0, { values: { says: '{{ steps.second.count }} of {{ steps.first.list.length }}' } }),
      step('loose', 600, 200),
    ],
    edges: [
      { from: 'start', port: 'done', to: 'first' },
      { from: 'first', port: 'done', to: 'second' },
      { from: 'second', port: 'done', to: 'third' },
      { from: 'first', port: 'done', to: 'loose' },
    ],
  });
  expect((await product().api('POST', `/api/flows/${id}/publish`, { message: 'First' })).status).toBe(200);
});

const edges = async () =>
  ((await draft(id)).edges as { from: string; port: string; to: string }[]).map(({ from, port, to }) => `${from}.${port}>${to}`);

test('search dims what does not match, and goes from hit to hit', async () => {
  await go(`/flows/${id}`);
  await shown('node-third');
  await press('Control+f');
  await shown('find');
  await page().keyboard.type('first.list');
  await expect.poll(() => page().getByTestId('find').getByRole('status').textContent()).toBe('1 of 2');
  await expect.poll(() => page().locator('.react-flow__node.mark-found').count()).toBe(2);
  await clean();
  await press('Enter', 'Enter');
  await expect.poll(() => page().getByTestId('find').getByRole('status').textContent()).toBe('2 of 2');
  await press('Escape');
  await expect.poll(() => page().locator('.mark-none').count()).toBe(0);
});

test('a rename shows what follows before it does', async () => {
  await canvasOf(page()).select('first');
  await press('F2');
  await page().getByTestId('rename-id').fill('machines');
  await expect.poll(() => page().getByTestId('rewrites').locator('li').count()).toBe(2);
  await clean();
  await page().getByTestId('rename-confirm').click();
  await shown('node-machines');
  await saved();
  expect(JSON.stringify(await draft(id))).toContain('{{ steps.machines.list.length }}');
});

test('the end of a line is led to another step by mouse; in the void the line goes, and undo brings it back', async () => {
  const end = async () => {
    const box = await page().locator('.react-flow__edge[data-id="second:done:third"] .react-flow__edgeupdater-target').boundingBox();
    if (!box) throw new Error('the line has no end to take');
    return [box.x + box.width - 6, box.y + box.height / 2] as const;
  };
  await canvasOf(page()).drag(await end(), await canvasOf(page()).middle('node-loose'));
  await saved();
  await expect.poll(edges).toContain('second.done>loose');
  await page().getByTestId('undo').click();
  await expect.poll(edges).toContain('second.done>third');
  const [x, y] = await end();
  await canvasOf(page()).drag([x, y], [x - 20, y + 300]);
  await expect.poll(edges).not.toContain('second.done>third');
  await page().getByTestId('undo').click();
  await expect.poll(edges).toContain('second.done>third');
});

test('the draft is compared with the published version on the canvas', async () => {
  await page()
    .getByTestId('canvas')
    .click({ position: { x: 20, y: 300 } });
  await press('Control+Shift+D');
  await shown('compare');
  await expect.poll(() => page().locator('.react-flow__node.mark-added').count()).toBe(1);
  await expect.poll(() => page().locator('.react-flow__node.mark-removed').count()).toBe(1);
  await expect.poll(() => page().locator('.react-flow__node.mark-changed').count()).toBe(2);
  await clean();
  await page().getByTestId('next-difference').click();
  await page().getByTestId('back-to-draft').click();
  await expect.poll(() => page().locator('.mark-none').count()).toBe(0);
});

test('a selection becomes a flow of its own, runs, and can be gone into', async () => {
  await canvasOf(page()).select('second');
  await press('Control+Shift+E');
  await page().getByTestId('subflow-name').fill('Count machines');
  await shown('subflow-inputs');
  await clean();
  await page().getByTestId('subflow-confirm').click();
  await shown('node-countMachines');
  await saved();
  await expect
    .poll(async () => (await edges()).sort())
    .toEqual(['countMachines.done>third', 'machines.done>countMachines', 'machines.done>loose', 'start.done>machines']);
  await page().getByTestId('run').click();
  await page().getByTestId('start-run').click();
  await expect.poll(() => canvasOf(page()).status('third'), { timeout: 15_000 }).toBe('succeeded');
  const { items } = (await product().api('GET', '/api/runs?limit=10')).body as {
    items: { id: string; flowName: string; status: string }[];
  };
  const run = items.find(({ flowName }) => flowName === 'Features');
  const output = await product().api('GET', `/api/runs/${run?.id}/steps/third/output`);
  expect(output.body).toMatchObject({ data: { says: '2 of 2' } });
  await canvasOf(page()).select('countMachines');
  await press('Control+ArrowDown');
  await page().getByTestId('crumb').waitFor();
  await shown('node-second');
  await page().getByTestId('crumb').click();
  await shown('node-countMachines');
});

test('a line tells what went over it, the outline mirrors the canvas, and the flow is saved as a picture', async () => {
  await page().getByTestId('run').click();
  await page().getByTestId('start-run').click();
  await expect.poll(() => canvasOf(page()).status('third'), { timeout: 15_000 }).toBe('succeeded');
  // The view may still be moving: the panel of the run has just opened.
  await expect
    .poll(
      async () => {
        const [from, y] = await canvasOf(page()).middle('handle-machines-done');
        const [to] = await canvasOf(page()).middle('handle-countMachines-in');
        await page().mouse.move(from, y - 80);
        await page().mouse.move((from + to) / 2, y, { steps: 4 });
        return page().getByTestId('edge-data-machines-done').textContent({ timeout: 2_000 });
      },
      { timeout: 15_000 },
    )
    .toContain('2 items');
  await canvasOf(page()).select('third');
  await press('o');
  await shown('outline');
  await clean();
  expect(await page().getByTestId('outline').getByRole('treeitem').count()).toBe(5);
  await expect
    .poll(() =>
      page()
        .getByTestId('outline')
        .getByRole('treeitem', { name: /^THIRD/ })
        .getAttribute('aria-label'),
    )
    .toContain('succeeded, after Count machines');
  await press('o');
  await page().getByTestId('more').click();
  const [file] = await Promise.all([page().waitForEvent('download'), page().getByTestId('menu-save-svg').click()]);
  expect(file.suggestedFilename()).toBe('features.svg');
  const svg = await readFile(await file.path(), 'utf8');
  for (const word of ['FIRST', 'Count machines', 'Succeeded', 'taken']) expect(svg).toContain(`>${word}<`);
});
