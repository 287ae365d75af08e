// Starts a backup of one item. If a backup of it runs already, the step can use that one's job instead. The step's key goes
// along as client request id: after a crash the job itself proves whether the call happened.
import { z } from 'zod';
import type { AzureBackup, BackupJob } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { FailureError, fail } from '../../kit/errors.ts';
import { azureId, choice, date, optionalAzureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { name: 'vm-busy-01', policy: 'daily' },
      ],
      jobs: [{ id: 'c0ffee00-1111-4222-8333-444455556666', item: 'vm-busy-01', status: 'InProgress' as const, at: '-PT1M' }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.backup-now',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Back up now',
  summary: 'Starts a backup of a protected item.',
  icon: 'shield',
  keywords: ['snapshot', 'on demand', 'ad hoc', 'az backup protection backup-now'],
  connection: 'azure',
  effect: 'write',
  repeatable: false,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    retainUntil: date({ title: 'Keep until', description: 'Empty: 30 days.' }).optional(),
    backupType: choice(['default', 'Full', 'Differential', 'Log', 'CopyOnlyFull', 'Incremental'], {
      title: 'Backup type',
      description: 'Only for databases.',
      ui: { labels: { default: 'As usual', CopyOnlyFull: 'Copy-only full' }, advanced: true },
    }).default('default'),
    ifBusy: choice(['join', 'fail'], {
      title: 'If a backup is already running',
      ui: { labels: { join: 'join it and use its job', fail: 'fail' } },
    }).default('join'),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ joined: z.boolean().meta({ title: 'It was running already' }) }),
  line: '{item} · keep until {retainUntil}',
  async run({ params, azure, key, log }) {
    const item = await itemId(azure, params.item, params.vault);
    try {
      const job = await azure.backUpNow(item, {
        key,
        ...(params.retainUntil ? { retainUntil: new Date(params.retainUntil).toISOString() } : {}),
        ...(params.backupType === 'default' ? {} : { backupType: params.backupType }),
      });
      return accepted(job, item, { joined: false });
    } catch (error) {
      if (!isBusy(error) || params.ifBusy === 'fail') throw error;
      const running = await runningBackup(azure, item);
      if (!running) throw error;
      log('info', `A backup is already running; its job is ${running.jobId}.`);
      return accepted({ jobId: running.jobId, vaultId: running.vaultId, operationId: null, requestId: null }, item, { joined: true });
    }
  },
  async recover(open) {
    const item = await itemId(open.azure, open.params.item, open.params.vault);
    const closed = await closeByJob(open, vaultIdOf(item) as string, item);
    return typeof closed === 'object' && 'data' in closed.happened
      ? { happened: { ...closed.happened, data: { ...(closed.happened.data as object), joined: false } } }
      : closed;
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Starts a backup',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03', retainUntil: '{{ addDays(utcNow(), 30) }}' },
      expect: { port: 'done', data: { joined: false, jobId: { $uuid: true } } },
    },
    {
      name: 'Joins the backup that is running',
      given: { estate },
      params: { item: 'vm-busy-01' },
      expect: { port: 'done', data: { joined: true, jobId: 'c0ffee00-1111-4222-8333-444455556666' } },
    },
    {
      name: 'A backup is running and that is a failure',
      given: { estate },
      params: { item: 'vm-busy-01', ifBusy: 'fail' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorBackupOperationInProgress' } } },
    },
    { name: 'An item that is not protected', given: { estate }, params: { item: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});

const isBusy = (error: unknown): boolean => error instanceof FailureError && /OperationInProgress/i.test(error.failure.azure?.code ?? '');

async function runningBackup(azure: AzureBackup, item: string): Promise<BackupJob | null> {
  const vault = vaultIdOf(item);
  if (vault === null) throw fail('param_invalid', `${item} is not the id of a protected item.`);
  const { friendlyName, containerName, serverName } = await azure.item(item);
  const machine = last(containerName);
  // Databases are called `orders [sql-01]` in jobs; two machines may hold items of the same name.
  const names = new Set([friendlyName.toLowerCase(), `${friendlyName} [${serverName}]`.toLowerCase()]);
  for await (const job of azure.jobs(vault, { status: 'InProgress', operation: 'Backup' })) {
    if (names.has(job.itemName.toLowerCase()) && (job.containerName === null || last(job.containerName) === machine)) return job;
  }
  return null;
}

const last = (name: string): string => (name.split(';').at(-1) ?? name).toLowerCase();
