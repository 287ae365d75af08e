// Asks a Log Analytics workspace in the Kusto language; the rows come as objects. Backup reports, sign-ins, anything that lands
// there.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { azureId, duration, longText } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { list, object, resource, resourceChoices, text } from './find.ts';

const type = 'microsoft.operationalinsights/workspaces';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const estate = {
  workspaces: [{ name: 'log-weu-prod', customerId: '5d2f7f3e-4a0b-4a52-9a5c-8a9d30c1e001' }],
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        { item: 'vm-sql-03', status: 'Failed' as const, at: '-PT6H', error: { code: 'UserErrorGuestAgentStatusUnavailable' } },
        { item: 'vm-sql-03', at: '-P1DT6H' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure.log-analytics-query',
  version: 1,
  group: 'azure',
  section: 'Monitor',
  title: 'Log Analytics query',
  summary: 'Asks a Log Analytics workspace; rows come as objects.',
  icon: 'search',
  keywords: ['kusto', 'kql', 'backup reports', 'az monitor log-analytics query', 'Invoke-AzOperationalInsightsQuery'],
  needs: ['Microsoft.OperationalInsights/workspaces/read', 'Microsoft.OperationalInsights/workspaces/query/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    workspace: azureId('workspace', { title: 'Workspace', description: 'Or its workspace ID.' }),
    query: longText({
      title: 'Query',
      ui: { lines: 6, placeholder: 'AddonAzureBackupJobs\n| where JobStatus == "Failed"\n| summarize count() by BackupItemFriendlyName' },
    }).min(1),
    timespan: duration({ title: 'Of the last', description: 'Empty: as the query says.', ui: { placeholder: 'P1D' } }).optional(),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    partial: z.string().nullable().meta({ title: 'Why it is not complete', description: 'Null when it is.' }),
    items: z.array(z.record(z.string(), z.json())),
  }),
  line: '{query} · {workspace}',
  async run({ params, azure }) {
    const id = guid.test(params.workspace) ? params.workspace : await workspaceId(azure, params.workspace);
    const { body } = await azure.data({
      service: 'logAnalytics',
      method: 'POST',
      url: `/v1/workspaces/${id}/query`,
      body: { query: params.query, ...(params.timespan ? { timespan: params.timespan } : {}) },
    });
    const [table] = list(object(body).tables).map(object);
    const columns = list(table?.columns).map((column) => object(column));
    const rows = list(table?.rows).map((row) =>
      Object.fromEntries(columns.map((column, index) => [text(column.name), cell(list(row)[index] as Json, text(column.type))])),
    );
    const { code, message } = object(object(body).error);
    return { port: 'done', data: { partial: text(message) || text(code) || null }, list: { property: 'items', items: rows } };
  },
  choices: { workspace: resourceChoices(type) },
  examples: [
    {
      name: 'What failed today',
      given: { estate },
      params: {
        workspace: 'log-weu-prod',
        query:
          'AddonAzureBackupJobs | where TimeGenerated > ago(1d) and JobStatus == "Failed" | project BackupItemFriendlyName, JobFailureCode',
      },
      expect: {
        port: 'done',
        data: {
          count: 1,
          partial: null,
          items: [{ BackupItemFriendlyName: 'vm-sql-03', JobFailureCode: 'UserErrorGuestAgentStatusUnavailable' }],
        },
      },
    },
    {
      name: 'Counted, by the ID of the workspace',
      given: { estate },
      params: {
        workspace: '5d2f7f3e-4a0b-4a52-9a5c-8a9d30c1e001',
        query: 'AddonAzureBackupJobs | summarize jobs = count() by JobStatus | order by JobStatus asc',
        timespan: 'P7D',
      },
      expect: {
        data: {
          count: 2,
          items: [
            { JobStatus: 'Completed', jobs: 1 },
            { JobStatus: 'Failed', jobs: 1 },
          ],
        },
      },
    },
    {
      name: 'A query that cannot be read',
      given: { estate },
      params: { workspace: 'log-weu-prod', query: 'AddonAzureBackupJobs | whatever' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BadArgumentError', status: 400 } } },
    },
    {
      name: 'A workspace that does not exist',
      given: { estate },
      params: { workspace: '00000000-0000-4000-8000-000000000000', query: 'Heartbeat' },
      expect: { failed: { code: 'azure_error', azure: { code: 'WorkspaceNotFoundError', status: 404 } } },
    },
  ],
});

async function workspaceId(azure: Parameters<typeof resource>[0], given: string): Promise<string> {
  const { properties, name } = await resource(azure, type, given, 'Log Analytics workspace');
  const id = text(properties.customerId);
  if (!guid.test(id)) throw fail('not_found', `The workspace ${name} does not say its workspace ID.`);
  return id;
}

/** Dynamic columns come as text that holds JSON. */
function cell(value: Json | undefined, type: string): Json {
  if (type !== 'dynamic' || typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
