// Cancels a backup or restore job. Azure stops it in its own time: "Wait for job" afterwards tells when. What a cancelled restore has
// made so far stays where it is.
import { z } from 'zod';
import { type Done, defineNode } from '../../kit/define.ts';
import { azureId, choice } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { hasEnded, jobGuid } from '../job.ts';
import { runningJobChoices } from './choices.ts';

const running = '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f';
const over = '7a1c40a5-5f3c-4d6e-9f3a-0c2b6f6f0d11';
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        { id: over, item: 'vm-sql-03' },
        { id: running, item: 'vm-sql-03', status: 'InProgress' as const, at: '-PT1M' },
      ],
    },
  ],
};

interface About {
  readonly vaultId: string;
  readonly jobId: string;
  readonly itemName: string;
}
const done = (about: About, cancelled: boolean, status: string): Done => ({ port: 'done', data: { ...about, cancelled, status } });

export default defineNode({
  type: 'azure-backup.cancel-job',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'Cancel a job',
  summary: 'Cancels a backup or restore job that is running.',
  icon: 'stop',
  keywords: ['stop job', 'az backup job stop', 'Stop-AzRecoveryServicesBackupJob'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    job: azureId('job', { title: 'Job', ui: { placeholder: '{{ steps.backUpNow.jobId }}' } }),
    ifEnded: choice(['fine', 'fail'], {
      title: 'If it has ended already',
      ui: { labels: { fine: 'leave it so', fail: 'fail' } },
    }).default('fine'),
  }),
  ports: ['done'],
  result: z.object({
    jobId: z.string(),
    vaultId: z.string(),
    itemName: z.string(),
    cancelled: z.boolean().meta({ title: 'It was still running' }),
    status: z.string(),
  }),
  line: '{job}',
  async run({ params, azure, key }) {
    const vault = await vaultId(azure, params.vault);
    const jobId = jobGuid(params.job);
    const job = await azure.job(vault, jobId);
    const about = { vaultId: vault, jobId, itemName: job.itemName };
    if (hasEnded(job) && params.ifEnded === 'fine') return done(about, false, job.status);
    const answer = await azure.operation({ id: 'JobCancellations_Trigger', scope: vault, path: { jobName: jobId }, key });
    return settleOperation(answer, {
      says: 'waits until Azure has taken the cancellation',
      more: { ...about },
      finish: () => done(about, true, 'Cancelling'),
    });
  },
  resume: ({ azure, state }) =>
    resumeOperation(azure, state, ({ more }) => {
      const { vaultId: vault, jobId, itemName } = object(more);
      return done({ vaultId: words(vault), jobId: words(jobId), itemName: words(itemName) }, true, 'Cancelling');
    }),
  async recover({ params, azure }) {
    const vault = await vaultId(azure, params.vault);
    const job = await azure.job(vault, jobGuid(params.job));
    const taken = /^cancell/i.test(job.status);
    return taken ? { happened: done({ vaultId: vault, jobId: job.jobId, itemName: job.itemName }, true, job.status) } : 'didNot';
  },
  choices: { vault: vaultChoices, job: runningJobChoices },
  examples: [
    {
      name: 'Stops a backup that is running',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: running },
      expect: { port: 'done', data: { jobId: running, cancelled: true, itemName: 'vm-sql-03' } },
    },
    {
      name: 'It has ended already',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: over },
      expect: { port: 'done', data: { cancelled: false, status: 'Completed' } },
    },
    {
      name: 'It has ended, and that is a failure',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: over, ifEnded: 'fail' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorJobNotCancellable', status: 400 }, refused: true } },
    },
  ],
});
