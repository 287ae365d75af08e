// The editor against the accessibility rules, in all three themes and in forced colours: the canvas, its panels, its dialogs, a run
// and what can be read of it. Then the promise that nothing moves for people who asked for that.
import { beforeAll, describe, expect, test } from 'vitest';
import { violationsInForcedColors, violationsOf } from './accessible.ts';
import { failedRun, forms } from './accessible-flows.ts';
import { canvasOf } from './canvas.ts';
import { openDesk } from './desk.ts';

const { page, product, press, shown, go, create } = openDesk();
/** A flow whose last run failed at a step. */
let failed: { readonly flowId: string; readonly runId: string };
/** Goes on after a finding: one run says all there are. */
const clean = async (seen: readonly string[] = ['.palette']) => expect.soft(await violationsOf(page(), { seen })).toEqual([]);

beforeAll(async () => {
  failed = await failedRun(product());
});

test('an empty flow', async () => {
  await go(`/flows/${await create({ name: 'Empty' })}`);
  await shown('start-choices');
  await clean([]);
});

test('the editor, its menu, quick add, command palette and list of keys', async () => {
  await go(`/flows/${failed.flowId}`);
  await shown('node-report');
  await clean();
  await page().getByTestId('more').click();
  await shown('menu-export');
  await clean();
  await press('Escape');
  await canvasOf(page()).select('report');
  await page().getByTestId('node-report').focus();
  await press('a');
  await shown('quick-add');
  await clean();
  await press('Escape');
  await press('Control+k');
  await page()
    .getByRole('combobox', { name: /command|step/i })
    .waitFor();
  await clean();
  await press('Escape');
  await press('?');
  await page().getByRole('dialog').waitFor();
  await clean();
  await press('Escape');
});

test('a failed run: timeline, data, log, problems, and the failed step beside it', async () => {
  await go(`/flows/${failed.flowId}/runs/${failed.runId}`);
  await shown('timeline-row-listItems');
  await clean();
  await page().getByTestId('timeline-row-listItems').click();
  await shown('copy-error');
  await clean();
  for (const tab of ['data', 'log', 'problems']) {
    await page().getByTestId(`dock-tab-${tab}`).click();
    await clean();
  }
  for (const tab of ['input', 'output', 'settings']) {
    await page().getByTestId(`inspector-tab-${tab}`).click();
    await clean();
  }
});

test('the settings of a step with an expression being typed', async () => {
  await go(`/flows/${failed.flowId}`);
  await canvasOf(page()).select('report');
  await page().getByTestId('inspector-tab-setup').click();
  const expression = page().getByTestId('inspector').locator('.cm-content').first();
  await expression.click();
  await press('Control+End');
  await page().keyboard.insertText('{{ steps.');
  await clean();
  await press('Escape', 'Control+z');
});

test('tests of a flow: none, results with what differs, one being written, a run saved as one', async () => {
  const step = { id: 'sum', type: 'core.set', position: { x: 280, y: 0 }, params: { values: { n: 2 } } };
  const flowId = await create({
    name: 'Tested',
    nodes: [{ id: 'start', type: 'core.manual', position: { x: 0, y: 0 } }, step],
    edges: [{ from: 'start', port: 'done', to: 'sum' }],
  });
  await go(`/flows/${flowId}`);
  await page().getByTestId('tab-tests').click();
  await shown('new-test');
  await clean([]);
  await page().getByTestId('new-test').click();
  await shown('save-test');
  await clean([]);
  await page().getByRole('textbox', { name: 'Name' }).fill('Three');
  await page().getByTestId('test-that').fill('steps.sum.n == 3');
  await page().getByTestId('save-test').click();
  await page().getByTestId('run-all-tests').click();
  await page().locator('[data-testid=test][data-passed=false]').waitFor();
  await clean([]);
});

