// Much of it: a hundred edits that are all taken back, and a flow of three thousand steps that is opened, changed, undone and run.
import { expect, test } from 'vitest';
import { rowsOfSteps } from '../bench/large-flow.ts';
import { openDesk } from './desk.ts';
import { stepsOf, untilEnded } from './watch-run.ts';

const desk = openDesk();
const { page, press, shown, go, create, draft } = desk;

/** The same numbers every time: a story that fails can be told again. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('a hundred edits at random by keyboard, then a hundred times undo: the exact document', async () => {
  const at = (x: number, y: number, parent?: string) => ({ version: 1, position: { x, y }, ...(parent ? { parent } : {}) });
  const id = await create({
    name: 'Back and forth',
    nodes: [
      { id: 'start', type: 'core.manual', ...at(0, 0) },
      { id: 'list', type: 'core.set', ...at(280, 0), params: { values: { items: [1, 2, 3] } } },
      {
        id: 'each',
        type: 'core.for-each',
        ...at(0, 160),
        size: { width: 560, height: 200 },
        params: { items: '{{ steps.list.items }}', collect: '{{ steps.inner }}' },
      },
      { id: 'inner', type: 'core.set', ...at(24, 72, 'each'), params: { values: { text: '{{ item }}' } } },
    ],
    edges: [
      { from: 'start', port: 'done', to: 'list' },
      { from: 'list', port: 'done', to: 'each' },
    ],
    notes: [{ id: 'note', position: { x: 640, y: 0 }, size: { width: 240, height: 120 }, text: 'Numbers' }],
  });
  const before = JSON.stringify(await draft(id));
  await go(`/flows/${id}`);
  await shown('node-inner');
  const roll = dice(20_261_122);
  const undo = page().getByTestId('undo');
  const edits = ['Control+d', 'm', 'Alt+ArrowRight', 'Alt+ArrowDown', 'Delete', 'Control+d', 'g'];
  const focus = async () => {
    const cards = page().locator('.react-flow__node');
    const count = await cards.count();
    if (count > 0) await cards.nth(roll(count)).evaluate((card) => (card as HTMLElement).focus());
  };
  for (let i = 0; i < 100; i += 1) {
    await focus();
    const key = edits[roll(edits.length)] as string;
    await press(key);
    if (key === 'g') await press('Escape'); // the frame's name is not changed
  }
  await desk.saved();
  const far = JSON.stringify(await draft(id));
  expect(far).not.toBe(before);
  for (let i = 0; i < 200 && (await undo.isEnabled()); i += 1) await press('Control+z');
  expect(await undo.isEnabled()).toBe(false);
  await desk.saved();
  expect(JSON.stringify(await draft(id))).toBe(before);
  // And forth again.
  for (let i = 0; i < 200; i += 1) await press('Control+Shift+z');
  await desk.saved();
  expect(JSON.stringify(await draft(id))).toBe(far);
});

test('three thousand steps: opened, one moved, undone, and run to the end', async () => {
  const id = await create(rowsOfSteps(3_000));
  const before = JSON.stringify(await draft(id));
  await go(`/flows/${id}`);
  await page().locator('.overview, .react-flow__node').first().waitFor();
  await page().getByTestId('canvas').click(); // in the far view a click goes there
  await page().locator('.react-flow__node').first().waitFor();
  const moved = (await page().locator('.react-flow__node.selected, .react-flow__node').first().getAttribute('data-id')) ?? '';
  await page().getByTestId(`node-${moved}`).click();
  await press('Alt+ArrowDown', 'Delete');
  await page().getByTestId(`node-${moved}`).waitFor({ state: 'detached' });
  await desk.saved();
  const changed = (await draft(id)) as { nodes: { id: string }[] };
  expect(changed.nodes).toHaveLength(2_999);
  expect(changed.nodes.some((node) => node.id === moved)).toBe(false);
  await press('Control+z', 'Control+z');
  await page().getByTestId(`node-${moved}`).waitFor();
  await desk.saved();
  expect(JSON.stringify(await draft(id))).toBe(before);

  await press('Control+Enter');
  await expect.poll(() => page().url(), { timeout: 15_000 }).toContain('/runs/');
  const runId = /runs\/([^/?]+)/.exec(page().url())?.[1] ?? '';
  const ended = await untilEnded(desk.product(), runId);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 0 });
  expect((await stepsOf(desk.product(), runId, '&status=succeeded')).length).toBe(200); // a full page of them
  await expect.poll(() => page().getByTestId('run-status').textContent(), { timeout: 15_000 }).toContain('Succeeded');
  await expect
    .poll(() => page().locator('.react-flow__node [data-status]').first().getAttribute('data-status'), { timeout: 10_000 })
    .toBe('succeeded');
});

test('the pages logged no errors', () => {
  expect(desk.window().errors).toEqual([]);
});
