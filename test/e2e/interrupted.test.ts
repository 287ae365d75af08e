// What goes wrong around a person who works: the page is reloaded in mid-run, the server goes away while they edit. Nothing is lost,
// and the window says how it stands.
import { expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';
import { untilEnded } from './watch-run.ts';

const desk = openDesk();
const { page, press, shown, go, create, draft } = desk;

const at = (x: number, y: number) => ({ version: 1, position: { x, y } });
/** By keyboard, behind the card that has the focus. */
const add = async (words: string, node: string) => {
  await press('a');
  await shown('quick-add');
  await page().keyboard.type(words);
  await expect.poll(() => page().locator('.quick [aria-selected=true]').textContent()).toContain(words);
  await press('Enter');
  await shown(`node-${node}`);
};
const saveState = () => page().getByTestId('save-state').textContent();

test('reloaded in mid-run, the page shows what has happened and goes on following', async () => {
  const id = await create({
    name: 'Takes a while',
    nodes: [
      { id: 'start', type: 'core.manual', ...at(0, 0) },
      { id: 'first', type: 'core.set', ...at(280, 0), params: { values: { text: 'done before' } } },
      { id: 'pause', type: 'core.delay', ...at(560, 0), params: { for: 'PT4S' } },
      { id: 'last', type: 'core.set', ...at(840, 0), params: { values: { text: 'done after' } } },
    ],
    edges: [
      { from: 'start', port: 'done', to: 'first' },
      { from: 'first', port: 'done', to: 'pause' },
      { from: 'pause', port: 'done', to: 'last' },
    ],
  });
  const canvas = canvasOf(page());
  await go(`/flows/${id}`);
  await shown('node-last');
  await page().getByTestId('run').click();
  await expect.poll(() => canvas.status('pause'), { timeout: 10_000 }).toBe('waiting');
  const runId = /runs\/([^/?]+)/.exec(page().url())?.[1] ?? '';
  await page().reload();
  await shown('node-last');
  await expect.poll(() => canvas.status('first')).toBe('succeeded');
  expect(await canvas.status('pause')).toBe('waiting');
  expect((await untilEnded(desk.product(), runId)).status).toBe('succeeded');
  await expect.poll(() => canvas.status('last'), { timeout: 5_000 }).toBe('succeeded');
  await expect.poll(() => page().getByTestId('run-status').textContent()).toContain('Succeeded');
});

test('the server goes away while somebody edits: it is said, edits go on, and all of them are there afterwards', async () => {
  const id = await create({ name: 'Edited meanwhile', nodes: [{ id: 'start', type: 'core.manual', ...at(0, 0) }] });
  await go(`/flows/${id}`);
  await shown('node-start');
  await page().getByTestId('node-start').focus();
  await add('Filter', 'filter');
  await desk.saved();

  const before = desk.window().errors.length;
  await desk.product().kill();
  await add('Aggregate', 'aggregate');
  await expect.poll(saveState, { timeout: 10_000 }).toBe('Offline, kept here');
  await add('Set values', 'setValues');
  // Even a window that is closed now has lost nothing: what is not saved lies in the browser.
  const kept = await page().evaluate((key) => localStorage.getItem(key), `vaultflow.draft.${id}`);
  expect((JSON.parse(kept ?? '{}') as { document: { nodes: { id: string }[] } }).document.nodes.map((node) => node.id)).toEqual([
    'start',
    'filter',
    'aggregate',
    'setValues',
  ]);
  await desk.product().restart();
  await expect.poll(saveState, { timeout: 20_000 }).toBe('Saved');
  desk.window().errors.splice(before); // while the server was away, its window could not reach it
  const { nodes, edges } = (await draft(id)) as { nodes: { id: string }[]; edges: unknown[] };
  expect(nodes.map((node) => node.id)).toEqual(['start', 'filter', 'aggregate', 'setValues']);
  expect(edges).toHaveLength(3);
  await press('Control+Z');
  await page().getByTestId('node-setValues').waitFor({ state: 'detached' });
  await desk.saved();
  expect((await draft(id)).nodes).toHaveLength(3);
});

test('the window is closed while the server is away: the next one brings the edits back', async () => {
  const id = await create({ name: 'Left in the rain', nodes: [{ id: 'start', type: 'core.manual', ...at(0, 0) }] });
  await go(`/flows/${id}`);
  await shown('node-start');
  const before = desk.window().errors.length;
  // From here on nothing reaches the server.
  await desk.window().context.setOffline(true);
  await page().getByTestId('node-start').focus();
  await add('Filter', 'filter');
  await expect.poll(saveState, { timeout: 10_000 }).toBe('Offline, kept here');
  await page().evaluate(() => dispatchEvent(new Event('pagehide')));
  await desk.window().context.setOffline(false);
  await page().goto('about:blank');
  await go(`/flows/${id}`);
  await shown('node-filter');
  await desk.saved();
  expect((await draft(id)).nodes).toHaveLength(2);
  desk.window().errors.splice(before);
});

test('the pages logged no errors', () => {
  expect(desk.window().errors).toEqual([]);
});
