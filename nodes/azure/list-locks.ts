// Lists the management locks that hold on a scope: on it, above it and below it.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId } from '../kit/fields.ts';
import { list, object, scopeChoices } from './find.ts';
import { lockApi, lockShape, locksUrl, lockView } from './lock.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const estate = {
  vaults: [{ name: 'vault-weu-prod' }],
  machines: [{ name: 'vm-new-01' }],
  locks: [{ name: 'keep', level: 'CanNotDelete' as const, scope: `${home}/rg-backup`, notes: 'Backups' }],
};

export default defineNode({
  type: 'azure.list-locks',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'List locks',
  summary: 'Lists the management locks on a subscription, resource group or resource.',
  icon: 'key',
  keywords: ['resource lock', 'CanNotDelete', 'ReadOnly', 'az lock list', 'Get-AzResourceLock'],
  needs: ['Microsoft.Authorization/locks/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ scope: azureId('scope', { title: 'Scope' }) }),
  ports: ['done'],
  result: z.object({ count: z.int(), items: z.array(lockShape) }),
  line: '{scope}',
  async run({ params, azure }) {
    const { body } = await azure.arm({ method: 'GET', path: locksUrl(params.scope), apiVersion: lockApi });
    return { port: 'done', data: {}, list: { property: 'items', items: list(object(body).value).map(lockView) } };
  },
  choices: { scope: scopeChoices },
  examples: [
    {
      name: 'A vault under a lock of its resource group',
      given: { estate },
      params: { scope: `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod` },
      expect: {
        port: 'done',
        data: { count: 1, items: [{ name: 'keep', level: 'CanNotDelete', scope: `${home}/rg-backup`, notes: 'Backups' }] },
      },
    },
    { name: 'None', given: { estate }, params: { scope: `${home}/rg-workloads` }, expect: { data: { count: 0, items: [] } } },
    {
      name: 'A resource group that does not exist',
      given: { estate },
      params: { scope: `${home}/rg-gone` },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceGroupNotFound', status: 404 } } },
    },
  ],
});
