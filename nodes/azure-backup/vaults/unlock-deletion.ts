// Asks a vault's Resource Guard to let one deletion through: of an item's backup data, or of the mapping to the guard itself. It
// stays open for about an hour; the deletion is the next step.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId, vaultId } from '../find.ts';
import { consentsFor, mappingOfVault } from './guards.ts';
import { raw, text } from './vault.ts';

const estate = {
  vaults: [
    {
      name: 'vault-guarded',
      resourceGuard: 'guard-weu',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-old-09', policy: 'daily', points: { count: 2 } }],
    },
    { name: 'vault-foreign', resourceGuard: 'guard-security' },
    { name: 'vault-free' },
  ],
  resourceGuards: [{ name: 'guard-weu' }, { name: 'guard-security', allows: false }],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.unlock-deletion',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Unlock a deletion',
  summary: 'Asks the Resource Guard of a vault to let one deletion through, for about an hour.',
  icon: 'key',
  keywords: ['resource guard', 'multi-user authorization', 'unlock delete', 'MUA'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/unlockDelete/action',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
  ],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    of: choice(['item', 'guard'], {
      title: 'Deletion of',
      ui: { labels: { item: 'an item’s backup data', guard: 'the Resource Guard of the vault' } },
    }).default('item'),
    item: optionalAzureId('item', { title: 'Item', ui: { when: { param: 'of', in: ['item'] } } }),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    resourceId: z.string().meta({ title: 'What may be deleted' }),
    until: z.string().nullable().meta({ title: 'Open until' }),
    needed: z.boolean().meta({ title: 'A guard had to be asked', description: 'False: nothing guards this deletion.' }),
  }),
  line: '{vault} · {of} · {item}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const mapping = await mappingOfVault(azure, id);
    const resourceId = params.of === 'guard' ? (mapping?.id ?? id) : await itemOf(azure, params.item, id);
    const kind = params.of === 'guard' ? 'deleteResourceGuardProxyRequests' : 'deleteProtectedItemRequests';
    const requests = mapping ? await consentsFor(azure, id, [kind]) : [];
    if (!mapping || requests.length === 0) return { port: 'done', data: { vaultId: id, resourceId, until: null, needed: false } };
    const { body } = await azure.operation({
      id: 'ResourceGuardProxy_UnlockDelete',
      scope: id,
      path: { resourceGuardProxyName: mapping.name },
      body: { resourceGuardOperationRequests: requests, resourceToBeDeleted: resourceId },
      key,
    });
    return { port: 'done', data: { vaultId: id, resourceId, until: text(raw(body).unlockDeleteExpiryTime) || null, needed: true } };
  },
  // Nothing shows whether a deletion is unlocked; unlocking it once more only moves the hour.
  recover: async () => 'unknown',
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Before an item’s data is deleted',
      given,
      params: { vault: 'vault-guarded', item: 'vm-old-09' },
      expect: { port: 'done', data: { needed: true, until: { $time: true } } },
    },
    {
      name: 'Before the guard is taken away',
      given,
      params: { vault: 'vault-guarded', of: 'guard' },
      expect: { port: 'done', data: { needed: true, until: { $time: true } } },
    },
    {
      name: 'Nothing guards the vault',
      given,
      params: { vault: 'vault-free', of: 'guard' },
      expect: { port: 'done', data: { needed: false, until: null } },
    },
    {
      name: 'The guard belongs to others',
      given,
      params: { vault: 'vault-foreign', of: 'guard' },
      expect: { failed: { code: 'azure_error', azure: { code: 'LinkedAuthorizationFailed', status: 403 } } },
    },
  ],
});

async function itemOf(azure: AzureBackup, item: string | undefined, vault: string): Promise<string> {
  if (!item) throw fail('param_missing', 'Say which item.');
  return itemId(azure, item, vault);
}
