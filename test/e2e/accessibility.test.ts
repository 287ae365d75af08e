// Every screen and dialog against the accessibility rules, in both themes and in forced colours; then a flow built, run and read
// without a mouse, and the promise that nothing moves for people who asked for that.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsInForcedColors, violationsOf } from './accessible.ts';
import { canvasOf } from './canvas.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { until, untilEnded } from './watch-run.ts';

let product: Product;
let window: Window;
/** A flow whose last run failed at a step. */
let failed: { readonly flowId: string; readonly runId: string };

const page = (): Page => window.page;
const shown = (testId: string) => page().getByTestId(testId).first().waitFor({ state: 'visible' });
const go = (path: string) => page().goto(product.origin + path);
const press = (...keys: readonly string[]) =>
  keys.reduce((before, key) => before.then(() => page().keyboard.press(key)), Promise.resolve());
/** Goes on after a finding: one run says all there are. */
const clean = async () => expect.soft(await violationsOf(page())).toEqual([]);

interface TemplateList {
  readonly items: readonly { readonly id: string; readonly name: string }[];
}
const templateId = async (name: string): Promise<string> =>
  ((await product.api('GET', '/api/templates')).body as TemplateList).items.find((item) => item.name === name)?.id ?? '';

async function failedRun() {
  const id = await templateId('nightly-backup-report');
  const made = await product.api('POST', `/api/templates/${id}/flows`, { parameters: { vault: 'no-such-vault' } });
  const flowId = (made.body as { id: string }).id;
  const { runId } = (await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string };
  await untilEnded(product, runId);
  return { flowId, runId };
}

const asking = {
  format: 1,
  name: 'Asks',
  nodes: [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } },
    {
      id: 'ask',
      type: 'core.approval',
      version: 1,
      position: { x: 320, y: 0 },
      params: { question: 'Delete the backups of vm-old-07?', details: 'Decommissioned on Friday.' },
    },
  ],
  edges: [{ from: 'start', port: 'done', to: 'ask' }],
};

const azureStep = (id: string, x: number, type: string, params: object) => ({
  id,
  type: `azure-backup.${type}`,
  version: 1,
  connection: 'azure',
  position: { x, y: 0 },
  params,
});
/** Steps whose forms are more than a few fields. */
const forms = {
  format: 1,
  name: 'Forms',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } },
    azureStep('policy', 320, 'set-policy', {
      vault: 'vault-weu-prod',
      name: 'daily-30',
      policy: {
        workload: 'vm',
        schedule: { every: 'day', at: '02:30', timeZone: 'UTC' },
        keep: { days: 30, months: { count: 12, week: ['Last'], on: ['Friday'] } },
      },
    }),
    azureStep('operation', 640, 'operation', { operation: 'Backups_Trigger', vault: 'vault-weu-prod' }),
    azureStep('destroy', 960, 'stop-protection', { item: 'vm-old-07', data: 'delete' }),
  ],
  edges: [
    { from: 'start', port: 'done', to: 'policy' },
    { from: 'policy', port: 'done', to: 'operation' },
    { from: 'operation', port: 'done', to: 'destroy' },
  ],
};

beforeAll(async () => {
  product = await startProduct();
  window = await openWindow(product.link);
  await page().getByRole('navigation', { name: 'Vaultflow' }).waitFor(); // signed in
});
afterAll(async () => {
  await window?.close();
  await product?.stop();
});

// A picture says what went wrong.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await page().screenshot({ path: `shots/${task.name.replace(/\W+/g, '-').slice(0, 40)}.png` });
});

