// What single templates promise beyond running: an alert tells once, a message of a practice run stays inside, a person decides,
// and what a template was asked to change is as wanted afterwards.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EstateInput } from '../../nodes/kit/estate.ts';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import { type Product, startProduct } from './product.ts';
import { makeFlow, runFlow, start, statuses } from './use-template.ts';
import { until, untilEnded } from './watch-run.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

const practise = async (estate?: EstateInput) =>
  expect(await product.api('POST', '/api/practice/reset', estate ? { estate } : {})).toMatchObject({ status: 200 });
beforeEach(() => practise());

const outputOf = async (runId: string, key: string) =>
  ((await product.api('GET', `/api/runs/${runId}/steps/${key}/output`)).body as { data: { markdown: string } }).data;

/** Starts it, waits until it asks, and answers as a person does through the API. */
async function runAndAnswer(flowId: string, approved: boolean) {
  const runId = await start(product, flowId);
  const asked = await until('the run asks', async () => {
    const { items } = (await product.api('GET', '/api/approvals')).body as { items: Approval[] };
    return items.find((one) => one.runId === runId) ?? null;
  });
  const answer = { step: asked.stepKey, approved, comment: 'CHG0042' };
  expect(await product.api('POST', `/api/runs/${runId}/approve`, answer)).toMatchObject({ status: 200 });
  return { asked, run: await untilEnded(product, runId) };
}

test('the alert tells about each failed job once: what was reported is remembered', async () => {
  const flowId = await makeFlow(product, 'alert-on-failed-jobs');
  const first = await runFlow(product, flowId);
  const second = await runFlow(product, flowId);
  expect(await statuses(product, first.id)).toMatchObject({ alert: 'succeeded', remember: 'succeeded' });
  const again = await statuses(product, second.id);
  expect(again.quiet).toBe('succeeded');
  expect(again.alert).not.toBe('succeeded');
});

test('messages of practice runs are in the practice inbox, not outside', async () => {
  const run = await runFlow(product, await makeFlow(product, 'nightly-backup-report'));
  expect(run.status).toBe('succeeded');
  const inbox = (await product.api('GET', '/api/practice/inbox')).body as { items: { to: string; subject: string }[] };
  expect(inbox.items.length).toBeGreaterThan(0);
  expect(inbox.items.every(({ to }) => to.includes('example.com'))).toBe(true);
});

test('a retention is shortened only after an owner has approved', async () => {
  const flowId = await makeFlow(product, 'change-retention', { keepDays: 14, askFirst: true });
  const no = await runAndAnswer(flowId, false);
  expect(no.asked.question).toBe('Let Silver-VM keep daily backups for 14 days only?');
  expect(no.asked.details).toContain('Daily backup points (days): 30 → 14');
  expect(no.run.status).toBe('failed');
  expect(await statuses(product, no.run.id)).toMatchObject({ change: 'skipped', tellNot: 'succeeded' });
  const yes = await runAndAnswer(flowId, true);
  expect(yes.run).toMatchObject({ status: 'succeeded', error: null });
  expect(await statuses(product, yes.run.id)).toMatchObject({ approval: 'succeeded', change: 'succeeded', tellChanged: 'succeeded' });
  expect(await outputOf(yes.run.id, 'change')).toMatchObject({ outcome: 'changed', failedJobs: {} });
  const third = await runFlow(product, flowId);
  expect(await statuses(product, third.id)).toMatchObject({ compare: 'succeeded', nothing: 'succeeded' });
  expect(third.status).toBe('succeeded');
});

test('a VM is put back over its own disks only after somebody has approved, whatever the template says', async () => {
  const flowId = await makeFlow(product, 'restore-vm-on-request', { to: 'original' });
  const no = await runAndAnswer(flowId, false);
  expect(await statuses(product, no.run.id)).toMatchObject({ restore: 'skipped', refused: 'succeeded' });
  const yes = await runAndAnswer(flowId, true);
  expect(await statuses(product, yes.run.id)).toMatchObject({ toOriginal: 'succeeded', toDisks: 'skipped', tellDone: 'succeeded' });
  expect(yes.run.status).toBe('succeeded');
});

