// Removes a management lock. Nothing is deleted by it, but what it protected can be from then on.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError } from '../kit/errors.ts';
import { azureId, text as textField } from '../kit/fields.ts';
import { list, object, scopeChoices, text } from './find.ts';
import { lockApi, locksUrl, lockUrl } from './lock.ts';

const scope = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup';
const estate = { vaults: [{ name: 'vault-weu-prod' }], locks: [{ name: 'keep', level: 'CanNotDelete' as const, scope }] };

export default defineNode({
  type: 'azure.delete-lock',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Delete lock',
  summary: 'Removes a management lock. What it protected can be deleted or changed from then on.',
  icon: 'shield-dismiss',
  keywords: ['resource lock', 'unlock', 'az lock delete', 'Remove-AzResourceLock'],
  needs: ['Microsoft.Authorization/locks/read', 'Microsoft.Authorization/locks/delete'],
  connection: 'azure',
  effect: 'destroy',
  params: z.object({
    scope: azureId('scope', { title: 'Scope', description: 'Exactly where the lock was put.' }),
    name: textField({ title: 'Lock', ui: { widget: 'choices', choices: 'lock' } }).min(1),
  }),
  ports: ['done'],
  result: z.object({ name: z.string(), existed: z.boolean() }),
  line: '{name} · {scope}',
  async run({ params, azure, key }) {
    const { status } = await azure.arm({ method: 'DELETE', path: lockUrl(params.scope, params.name), apiVersion: lockApi, key });
    return { port: 'done', data: { name: params.name, existed: status !== 204 } };
  },
  async recover({ params, azure }) {
    try {
      await azure.arm({ method: 'GET', path: lockUrl(params.scope, params.name), apiVersion: lockApi });
      return 'didNot';
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.status !== 404) throw error;
      return { happened: { port: 'done', data: { name: params.name, existed: true } } };
    }
  },
  choices: {
    scope: scopeChoices,
    async lock({ azure, params, search }) {
      const on =
        typeof params.scope === 'string' && /^\/subscriptions\//i.test(params.scope) && !params.scope.includes('{{') ? params.scope : null;
      if (on === null) return [];
      const { body } = await azure.arm({ method: 'GET', path: locksUrl(on), apiVersion: lockApi });
      return list(object(body).value)
        .map(object)
        .filter(({ id, name }) => text(id).toLowerCase().startsWith(locksUrl(on).toLowerCase()) && text(name).includes(search))
        .map(({ name, properties }) => ({ value: text(name), label: text(name), detail: text(object(properties).level) }));
    },
  },
  examples: [
    {
      name: 'Removes it',
      given: { estate },
      params: { scope, name: 'keep' },
      expect: { port: 'done', data: { name: 'keep', existed: true } },
    },
    { name: 'It was not there', given: { estate }, params: { scope, name: 'other' }, expect: { port: 'done', data: { existed: false } } },
    {
      name: 'A Contributor may not unlock',
      given: { estate: { ...estate, roles: [{ role: 'Contributor' }] } },
      params: { scope, name: 'keep' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
