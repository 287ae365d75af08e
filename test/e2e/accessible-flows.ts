// What the accessibility tests look at: a flow whose run failed, one that asks a question, one with the largest forms.
import type { Product } from './product.ts';
import { untilEnded } from './watch-run.ts';

/** A run that failed at a step: the vault it was told does not exist. */
export async function failedRun(product: Product) {
  const made = await product.api('POST', '/api/templates/nightly-backup-report/flows', { parameters: { vault: 'no-such-vault' } });
  const flowId = (made.body as { id: string }).id;
  const { runId } = (await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string };
  await untilEnded(product, runId);
  return { flowId, runId };
}

export const asking = {
  name: 'Asks',
  nodes: [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } },
    {
      id: 'ask',
      type: 'core.approval',
      version: 1,
      position: { x: 320, y: 0 },
      params: { question: 'Delete the backups of vm-old-07?', details: 'Decommissioned on Friday.' },
    },
  ],
  edges: [{ from: 'start', port: 'done', to: 'ask' }],
};

const azureStep = (id: string, x: number, type: string, params: object) => ({
  id,
  type: `azure-backup.${type}`,
  version: 1,
  connection: 'azure',
  position: { x, y: 0 },
  params,
});
/** Steps whose forms are more than a few fields. */
export const forms = {
  name: 'Forms',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } },
    azureStep('policy', 320, 'set-policy', {
      vault: 'vault-weu-prod',
      name: 'daily-30',
      policy: {
        workload: 'vm',
        schedule: { every: 'day', at: '02:30', timeZone: 'UTC' },
        keep: { days: 30, months: { count: 12, week: ['Last'], on: ['Friday'] } },
      },
    }),
    azureStep('operation', 640, 'operation', { operation: 'Backups_Trigger', vault: 'vault-weu-prod' }),
    azureStep('destroy', 960, 'stop-protection', { item: 'vm-old-07', data: 'delete' }),
  ],
  edges: [
    { from: 'start', port: 'done', to: 'policy' },
    { from: 'policy', port: 'done', to: 'operation' },
    { from: 'operation', port: 'done', to: 'destroy' },
  ],
};