test('a dry run of a bulk policy change changes nothing', async () => {
  const run = await runFlow(product, await makeFlow(product, 'bulk-policy-change', { dryRun: true }));
  expect(run.status).toBe('succeeded');
  expect(await statuses(product, run.id)).toMatchObject({ tellPreview: 'succeeded', eachItem: 'skipped', approval: 'skipped' });
  const again = await runFlow(product, await makeFlow(product, 'bulk-policy-change', { dryRun: true }));
  expect(await outputOf(again.id, 'preview')).toMatchObject({ count: 12 });
});

test('moving to a policy that protects less is asked for without being told to', async () => {
  const flowId = await makeFlow(product, 'bulk-policy-change', { from: 'Gold-VM', to: 'Silver-VM' });
  const { asked, run } = await runAndAnswer(flowId, true);
  expect(asked.details).toContain('protects less');
  expect(await statuses(product, run.id)).toMatchObject({ eachItem: 'succeeded', tellGood: 'succeeded' });
});

test('hardening repairs what can be repaired, and says what is left', async () => {
  const run = await runFlow(product, await makeFlow(product, 'vault-hardening', { remediate: true }));
  expect(run.status).toBe('succeeded');
  expect((await outputOf(run.id, 'check')) as object).toMatchObject({ count: 4 });
  const { items } = (await outputOf(run.id, 'again')) as unknown as { items: { vaultName: string; check: string }[] };
  expect(items).toMatchObject([{ vaultName: 'vault-weu-dev', check: 'Storage redundancy' }]);
});

test('a backup that somebody deletes comes back, and security learns who it was', async () => {
  const document = {
    format: 1,
    name: 'Somebody deletes a backup',
    connections: [{ name: 'azure', kind: 'azure' }],
    nodes: [
      { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 }, params: {} },
      {
        id: 'delete',
        type: 'azure-backup.stop-protection',
        version: 1,
        position: { x: 304, y: 0 },
        connection: 'azure',
        params: { item: 'vm-web-03', data: 'delete' },
      },
      {
        id: 'gone',
        type: 'azure-backup.wait-for-job',
        version: 1,
        position: { x: 608, y: 0 },
        connection: 'azure',
        params: { vault: '{{ steps.delete.vaultId }}', job: '{{ steps.delete.jobId }}' },
      },
    ],
    edges: [
      { from: 'start', port: 'done', to: 'delete' },
      { from: 'delete', port: 'done', to: 'gone' },
    ],
  };
  const made = (await product.api('POST', '/api/flows', { document })).body as { id: string };
  expect(await runFlow(product, made.id)).toMatchObject({ status: 'succeeded' });
  const flowId = await makeFlow(product, 'undelete-backups', { expected: 'vm-old-01', policy: 'Silver-VM' });
  const run = await runFlow(product, flowId);
  expect(run).toMatchObject({ status: 'succeeded', error: null });
  const { markdown } = await outputOf(run.id, 'report');
  expect(markdown).toMatch(/\| vm-web-03 \| vault-weu-prod \| [^–|]+ \| backed up again \| – \|/);
  expect(markdown).not.toContain('vm-old-01');
});

const retired: EstateInput = {
  vaults: [
    {
      name: 'vault-retired',
      immutability: 'Unlocked',
      privateEndpoints: [{ name: 'pe-retired.1' }],
      registered: [{ name: 'sql-02' }],
      policies: [{ name: 'daily' }, { name: 'shares', kind: 'share' }, { name: 'sql', kind: 'sql' }],
      items: [
        { name: 'vm-old-09', policy: 'daily' },
        { name: 'vm-gone-02', state: 'SoftDeleted', deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } },
        { kind: 'share', name: 'finance', account: 'stfiles01', policy: 'shares' },
        { kind: 'sql', name: 'orders', machine: 'sql-01', policy: 'sql' },
        { kind: 'mars', name: 'C:\\', machine: 'srv-branch-01' },
      ],
    },
    { name: 'vault-dpm', policies: [{ name: 'daily' }], items: [{ name: 'vm-old-10', policy: 'daily' }], engines: [{ name: 'dpm-01' }] },
    { name: 'vault-kept', softDelete: 'AlwaysON', policies: [{ name: 'daily' }], items: [{ name: 'vm-kept-01', policy: 'daily' }] },
  ],
  machines: [{ name: 'sql-01' }, { name: 'sql-02' }, { name: 'vm-old-09' }, { name: 'vm-old-10' }, { name: 'vm-kept-01' }],
  storageAccounts: [{ name: 'stfiles01', shares: ['finance'] }],
};

