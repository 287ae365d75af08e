// Deletes a resource group with everything in it, and waits until it is gone. Azure refuses while a vault in it holds backup data.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { azureId } from '../kit/fields.ts';
import { resumeOperation, settleOperation } from '../kit/long-running.ts';
import { groupChoices, isArmId } from './find.ts';

const apiVersion = '2021-04-01';
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const estate = {
  machines: [{ name: 'vm-drill-01', resourceGroup: 'rg-drill' }],
  vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily' }] }],
};

export default defineNode({
  type: 'azure.delete-resource-group',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Delete resource group',
  summary: 'Deletes a resource group with everything in it: machines, disks and data are lost.',
  icon: 'shield-dismiss',
  keywords: ['az group delete', 'Remove-AzResourceGroup', 'clean up', 'drill'],
  needs: ['Microsoft.Resources/subscriptions/resourceGroups/read', 'Microsoft.Resources/subscriptions/resourceGroups/delete'],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  params: z.object({ group: azureId('group', { title: 'Resource group' }) }),
  ports: ['done'],
  result: z.object({ id: z.string(), existed: z.boolean() }),
  line: '{group}',
  async run({ params, azure, key }) {
    const id = idOf(params.group);
    try {
      const answer = await azure.arm({ method: 'DELETE', path: id, apiVersion, key });
      const data = { id, existed: true };
      return settleOperation(answer, { says: 'deleting', more: data });
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.code !== 'ResourceGroupNotFound') throw error;
      return { port: 'done', data: { id, existed: false } };
    }
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  /** Gone: it happened. There: it may be on its way, and a person decides. */
  async recover({ params, azure }) {
    const id = idOf(params.group);
    try {
      await azure.arm({ method: 'GET', path: id, apiVersion });
      return 'unknown';
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.status !== 404) throw error;
      return { happened: { port: 'done', data: { id, existed: true } } };
    }
  },
  choices: { group: groupChoices },
  examples: [
    {
      name: 'Deletes the place of a drill',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { group: `${home}/rg-drill` },
      expect: { port: 'done', data: { id: `${home}/rg-drill`, existed: true } },
    },
    {
      name: 'It was not there',
      given: { estate },
      params: { group: `${home}/rg-gone` },
      expect: { port: 'done', data: { existed: false } },
    },
    {
      name: 'A vault in it holds backups',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { group: `${home}/rg-backup` },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceGroupDeletionBlocked' } } },
    },
    {
      name: 'The id of a resource is no resource group',
      given: { estate },
      params: { group: `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod` },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

function idOf(given: string): string {
  const id = given.replace(/\/+$/, '');
  if (!isArmId(id) || !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id))
    throw fail('param_invalid', `${given.slice(0, 200)} is not the id of a resource group.`);
  return id;
}
