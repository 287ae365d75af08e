// Two windows on the same server: steps copied from one into the other, and two people who change the same flow at once. Nobody's
// work is overwritten in silence.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';

const desk = openDesk();
const { page, shown, create, draft } = desk;

const at = (x: number, y: number, parent?: string) => ({ version: 1, position: { x, y }, ...(parent ? { parent } : {}) });
const loop = {
  name: 'Loop over numbers',
  nodes: [
    { id: 'start', type: 'core.manual', ...at(0, 0) },
    { id: 'each', type: 'core.for-each', ...at(0, 160), size: { width: 560, height: 200 }, params: { items: [1, 2] } },
    { id: 'share', type: 'core.if', ...at(24, 72, 'each'), params: { expression: '{{ item > 1 }}' } },
    { id: 'say', type: 'core.set', ...at(300, 72, 'each'), params: { values: { text: '{{ steps.share.result }} of {{ item }}' } } },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'each' },
    { from: 'share', port: 'true', to: 'say' },
  ],
};
const one = { name: 'One step', nodes: [{ id: 'share', type: 'core.manual', ...at(0, 0) }] };

const address = (id: string) => `${desk.product().origin}/flows/${id}`;
/** A second window of the same person, or with a context of its own of another one. */
async function second(id: string): Promise<Page> {
  const other = await desk.window().context.newPage();
  await other.goto(address(id));
  await other.locator('.react-flow__node').first().waitFor();
  return other;
}
const savedIn = (where: Page) => expect.poll(() => where.getByTestId('save-state').textContent(), { timeout: 10_000 }).toBe('Saved');
const rename = async (where: Page, name: string) => {
  await where.getByTestId('flow-name').click();
  await where.keyboard.press('Control+A');
  await where.keyboard.type(name);
  await where.keyboard.press('Enter');
};

test('a loop is copied in one window and pasted into a flow of another: new names, and what refers to them follows', async () => {
  const [from, to] = [await create(loop), await create(one)];
  await page().goto(address(from));
  await canvasOf(page()).select('each');
  await page().keyboard.press('Control+C');
  const other = await second(to);
  await other.getByTestId('canvas').click({ position: { x: 40, y: 300 } });
  await other.keyboard.press('Control+V');
  await other.getByTestId('node-share2').waitFor();
  await savedIn(other);
  const nodes = (await draft(to)).nodes as readonly { id: string; parent?: string; params?: object }[];
  expect(nodes.map(({ id, parent }) => (parent ? `${parent}/${id}` : id))).toEqual(['share', 'each', 'each/share2', 'each/say']);
  expect(nodes.find(({ id }) => id === 'say')?.params).toEqual({ values: { text: '{{ steps.share2.result }} of {{ item }}' } });
  expect((await draft(to)).edges).toEqual([{ from: 'share2', port: 'true', to: 'say' }]);
  await other.keyboard.press('Control+Z');
  await other.getByTestId('node-each').waitFor({ state: 'detached' });
  await savedIn(other);
  expect((await draft(to)).nodes).toHaveLength(1);
  await other.close();
});

test('two people change one flow: the second is told, sees what differs, and keeps both ways open', async () => {
  const id = await create(loop);
  await page().goto(address(id));
  await shown('node-say');
  const before = desk.window().errors.length;
  // The other person saves while this window cannot hear of it.
  await page().route('**/api/events*', (route) => route.abort());
  await page().reload();
  await shown('node-say');
  const kept = (await desk.product().api('GET', `/api/flows/${id}`)).body as { document: { nodes: { id: string }[] }; etag: string };
  const theirs = { ...kept.document, nodes: kept.document.nodes.filter((node) => node.id !== 'say'), edges: [] };
  const saved = await desk.product().api('PUT', `/api/flows/${id}`, { document: theirs }, { 'if-match': kept.etag });
  expect(saved.status).toBe(200);

  await rename(page(), 'Renamed here');
  await shown('conflict');
  expect(await page().getByTestId('save-state').textContent()).toBe('Not saved');
  await page().getByRole('button', { name: 'See what differs' }).click();
  await expect.poll(() => page().getByTestId('conflict').textContent()).toMatch(/only in yours/);
  expect(((await draft(id)).nodes as unknown[]).length).toBe(3); // theirs still stands on the server
  // Theirs is taken; mine is one undo away.
  await page().getByTestId('take-theirs').click();
  await page().getByTestId('conflict').waitFor({ state: 'detached' });
  await page().getByTestId('node-say').waitFor({ state: 'detached' });
  await page()
    .getByTestId('canvas')
    .click({ position: { x: 40, y: 300 } });
  await page().keyboard.press('Control+Z');
  await shown('node-say');
  await desk.saved();
  expect(await draft(id)).toMatchObject({ name: 'Renamed here', nodes: { length: 4 } });
  await page().unroute('**/api/events*');
  desk.window().errors.splice(before); // the aborted stream and the refused save
});

test('the pages logged no errors', () => {
  expect(desk.window().errors).toEqual([]);
});
