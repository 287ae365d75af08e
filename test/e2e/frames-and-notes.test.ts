// Frames and notes with a real mouse, a real keyboard and a real run: dragged in and out, folded into one card that tells how its steps
// stand, written in Markdown that can never become markup of the page.
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { violationsOf } from './accessible.ts';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';

const { page, press, shown, go, create, draft, saved } = openDesk();
const step = (id: string, x: number, y: number, type = 'core.set', params: object = {}) => ({
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
    name: 'Framed',
    nodes: [
      step('start', 0, 80, 'core.manual'),
      step('first', 300, 80),
      step('second', 560, 80, 'core.stop', { status: 'failed', message: 'On purpose' }),
      step('guest', 300, 320),
    ],
    edges: [
      { from: 'start', port: 'done', to: 'first' },
      { from: 'first', port: 'done', to: 'second' },
      { from: 'first', port: 'done', to: 'guest' },
    ],
    notes: [{ id: 'note', position: { x: 0, y: 200 }, size: { width: 240, height: 160 }, text: '# Runbook\n**Ask** first' }],
    frames: [{ id: 'frame', position: { x: 280, y: 40 }, size: { width: 560, height: 140 }, title: 'Work' }],
  });
});

type Box = { position: { x: number; y: number }; size: { width: number; height: number }; folded?: string[]; colour?: string };
const frame = async () => ((await draft(id)).frames as Box[])[0] as Box;

test('a card dropped on a frame belongs to it, and goes along when the frame is moved', async () => {
  await go(`/flows/${id}`);
  await shown('node-guest');
  const canvas = canvasOf(page());
  const at = await canvas.middle('node-guest');
  const first = await canvas.middle('node-first');
  await canvas.drag(at, [at[0] + 20, first[1] + 50]);
  await saved();
  const { position, size } = await frame();
  expect(size.height).toBeGreaterThan(140);
  const title = page().getByTestId('node-frame').locator('.frame-title');
  const box = await title.boundingBox();
  if (!box) throw new Error('the frame has no title');
  const from = [box.x + box.width / 2 + 8, box.y + 10] as const;
  await canvas.drag(from, [from[0], from[1] + 120]);
  await saved();
  const moved = (await frame()).position.y - position.y;
  expect(moved).toBeGreaterThan(60);
  const nodes = (await draft(id)).nodes as { id: string; position: { y: number } }[];
  expect(nodes.find((node) => node.id === 'first')?.position.y).toBe(80 + moved);
  expect(nodes.find((node) => node.id === 'start')?.position.y).toBe(80);
  await press('Control+z', 'Control+z');
  await saved();
  expect((await frame()).size.height).toBe(140);
});

test('a folded frame is one card that tells how its steps stand, by keyboard too', async () => {
  await page().getByTestId('node-frame').locator('.frame-title').click();
  await page().getByRole('radio', { name: 'Violet' }).check();
  expect(await violationsOf(page(), { seen: ['.palette'] })).toEqual([]);
  await page().locator('.react-flow__node[data-id=frame]').focus();
  await press('Shift+G');
  await expect.poll(() => page().getByTestId('node-first').count()).toBe(0);
  expect(await page().getByTestId('edge-start-done-first').count()).toBe(1);
  await saved();
  expect(await frame()).toMatchObject({ folded: ['first', 'second'], colour: 'violet' });
  await page().getByTestId('run').click();
  await expect.poll(() => page().getByTestId('status-frame').textContent(), { timeout: 15_000 }).toContain('2 of 2');
  expect(await page().getByTestId('node-frame').getAttribute('data-status')).toBe('green');
  expect(await violationsOf(page(), { seen: ['.palette'] })).toEqual([]);
  const [file] = await Promise.all([
    page().waitForEvent('download'),
    page()
      .getByTestId('more')
      .click()
      .then(() => page().getByTestId('menu-save-svg').click()),
  ]);
  const svg = await readFile(await file.path(), 'utf8');
  expect(svg).toContain('>Work<');
  expect(svg).toContain('>Runbook<');
  expect(svg).not.toContain('>FIRST<');
  await press('Escape');
  await page()
    .getByTestId('node-frame')
    .click({ position: { x: 80, y: 20 } });
  await press('Shift+G');
  await shown('node-first');
});

test('a note is Markdown: links lead out, nothing of it is markup', async () => {
  await page().getByTestId('node-note').click();
  await page().getByTestId('note-text').fill('# Plan\n- [x] asked\n[guide](https://example.com) [trap](javascript:alert(1)) <b>bold</b>');
  const note = page().getByTestId('node-note');
  await expect.poll(() => note.locator('.note-h1').textContent()).toBe('Plan');
  expect(await note.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))).toEqual([
    'https://example.com/',
  ]);
  expect(await note.locator('b').count()).toBe(0);
  expect(await note.textContent()).toContain('<b>bold</b>');
  expect(await violationsOf(page(), { seen: ['.palette'] })).toEqual([]);
  await saved();
});
