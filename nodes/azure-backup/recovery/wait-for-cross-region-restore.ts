// Waits until a restore in the paired region has ended. The run parks between two looks, which come less and less often: such a restore
// takes an hour or more, and its job is no business of the vault's watcher.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode, type Outcome, wait } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { fail } from '../../kit/errors.ts';
import { anything, azureId, duration, flag, text } from '../../kit/fields.ts';
import { count, object, words } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { failureOfJob, hasEnded, jobGuid } from '../job.ts';
import { jobShape } from '../shapes.ts';
import { jobInPair, secondaryRegion } from './cross-region.ts';

const [good, bad, running] = [
  '6e0f6d8a-1111-4a6b-8a01-2f6c1d9be001',
  '6e0f6d8a-2222-4a6b-8a01-2f6c1d9be002',
  '6e0f6d8a-3333-4a6b-8a01-2f6c1d9be003',
];
const crossRegion = { item: 'vm-sql-03', operation: 'CrossRegionRestore' as const, region: 'northeurope' };
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      crossRegionRestore: true,
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 3 } }],
      jobs: [
        { ...crossRegion, id: good },
        { ...crossRegion, id: bad, status: 'Failed' as const, error: { code: 'UserErrorStandardSSDNotSupported' } },
        { ...crossRegion, id: running, status: 'InProgress' as const, at: '-PT1M', seconds: 7200 },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.wait-for-cross-region-restore',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Wait for cross-region restore',
  summary: 'Waits until a restore in the paired region has ended.',
  icon: 'clock',
  keywords: ['CRR', 'secondary region', 'job', 'az backup job wait --use-secondary-region'],
  connection: 'azure',
  effect: 'read',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    job: anything({ title: 'Job', ui: { widget: 'text', placeholder: '{{ steps.restore.jobId }}' } }),
    region: text({ title: 'Paired region', description: 'Empty: the pair of the vault’s region.', ui: { advanced: true } }).optional(),
    timeLimit: duration({ title: 'At most', description: 'Then this step fails; the job goes on.' }).default('P1D'),
    acceptWarnings: flag({ title: '"Completed with warnings" is good enough' }).default(true),
  }),
  ports: ['done'],
  result: jobShape,
  line: '{job} · at most {timeLimit}',
  async run({ params, azure, now }) {
    if (typeof params.job !== 'string' || params.job === '')
      throw fail('param_missing', 'There is no job to wait for.', {
        advice: ['The step before it may have started none, or its result has another name.'],
      });
    const vault = await vaultId(azure, params.vault);
    const region = await secondaryRegion(azure, vault, params.region);
    return look(
      azure,
      { vault, region, job: jobGuid(params.job), until: now + (durationMs(params.timeLimit) ?? 86_400_000), looks: 0 },
      params,
    );
  },
  async resume({ params, azure, state }) {
    const { vault, region, job, until, looks } = object(state);
    const kept = { vault: words(vault), region: words(region), job: words(job), until: count(until) ?? 0, looks: count(looks) ?? 0 };
    return look(azure, kept, params);
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'The restore is done',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: good },
      expect: { port: 'done', data: { status: 'Completed', operation: 'CrossRegionRestore', itemName: 'vm-sql-03' } },
    },
    {
      name: 'The restore failed',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: bad },
      expect: { failed: { code: 'azure_job_failed', azure: { code: 'UserErrorStandardSSDNotSupported' } } },
    },
    {
      name: 'It still runs: the run parks',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: running },
      expect: { waits: { forMs: 4_000 } },
    },
    {
      name: 'There is no job',
      given: { estate },
      params: { vault: 'vault-weu-prod', job: null },
      expect: { failed: { code: 'param_missing' } },
    },
  ],
});

interface Kept {
  readonly vault: string;
  readonly region: string;
  readonly job: string;
  readonly until: number;
  readonly looks: number;
}

/** Short at first: what cannot work fails early, and practice time runs fast. */
const firstPauseMs = 4_000;
const longestPauseMs = 300_000;

async function look(
  azure: AzureBackup,
  kept: Kept,
  params: { readonly acceptWarnings: boolean; readonly timeLimit: string },
): Promise<Outcome> {
  const job = await jobInPair(azure, kept.vault, kept.region, kept.job);
  if (hasEnded(job)) {
    const failure = failureOfJob(job, params.acceptWarnings);
    if (failure) throw failure;
    return { port: 'done', data: job };
  }
  if (Date.now() >= kept.until)
    throw fail('timed_out', `The job did not end within ${params.timeLimit}.`, { advice: ['It goes on in Azure, in the paired region.'] });
  const afterMs = Math.min(firstPauseMs * 2 ** kept.looks, longestPauseMs);
  const says = job.progress === null ? 'waits for the restore' : `waits for the restore: ${Math.round(job.progress * 100)} %`;
  return wait({ afterMs, state: { ...kept, looks: kept.looks + 1 }, says });
}