test('a run that pauses before a step, and the dialog that pins a result', async () => {
  const flowId = await create({
    name: 'Paused',
    nodes: [
      { id: 'start', type: 'core.manual', position: { x: 0, y: 0 } },
      { id: 'sum', type: 'core.set', position: { x: 280, y: 0 }, params: { values: { n: 2 } } },
    ],
    edges: [{ from: 'start', port: 'done', to: 'sum' }],
  });
  await go(`/flows/${flowId}`);
  await canvasOf(page()).select('sum');
  await page().getByTestId('node-sum').focus();
  await press('F9');
  await shown('breakpoint-sum');
  await press('Control+F9');
  await shown('paused-step');
  await clean();
  await page().getByTestId('paused-values').fill('{ "values": { "n": 5 } }');
  await page().getByTestId('continue').click();
  await page().locator('[data-testid=run-status][data-status=succeeded]').waitFor();
  await page().getByTestId('save-run-as-test').click();
  await shown('save-as-test');
  await clean();
  await press('Escape');
  await page().getByTestId('inspector-tab-output').click();
  await page().getByTestId('pin-result').click();
  await shown('save-pin');
  await clean();
  expect(await page().getByTestId('pin-value').inputValue()).toContain('5');
  await page().getByTestId('save-pin').click();
  await shown('pin-sum');
});

test('runs and versions of a flow', async () => {
  await go(`/flows/${failed.flowId}`);
  await shown('node-report');
  for (const name of ['Runs', 'History']) {
    await page().getByRole('tab', { name }).click();
    await page().locator('[data-testid^=history-run-], [data-testid^=version-]').first().waitFor();
    await clean();
  }
});

test.each([
  ['run', 'run', 'start-run'],
  ['publish', 'publish', 'publish-confirm'],
])('the dialog to %s', async (_, button, inside) => {
  const made = await product().api('POST', '/api/flows', {
    document: {
      format: 1,
      name: 'Asks',
      inputs: [{ name: 'vault', title: 'Vault', schema: { type: 'string' }, required: true }],
      nodes: [{ id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } }],
    },
  });
  await go(`/flows/${(made.body as { id: string }).id}`);
  await shown('node-start');
  await page().getByTestId(button).click();
  await shown(inside);
  await clean();
});

test('the dialog to save a template', async () => {
  await go(`/flows/${failed.flowId}`);
  await shown('node-report');
  await page().getByTestId('more').click();
  await page().getByTestId('menu-save-template').click();
  await shown('save-template-title');
  await clean();
});

test('the editor of a policy, the form of an operation, and a step that deletes', async () => {
  await go(`/flows/${await create(forms)}`);
  await shown('node-policy');
  await canvasOf(page()).select('policy');
  await shown('policy-sentence');
  await clean();
  await canvasOf(page()).select('operation');
  await shown('field-body');
  await page().getByTestId('field-body').locator('input, select, textarea').first().waitFor();
  await clean();
  await canvasOf(page()).select('destroy');
  await shown('destroy-name');
  await clean();
  expect(await violationsInForcedColors(page())).toEqual([]);
});

test('the editor in forced colours', async () => {
  await go(`/flows/${failed.flowId}/runs/${failed.runId}`);
  await shown('timeline-row-listItems');
  expect(await violationsInForcedColors(page())).toEqual([]);
});

describe('for people who asked for less motion', () => {
  const moved = async () => [...new Set(await page().evaluate(() => (globalThis as unknown as { moved: string[] }).moved))];

  test('nothing moves longer than a frame', async () => {
    await page().emulateMedia({ reducedMotion: 'reduce' });
    await page().addInitScript(() => {
      const moved: string[] = [];
      Object.assign(globalThis, { moved });
      const frame = 1_000 / 60;
      const look = () => {
        for (const animation of document.getAnimations()) {
          const { duration, iterations } = animation.effect?.getComputedTiming() ?? {};
          if (Number(duration) > frame || (iterations ?? 1) > 1) {
            const target = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
            moved.push(`${target?.className} for ${duration} ms, ${iterations} times`);
          }
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await go('/');
    await shown('new-flow');
    await page().getByTestId('new-flow').click();
    await shown('new-flow-core.manual');
    expect(await moved()).toEqual([]);
    await go(`/flows/${failed.flowId}`);
    await shown('node-report');
    await canvasOf(page()).select('report');
    await press('Control+Enter');
    await page().getByTestId('run-status').or(page().getByTestId('start-run')).first().waitFor();
    await press('Escape');
    await page().getByTestId('publish').click();
    await shown('publish-confirm');
    await press('Escape');
    await page().waitForTimeout(300);
    expect(await moved()).toEqual([]);
  });
});
