// Waits until a job of a Backup vault has ended. It looks itself, seldom: these vaults have few jobs and no list of changes.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode, type Outcome, wait } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { fail } from '../../kit/errors.ts';
import { anything, azureId, duration } from '../../kit/fields.ts';
import { object, words } from '../answer.ts';
import { backupVaultChoices, backupVaultId } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { failureOfDataJob, isOver, jobById } from './jobs.ts';
import { dataJobShape } from './shapes.ts';

const firstPauseMs = 5_000;
const longestPauseMs = 120_000;

export default defineNode({
  type: 'azure-backup.wait-for-data-job',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Wait for a Backup vault job',
  summary: 'Waits until a backup or restore job of a Backup vault has ended.',
  icon: 'clock',
  keywords: ['job', 'wait', 'data protection', 'az dataprotection job show', 'Get-AzDataProtectionJob'],
  connection: 'azure',
  effect: 'read',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Backup vault' }),
    job: anything({ title: 'Job', ui: { widget: 'text', placeholder: '{{ steps.backUpInstance.jobId }}' } }),
    timeLimit: duration({ title: 'At most', description: 'Then this step fails; the job goes on.' }).default('P1D'),
  }),
  ports: ['done'],
  result: dataJobShape,
  line: '{job} · at most {timeLimit}',
  async run({ params, azure }) {
    if (typeof params.job !== 'string' || params.job === '')
      throw fail('param_missing', 'There is no job to wait for.', {
        advice: ['The step before it may have started none, or its result has another name.'],
      });
    const vaultId = await backupVaultId(azure, params.vault);
    return look(azure, { vaultId, jobId: params.job, leftMs: durationMs(params.timeLimit) ?? 86_400_000, pause: firstPauseMs });
  },
  async resume({ params, azure, state }) {
    const { vaultId, jobId, leftMs, pause } = object(state);
    const next = {
      vaultId: words(vaultId),
      jobId: words(jobId),
      leftMs: Number(leftMs),
      pause: Math.min(Number(pause) * 2, longestPauseMs),
    };
    const outcome = await look(azure, next);
    if ('wait' in outcome && next.leftMs <= 0)
      throw fail('timed_out', `The job did not end within ${params.timeLimit}.`, {
        advice: ['It goes on in Azure. Look at it in the Backup vault, under Backup jobs.'],
      });
    return outcome;
  },
  choices: { vault: backupVaultChoices },
  examples: [
    {
      name: 'The backup is done',
      given: { estate },
      params: { vault: 'bvault-weu', job: '5eedda7a-0000-4000-8000-000000000001' },
      expect: { port: 'done', data: { status: 'Completed', operation: 'Backup', instanceName: 'disk-erp-01' } },
    },
    {
      name: 'A job that does not exist',
      given: { estate },
      params: { vault: 'bvault-weu', job: '11111111-2222-4333-8444-555555555555' },
      expect: { failed: { code: 'azure_error', azure: { code: 'JobNotFound', status: 404 } } },
    },
    {
      name: 'Nothing to wait for',
      given: { estate },
      params: { vault: 'bvault-weu', job: '{{ null }}' },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'bvault-moon', job: '11111111-2222-4333-8444-555555555555' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

interface Looking {
  readonly vaultId: string;
  readonly jobId: string;
  /** Of the time limit; each pause takes from it. */
  readonly leftMs: number;
  readonly pause: number;
}

async function look(azure: AzureBackup, { vaultId, jobId, leftMs, pause }: Looking): Promise<Outcome> {
  const job = await jobById(azure, vaultId, jobId);
  if (isOver(job)) {
    const failure = failureOfDataJob(job);
    if (failure) throw failure;
    return { port: 'done', data: job };
  }
  const next = Math.max(1_000, Math.min(pause, leftMs));
  return wait({ afterMs: next, state: { vaultId, jobId, leftMs: leftMs - next, pause: next }, says: `${job.operation}: ${job.status}` });
}
