// Exports the jobs of a vault as a file that Azure puts into a blob, and gives the links to it. The links are readable for a few
// minutes only: download them at once.
import { z } from 'zod';
import { type Done, defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { azureId, choice, duration } from '../../kit/fields.ts';
import { type OperationEnd, resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, text } from '../answer.ts';
import { vaultChoices } from '../choices.ts';
import { azureTime, filter } from '../filter.ts';
import { vaultId } from '../find.ts';

const statuses = ['any', 'InProgress', 'Completed', 'CompletedWithWarnings', 'Failed', 'Cancelled'] as const;
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [{ item: 'vm-sql-03' }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.export-jobs',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'Export jobs',
  summary: 'Exports the jobs of a vault as a file.',
  icon: 'table',
  keywords: ['jobs', 'excel', 'download', 'report', 'backup jobs export'],
  connection: 'azure',
  effect: 'write',
  // A second file does no harm.
  repeatable: true,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    within: duration({ title: 'Started within', description: 'Counted back from now; Azure keeps jobs for 30 days.' }).default('P7D'),
    status: choice(statuses, {
      title: 'Status',
      ui: { labels: { any: 'Any', InProgress: 'In progress', CompletedWithWarnings: 'Completed with warnings' } },
    }).default('any'),
  }),
  ports: ['done'],
  result: z.object({
    url: z.string().nullable().meta({ title: 'Link to the file', description: 'Readable for a few minutes.' }),
    excelUrl: z.string().nullable().meta({ title: 'Link to the Excel file' }),
  }),
  line: '{status} · within {within} · {vault}',
  async run({ params, azure, key, now }) {
    const answer = await azure.operation({
      id: 'Jobs_Export',
      scope: await vaultId(azure, params.vault),
      query: filter({
        status: params.status === 'any' ? null : params.status,
        startTime: azureTime(new Date(now - (durationMs(params.within) ?? 0)).toISOString()),
        endTime: azureTime(new Date(now + 86_400_000).toISOString()),
      }),
      key,
    });
    return settleOperation(answer, { says: 'waits until Azure has written the file', finish: links });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, links),
  recover: async () => 'unknown',
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Of the last week',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { url: { $like: '^https://.+/vault-weu-prod/' } } },
    },
    {
      name: 'A length that is none',
      given: { estate },
      params: { vault: 'vault-weu-prod', within: 'last week' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'The identity may not',
      given: { estate, faults: [{ match: { path: 'backupJobsExport' }, answer: { status: 403, code: 'AuthorizationFailed' } }] },
      params: { vault: 'vault-weu-prod', status: 'Failed' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 }, refused: true } },
    },
  ],
});

/** The blob and the key that opens it come apart. */
function links({ body }: OperationEnd): Done {
  const { blobUrl, blobSasKey, excelFileBlobUrl, excelFileBlobSasKey } = object(object(body).operation);
  const link = (url: unknown, key: unknown) => (text(url) === null ? null : `${text(url)}${text(key) ?? ''}`);
  return { port: 'done', data: { url: link(blobUrl, blobSasKey), excelUrl: link(excelFileBlobUrl, excelFileBlobSasKey) } };
}
