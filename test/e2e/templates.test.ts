// Every shipped template on a fresh practice subscription: it runs to success with its defaults, and one changed parameter
// shows its failure branch.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Product, startProduct } from './product.ts';
import { stepsOf, untilEnded } from './watch-run.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

async function make(template: string, parameters: object = {}): Promise<string> {
  const list = (await product.api('GET', '/api/templates')).body as { items: { id: string; name: string }[] };
  const { id } = list.items.find(({ name }) => name === template) ?? { id: '' };
  const made = await product.api('POST', `/api/templates/${id}/flows`, { parameters });
  expect(made).toMatchObject({ status: 201 });
  return (made.body as { id: string }).id;
}

async function run(flowId: string, inputs?: object) {
  const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, inputs ? { inputs } : {});
  expect(accepted).toMatchObject({ status: 202 });
  return untilEnded(product, (accepted.body as { runId: string }).runId);
}

const statuses = async (runId: string) => Object.fromEntries((await stepsOf(product, runId)).map(({ key, status }) => [key, status]));

describe.each([
  {
    template: 'nightly-backup-report',
    changed: { vault: 'no-such-vault' },
    failing: { listItems: 'failed', reportFailed: 'succeeded', report: 'skipped' },
    ends: 'failed',
    good: { report: 'succeeded', tellTeam: 'succeeded', reportFailed: 'skipped' },
  },
  {
    template: 'alert-on-failed-jobs',
    changed: { vault: 'no-such-vault' },
    failing: { listJobs: 'failed', cannotLook: 'succeeded', alert: 'skipped' },
    ends: 'failed',
    good: { alert: 'succeeded', remember: 'succeeded' },
  },
  {
    template: 'find-unprotected-vms',
    changed: { limit: 1 },
    failing: { overLimit: 'succeeded' },
    ends: 'failed',
    good: { tellTeam: 'succeeded', overLimit: 'skipped' },
  },
  {
    template: 'rerun-failed-backups',
    changed: { vault: 'no-such-vault' },
    failing: { listFailing: 'failed', cannotList: 'succeeded', summary: 'skipped' },
    ends: 'failed',
    good: { eachFailing: 'succeeded', postSummary: 'succeeded' },
  },
  {
    template: 'protect-vms-by-tag',
    changed: { policy: 'No-Such-Policy' },
    failing: { tell: 'succeeded' },
    ends: 'succeeded',
    good: { eachVm: 'succeeded', tell: 'succeeded' },
  },
  {
    template: 'back-up-before-patching',
    changed: { defaultVms: 'vm-nobody-knows' },
    failing: { hold: 'succeeded', answerHold: 'succeeded', go: 'skipped' },
    ends: 'succeeded',
    good: { eachVm: 'succeeded', go: 'succeeded', answerGo: 'succeeded' },
  },
])('$template', ({ template, changed, failing, ends, good }) => {
  // The changed one first: what the good run does to the estate must not hide it.
  test('with one changed parameter it goes its failure branch', async () => {
    const ended = await run(await make(template, changed));
    expect(await statuses(ended.id)).toMatchObject(failing);
    expect(ended.status).toBe(ends);
  });

  test('with its defaults it runs to success', async () => {
    const ended = await run(await make(template));
    expect(ended).toMatchObject({ status: 'succeeded', world: 'practice', error: null });
    expect(await statuses(ended.id)).toMatchObject(good);
    const seconds = (Date.parse(ended.endedAt ?? '') - Date.parse(ended.createdAt)) / 1000;
    console.log(`${template}: ${seconds.toFixed(1)} s`);
  });
});

test('the alert tells about each failed job once: what was reported is remembered', async () => {
  const flowId = await make('alert-on-failed-jobs');
  const first = await run(flowId);
  const second = await run(flowId);
  expect(await statuses(first.id)).toMatchObject({ alert: 'succeeded', remember: 'succeeded' });
  const again = await statuses(second.id);
  expect(again.quiet).toBe('succeeded');
  expect(again.alert).not.toBe('succeeded');
});

test('messages of practice runs are in the practice inbox, not outside', async () => {
  const inbox = (await product.api('GET', '/api/practice/inbox')).body as { items: { to: string; subject: string }[] };
  expect(inbox.items.length).toBeGreaterThan(5);
  expect(inbox.items.every(({ to }) => to.includes('example.com'))).toBe(true);
});
