// Waits until a job has ended. The run parks: one watcher per vault asks Azure for all waiting runs together. A job that
// failed fails this step, with Azure's code, words and recommendations.
import { z } from 'zod';
import type { BackupJob } from '../../kit/capabilities-azure.ts';
import { defineNode, wait } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { fail } from '../../kit/errors.ts';
import { anything, azureId, duration, flag } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { failureOfJob, jobGuid } from '../job.ts';
import { jobShape } from '../shapes.ts';

const [good, bad, warned] = [
  '5e0f6d8a-1111-4a6b-8a01-2f6c1d9be001',
  '5e0f6d8a-2222-4a6b-8a01-2f6c1d9be002',
  '5e0f6d8a-3333-4a6b-8a01-2f6c1d9be003',
];
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        { id: good, item: 'vm-sql-03' },
        {
          id: bad,
          item: 'vm-sql-03',
          status: 'Failed' as const,
          error: { code: 'UserErrorGuestAgentStatusUnavailable', recommendations: ['Ensure that the VM agent runs.'] },
        },
        { id: warned, item: 'vm-sql-03', status: 'CompletedWithWarnings' as const },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.wait-for-job',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'Wait for job',
  summary: 'Waits until a backup or restore job has ended.',
  icon: 'clock',
  keywords: ['job', 'wait', 'finished', 'az backup job wait'],
  connection: 'azure',
  effect: 'read',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    job: anything({ title: 'Job', ui: { widget: 'text', placeholder: '{{ steps.backUpNow.jobId }}' } }),
    timeLimit: duration({ title: 'At most', description: 'Then this step fails; the job goes on.' }).default('P1D'),
    acceptWarnings: flag({ title: '"Completed with warnings" is good enough' }).default(true),
  }),
  ports: ['done'],
  result: jobShape,
  line: '{job} · at most {timeLimit}',
  async run({ params, azure, now }) {
    // An expression that names nothing gives null. Going on would mean: patch before the backup is there.
    if (typeof params.job !== 'string' || params.job === '')
      throw fail('param_missing', 'There is no job to wait for.', {
        advice: ['The step before it may have started none, or its result has another name.'],
      });
    const vault = await vaultId(azure, params.vault);
    const jobId = jobGuid(params.job);
    return wait({
      event: await azure.jobEvent(vault, jobId),
      until: now + (durationMs(params.timeLimit) ?? 86_400_000),
      state: { vaultId: vault, jobId },
      says: 'waits for the job',
    });
  },
  async resume({ params, event }) {
    if (event.kind === 'time')
      throw fail('timed_out', `The job did not end within ${params.timeLimit}.`, {
        advice: ['It goes on in Azure. Look at it in the vault, under Backup jobs.'],
      });
    const job = event.payload as unknown as BackupJob;
    const failure = failureOfJob(job, params.acceptWarnings);
    if (failure) throw failure;
    return { port: 'done', data: job };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'The backup is done',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: good },
      expect: { port: 'done', data: { status: 'Completed', itemName: 'vm-sql-03' } },
    },
    {
      name: 'The backup failed',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: bad },
      expect: {
        failed: {
          code: 'azure_job_failed',
          azure: { code: 'UserErrorGuestAgentStatusUnavailable' },
          advice: ['Ensure that the VM agent runs.', 'Check that the VM is running and that its guest agent reports as ready.'],
        },
      },
    },
    {
      name: 'Warnings are not accepted',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: warned, acceptWarnings: false },
      expect: { failed: { code: 'azure_job_failed', azure: { code: 'CompletedWithWarnings' } } },
    },
    {
      name: 'There is no job',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: null },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'It takes too long',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vault: 'vault-weu-prod', job: good, timeLimit: 'PT1H' },
      expect: { failed: { code: 'timed_out' } },
    },
  ],
});
