// Reads one job with its tasks and errors. It does not wait; "Wait for job" does.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, text } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { hasEnded, jobGuid } from '../job.ts';
import { jobShape } from '../shapes.ts';

const failed = '7a1c40a5-5f3c-4d6e-9f3a-0c2b6f6f0d11';
const running = '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f';
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        {
          id: failed,
          item: 'vm-sql-03',
          status: 'Failed' as const,
          error: { code: 'UserErrorGuestAgentStatusUnavailable', recommendations: ['Ensure that the VM agent runs.'] },
        },
        { id: running, item: 'vm-sql-03', status: 'InProgress' as const, at: '-PT1M' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.get-job',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'Get a job',
  summary: 'Reads a job with its tasks and errors.',
  icon: 'search',
  keywords: ['job details', 'status', 'az backup job show'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    job: text({ title: 'Job', ui: { placeholder: '{{ steps.backUpNow.jobId }}' } }),
  }),
  ports: ['done'],
  result: jobShape.extend({ ended: z.boolean() }),
  line: '{job} · {vault}',
  async run({ params, azure }) {
    const job = await azure.job(await vaultId(azure, params.vault), jobGuid(params.job));
    return { port: 'done', data: { ...job, ended: hasEnded(job) } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Why a backup failed',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: failed },
      expect: { port: 'done', data: { status: 'Failed', ended: true, errors: [{ code: 'UserErrorGuestAgentStatusUnavailable' }] } },
    },
    {
      name: 'One that still runs',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: running },
      expect: { port: 'done', data: { status: 'InProgress', ended: false, endTime: null } },
    },
    {
      name: 'A job that the vault does not know',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: '00000000-0000-4000-8000-000000000000' },
      expect: { failed: { code: 'azure_error' } },
    },
  ],
});