const vaultNames = async () =>
  ((await product.api('GET', '/api/practice/resources?kind=vault')).body as { items: { name: string }[] }).items
    .map(({ name }) => name)
    .sort();

test('a vault with everything in it is emptied and deleted after an owner has approved', async () => {
  await practise(retired);
  const flowId = await makeFlow(product, 'vault-clean-up', { vault: 'vault-retired', really: true });
  const no = await runAndAnswer(flowId, false);
  expect(await statuses(product, no.run.id)).toMatchObject({ empty: 'skipped', tellNot: 'succeeded' });
  const { asked, run } = await runAndAnswer(flowId, true);
  expect(asked.question).toBe('Delete vault-retired and all backups in it?');
  for (const name of ['vm-old-09', 'vm-gone-02', 'finance', 'orders', 'srv-branch-01', 'pe-retired.1'])
    expect(asked.details).toContain(name);
  expect(run).toMatchObject({ status: 'succeeded', error: null });
  expect(await vaultNames()).toEqual(['vault-dpm', 'vault-kept']);
});

test('a vault whose soft delete cannot be switched off is left as it is, and what is in it is told', async () => {
  await practise(retired);
  const run = await runFlow(product, await makeFlow(product, 'vault-clean-up', { vault: 'vault-kept', really: true, askFirst: false }));
  expect(run.status).toBe('failed');
  expect(await statuses(product, run.id)).toMatchObject({ empty: 'failed', left: 'succeeded', tellLeft: 'succeeded', tellGone: 'skipped' });
  expect((await outputOf(run.id, 'leftList')).markdown).toContain('vm-kept-01');
  expect(await vaultNames()).toEqual(['vault-dpm', 'vault-kept', 'vault-retired']);
});

test('nothing is deleted when something else would keep the vault', async () => {
  await practise(retired);
  const run = await runFlow(product, await makeFlow(product, 'vault-clean-up', { vault: 'vault-dpm', really: true, askFirst: false }));
  expect(run).toMatchObject({ status: 'failed', error: { message: 'Something has to go by hand first.' } });
  expect(await statuses(product, run.id)).toMatchObject({ can: 'succeeded', ask: 'skipped', empty: 'skipped', tellNot: 'succeeded' });
  const { items } = (await product.api('GET', '/api/practice/inbox')).body as { items: { body: { text: string } }[] };
  expect(items[0]?.body.text).toContain('dpm-01 (DpmBackupEngine)');
});

test('soft delete is on again when the vault could not be emptied', async () => {
  await practise(retired);
  const rule = {
    match: { method: 'DELETE', path: 'vm-old-09' },
    // biome-ignore lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
    then: { status: 409, code: 'ScopeLocked', message: 'The scope is locked.' },
  };
  expect(await product.api('PUT', '/api/practice/faults', { rules: [rule] })).toMatchObject({ status: 200 });
  const run = await runFlow(product, await makeFlow(product, 'vault-clean-up', { vault: 'vault-retired', really: true, askFirst: false }));
  await product.api('PUT', '/api/practice/faults', { rules: [] });
  expect(run.status).toBe('failed');
  expect(await statuses(product, run.id)).toMatchObject({
    unlock: 'succeeded',
    empty: 'failed',
    lockAgain: 'succeeded',
    tellLeft: 'succeeded',
  });
  expect(await outputOf(run.id, 'lockAgain')).toMatchObject({
    changes: [{ setting: 'Soft delete', before: 'Disabled', after: 'Enabled' }],
  });
  expect((await outputOf(run.id, 'leftList')).markdown).toContain('vm-old-09');
});
