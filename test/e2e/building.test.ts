// The same flow of seven steps and a loop, built twice: with a mouse, and by keyboard alone. What comes out is the same document, to
// the letter, and it runs. Then a smaller one by keyboard, from the first Tab to the result of its run.
import { expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';
import { keyboardOf } from './keyboard.ts';
import { pause, until, untilEnded } from './watch-run.ts';

const desk = openDesk();
const { page, press, shown, go, saved, draft } = desk;
const keys = keyboardOf(desk);
type Placed = { readonly parent?: string; readonly position: { readonly x: number; readonly y: number } };
/** Where on the endless canvas a flow stands is no part of it: places are counted from its first step. */
function fromStart(document: { readonly [part: string]: unknown }) {
  const nodes = document.nodes as readonly Placed[];
  const { x, y } = (nodes[0] as Placed).position;
  const moved = (node: Placed) => (node.parent ? node : { ...node, position: { x: node.position.x - x, y: node.position.y - y } });
  return { ...document, nodes: nodes.map(moved) };
}
const built: { mouse?: string; keyboard?: string } = {};

test('with a mouse: dragged, linked, tidied and filled in', async () => {
  await go('/');
  await page().getByTestId('new-flow').click();
  await page().getByTestId('new-flow-core.manual').click();
  await shown('node-start');
  await pause(600); // the view comes to rest
  const canvas = canvasOf(page());
  await canvas.drag(await canvas.middle('node-start'), [480, 130]);
  await canvas.fromPalette('azure-backup.list-items', [760, 130]);
  await canvas.fromPalette('core.for-each', [420, 380]);
  await shown('node-forEach');
  await canvas.into('forEach', 'core.if', [56, 80]);
  await canvas.into('forEach', 'azure-backup.backup-now', [336, 80]);
  await canvas.into('forEach', 'azure-backup.wait-for-job', [56, 168]);
  await canvas.fromPalette('core.set', [760, 760]);
  await shown('node-setValues');
  await canvas.link('start', 'done', 'listProtectedItems');
  await canvas.link('listProtectedItems', 'done', 'forEach');
  await canvas.link('if', 'true', 'backUpNow');
  await canvas.link('backUpNow', 'done', 'waitForJob');
  await canvas.link('forEach', 'done', 'setValues');
  await page().getByTestId('tidy').click();
  await pause(500);

  await canvas.select('forEach');
  await canvas
    .field('items')
    .getByRole('button', { name: /List protected items/ })
    .click();
  await canvas.select('if');
  await canvas.field('conditions').getByRole('button', { name: 'Add a condition' }).click();
  await canvas.field('conditions').getByRole('textbox', { name: 'Condition 1: value' }).fill('{{ item.lastBackupStatus }}');
  await canvas.field('conditions').getByRole('textbox', { name: 'Condition 1: compared with' }).fill('Failed');
  await canvas.select('backUpNow');
  await canvas.expression('item', '{{ item.id }}');
  await canvas.select('waitForJob');
  await canvas.expression('vault', '{{ item.vaultId }}');
  await canvas.expression('job', '{{ steps.backUpNow.jobId }}');
  await saved();
  expect(await page().getByTestId('problem-count').count()).toBe(0);
  built.mouse = desk.flowId();
});

test('by keyboard alone: added behind each other, tidied and filled in', async () => {
  await go('/');
  await shown('new-flow');
  await keys.tabTo('new-flow');
  await press('Enter');
  await shown('new-flow-core.manual');
  await press('Enter');
  await shown('node-start');
  await press('ArrowRight');
  await expect.poll(keys.card).toBe('start');
  await keys.add('List protected items', 'listProtectedItems');
  await keys.add('For each', 'forEach');
  await keys.add('If', 'if');
  await keys.add('Back up now', 'backUpNow');
  await keys.add('Wait for job', 'waitForJob');
  await press('Escape'); // out of the loop, onto its frame
  await expect.poll(keys.card).toBe('forEach');
  await keys.add('Set values', 'setValues');
  await press('Shift+L');
  await pause(500);

  await keys.walkTo('forEach', 'ArrowLeft');
  await keys.intoForm();
  await expect.poll(keys.text).toContain('List protected items');
  await press('Enter');
  await expect.poll(keys.text).toContain('steps.listProtectedItems');
  await keys.backTo('forEach');

  await press('Shift+Enter'); // into the loop
  await expect.poll(keys.card).toBe('if');
  await keys.intoForm();
  await keys.tabToNamed('Add a condition');
  await press('Enter');
  await expect.poll(keys.name).toBe('Condition 1: value'); // where the new row has put the keyboard
  await page().keyboard.insertText('{{ item.lastBackupStatus }}');
  await page().locator('.cm-content:focus').waitFor(); // the field has become one of expressions
  await keys.tabToNamed('Condition 1: compared with');
  await page().keyboard.insertText('Failed');
  await keys.backTo('if');

  await keys.walkTo('backUpNow', 'ArrowRight');
  await keys.intoForm();
  await keys.expression('item', 'item.id');
  await keys.backTo('backUpNow');
  await keys.walkTo('waitForJob', 'ArrowRight');
  await keys.intoForm();
  await keys.expression('vault', 'item.vaultId');
  await keys.expression('job', 'steps.backUpNow.jobId');
  await press('Escape');
  await saved();
  await expect.poll(() => page().getByTestId('problem-count').count()).toBe(0);
  built.keyboard = desk.flowId();
});

test('both are the same document, and it runs', async () => {
  const [mouse, keyboard] = [fromStart(await draft(built.mouse as string)), fromStart(await draft(built.keyboard as string))];
  expect(keyboard.nodes).toHaveLength(7);
  expect(JSON.stringify(keyboard, null, 2)).toBe(JSON.stringify(mouse, null, 2));
  const ended = await untilEnded(desk.product(), await desk.start(built.keyboard as string));
  expect(ended.status).toBe('succeeded');
});

test('by keyboard alone: five steps and a second line are built, filled in, run and read', async () => {
  await go('/flows');
  await shown('new-flow');
  await keys.tabTo('new-flow');
  await press('Enter');
  await shown('new-flow-core.manual');
  await press('Enter');
  await shown('node-start');

  // Onto the canvas, then step by step behind what is selected.
  await press('ArrowRight');
  await expect.poll(keys.card).toBe('start');
  await keys.add('List vaults', 'listVaults');
  await keys.add('Filter', 'filter');
  await keys.add('Aggregate', 'aggregate');
  await keys.add('Set values', 'setValues');

  // A second line into the last step: C takes the step, arrows choose where to, Enter draws.
  await keys.walkTo('filter', 'ArrowLeft');
  await press('c');
  const aimed = () => page().locator('.card-target-here').locator('..').getAttribute('data-id');
  for (let i = 0; i < 5 && (await aimed()) !== 'setValues'; i += 1) {
    const before = await aimed();
    await press('ArrowRight');
    await expect.poll(aimed).not.toBe(before);
  }
  await press('Enter');
  await page().getByTestId('edge-filter-done-setValues').waitFor({ state: 'attached' });
  await expect.poll(keys.card).toBe('filter');

  // Enter goes into the form, Escape comes back. What the vaults step gives is offered as the first thing of the form.
  await press('Enter');
  await expect.poll(keys.text).toContain('List vaults');
  await press('Enter');
  await expect.poll(keys.text).toContain('steps.listVaults');
  await press('Escape');
  await expect.poll(keys.card).toBe('filter');
  await press('ArrowRight');
  await expect.poll(keys.card).toBe('aggregate');
  await press('Enter');
  await expect.poll(keys.text).toContain('Filter');
  await press('Enter');
  await expect.poll(keys.text).toContain('steps.filter');
  await press('Escape');
  await saved();
  expect(await page().getByTestId('problem-count').count()).toBe(0);

  await press('Control+Enter');
  const runId = await until('the run starts', async () => {
    const start = page().getByTestId('start-run');
    if ((await start.count()) > 0 && (await start.isEnabled())) {
      await keys.tabTo('start-run');
      await press('Enter');
    }
    return /runs\/([^/?]+)/.exec(page().url())?.[1] ?? false;
  });
  expect((await untilEnded(desk.product(), runId)).status).toBe('succeeded');
  await expect.poll(() => page().getByTestId('run-status').textContent()).toContain('Succeeded');
  await press('Shift+1'); // the whole flow, whatever the run has brought into view
  await expect.poll(() => canvasOf(page()).status('setValues')).toBe('succeeded');
});