describe('no screen breaks an accessibility rule', () => {
  test('home at the first start', async () => {
    await shown('choice-template');
    await expect.poll(() => page().getByTestId('home-headline').textContent(), { timeout: 15_000 }).toMatch(/\d+ of \d+ backups/);
    await page().getByTestId('template-nightly-backup-report').waitFor();
    await clean();
  });

  test('home with flows and a failed run', async () => {
    failed = await failedRun();
    await go('/');
    await shown('flows-panel');
    await shown('estate');
    await clean();
    await page().getByTestId('new-flow').click();
    await shown('new-flow-core.manual');
    await clean();
    await press('Escape');
  });

  test('list of flows, with the menu of one', async () => {
    await go('/flows');
    await shown(`flow-row-${failed.flowId}`);
    await clean();
    await page().getByTestId(`flow-menu-${failed.flowId}`).click();
    await shown('flow-menu-delete');
    await clean();
    await page().getByTestId('flow-menu-delete').click();
    await page().getByRole('alertdialog').or(page().getByRole('dialog')).waitFor();
    await clean();
    await press('Escape');
  });

  test('template gallery and the form of a template', async () => {
    await go('/templates');
    await shown('template-nightly-backup-report');
    await clean();
    await go(`/templates/${await templateId('nightly-backup-report')}`);
    await shown('template-parameter-lateAfter');
    await clean();
  });

  test('an empty flow', async () => {
    const made = await product.api('POST', '/api/flows', { document: { format: 1, name: 'Empty' } });
    await go(`/flows/${(made.body as { id: string }).id}`);
    await shown('start-choices');
    await clean();
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
    const made = await product.api('POST', '/api/flows', {
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

  test('connections and the dialog of a new one', async () => {
    await go('/connections');
    await page().getByTestId('new-connection').waitFor();
    await page().locator('[data-testid^=connection-]').first().waitFor();
    await clean();
    await page().getByTestId('new-connection').click();
    await shown('connection-kind-azure');
    await clean();
    await page().getByTestId('connection-kind-azure').click();
    await shown('connection-name');
    await clean();
  });

  test('runs, the practice inbox and settings', async () => {
    await go('/runs');
    await page().locator('[data-testid^=run-row-]').first().waitFor();
    await clean();
    await go('/settings');
    await shown('theme-dark');
    await clean();
  });

  test('the practice subscription: its resources, jobs and requests, and what can be broken', async () => {
    await go('/practice');
    await shown('practice-row');
    await clean();
    await page().getByTestId('practice-row').first().getByRole('button').click();
    await page().locator('.practice-document').first().waitFor();
    await clean();
    for (const tab of ['Jobs', 'Requests']) {
      await page().getByRole('tab', { name: tab }).click();
      await page().locator('[data-testid=practice-row], [data-testid=request-row]').first().waitFor();
      await clean();
    }
    await page().getByTestId('break-something').click();
    await shown('fault-own');
    await clean();
    await page().getByTestId('fault-own').click();
    await shown('rule-path');
    await clean();
    await press('Escape');
  });

  test('a question: on the page of approvals and in the dock of its run', async () => {
    await go('/approvals');
    await page().getByText('Nothing waits for you').waitFor();
    await clean();
    const made = await product.api('POST', '/api/flows', { document: asking });
    const flowId = (made.body as { id: string }).id;
    const { runId } = (await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string };
    await go('/approvals');
    await shown('approve');
    await clean();
    await go(`/flows/${flowId}/runs/${runId}`);
    await shown('approve');
    await clean();
    expect(await violationsInForcedColors(page())).toEqual([]);
    // The buttons are seen without scrolling: nobody looks for them at three in the morning.
    const inView = await page()
      .getByTestId('approve')
      .evaluate((button) => {
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      });
    expect(inView).toBe(true);
    await page().getByTestId('approve').click();
    await untilEnded(product, runId);
  });

  test('the editor of a policy, the form of an operation, and a step that deletes', async () => {
    const made = await product.api('POST', '/api/flows', { document: forms });
    await go(`/flows/${(made.body as { id: string }).id}`);
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
});

describe('by keyboard alone', () => {
  /** Tab until the wanted control has the focus: what it takes a person who has no mouse. */
  async function tabTo(testId: string): Promise<void> {
    for (let i = 0; i < 80; i += 1) {
      if (await page().evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, testId)) return;
      await press('Tab');
    }
    throw new Error(`${testId} cannot be reached with Tab`);
  }
  const focusedText = () => page().evaluate(() => document.activeElement?.textContent ?? '');
  const focusedCard = () => page().evaluate(() => document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null);
  /** Arrow by arrow; each press has arrived before the next. */
  async function walkTo(id: string, key: string): Promise<void> {
    for (let i = 0; i < 6 && (await focusedCard()) !== id; i += 1) {
      const before = await focusedCard();
      await press(key);
      await expect.poll(focusedCard).not.toBe(before);
    }
    await expect.poll(focusedCard).toBe(id);
  }
  async function add(words: string, id: string): Promise<void> {
    await press('a');
    await shown('quick-add');
    await page().keyboard.type(words);
    await expect.poll(() => page().locator('.quick [aria-selected=true]').textContent()).toContain(words);
    await press('Enter');
    await shown(`node-${id}`);
    await expect.poll(focusedCard).toBe(id);
  }

  test('a flow of five steps is built, filled in, run and read', async () => {
    await go('/flows');
    await shown('new-flow');
    await tabTo('new-flow');
    await press('Enter');
    await shown('new-flow-core.manual');
    await press('Enter');
    await shown('node-start');

    // Onto the canvas, then step by step behind what is selected.
    await press('ArrowRight');
    await expect.poll(focusedCard).toBe('start');
    await add('List vaults', 'listVaults');
    await add('Filter', 'filter');
    await add('Aggregate', 'aggregate');
    await add('Set values', 'setValues');

    // A second line into the last step: C takes the step, arrows choose where to, Enter draws.
    await walkTo('filter', 'ArrowLeft');
    await press('c');
    const aimed = () => page().locator('.card-target-here').locator('..').getAttribute('data-id');
    for (let i = 0; i < 5 && (await aimed()) !== 'setValues'; i += 1) await press('ArrowRight');
    await press('Enter');
    await page().getByTestId('edge-filter-done-setValues').waitFor({ state: 'attached' });
    await expect.poll(focusedCard).toBe('filter');

    // Enter goes into the form, Escape comes back. What the vaults step gives is offered as the first thing of the form.
    await press('Enter');
    await expect.poll(focusedText).toContain('List vaults');
    await press('Enter');
    await expect.poll(focusedText).toContain('steps.listVaults');
    await press('Escape');
    await expect.poll(focusedCard).toBe('filter');
    await press('ArrowRight');
    await expect.poll(focusedCard).toBe('aggregate');
    await press('Enter');
    await expect.poll(focusedText).toContain('Filter');
    await press('Enter');
    await expect.poll(focusedText).toContain('steps.filter');
    await press('Escape');
    await expect.poll(() => page().getByTestId('save-state').textContent(), { timeout: 10_000 }).toBe('Saved');
    expect(await page().getByTestId('problem-count').count()).toBe(0);

    await press('Control+Enter');
    const runId = await until('the run starts', async () => {
      const start = page().getByTestId('start-run');
      if ((await start.count()) > 0 && (await start.isEnabled())) {
        await tabTo('start-run');
        await press('Enter');
      }
      return /runs\/([^/?]+)/.exec(page().url())?.[1] ?? false;
    });
    expect((await untilEnded(product, runId)).status).toBe('succeeded');
    await expect.poll(() => page().getByTestId('run-status').textContent()).toContain('Succeeded');
    expect(await canvasOf(page()).status('setValues')).toBe('succeeded');
  });
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
