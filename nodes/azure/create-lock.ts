// Puts a management lock on a scope, or changes the one of that name. It holds for everybody, this connection included.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId, choice, text as textField } from '../kit/fields.ts';
import { scopeChoices } from './find.ts';
import { lockApi, lockShape, lockUrl, lockView } from './lock.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const estate = { vaults: [{ name: 'vault-weu-prod' }] };
const vault = `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;

export default defineNode({
  type: 'azure.create-lock',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Create lock',
  summary: 'Locks a resource, resource group or subscription against deleting or changing.',
  icon: 'key',
  keywords: ['resource lock', 'CanNotDelete', 'ReadOnly', 'az lock create', 'New-AzResourceLock'],
  needs: ['Microsoft.Authorization/locks/read', 'Microsoft.Authorization/locks/write'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  params: z.object({
    scope: azureId('scope', { title: 'Scope' }),
    name: textField({ title: 'Name', ui: { placeholder: 'keep-backups' } })
      .min(1)
      .max(260),
    level: choice(['CanNotDelete', 'ReadOnly'], {
      title: 'Lock type',
      ui: { labels: { CanNotDelete: 'Delete: it cannot be deleted', ReadOnly: 'Read-only: it cannot be changed either' } },
    }).default('CanNotDelete'),
    notes: textField({ title: 'Notes' }).max(512).optional(),
  }),
  ports: ['done'],
  result: lockShape,
  line: '{name} · {level} · {scope}',
  async run({ params, azure, key }) {
    const { body } = await azure.arm({
      method: 'PUT',
      path: lockUrl(params.scope, params.name),
      apiVersion: lockApi,
      key,
      body: { properties: { level: params.level, ...(params.notes ? { notes: params.notes } : {}) } },
    });
    return { port: 'done', data: lockView(body) };
  },
  // The same lock again is the same lock.
  recover: async () => 'didNot',
  choices: { scope: scopeChoices },
  examples: [
    {
      name: 'Keeps a vault from being deleted',
      given: { estate },
      params: { scope: vault, name: 'keep', notes: 'Ask the backup team' },
      expect: { port: 'done', data: { name: 'keep', level: 'CanNotDelete', scope: vault, notes: 'Ask the backup team' } },
    },
    {
      name: 'A Contributor may not lock',
      given: { estate: { ...estate, roles: [{ role: 'Contributor' }] } },
      params: { scope: vault, name: 'keep' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
    {
      name: 'No scope',
      given: { estate },
      params: { scope: 'vault-weu-prod', name: 'keep' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
