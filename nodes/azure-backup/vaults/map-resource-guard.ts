// Puts a vault under a Resource Guard (multi-user authorization): from then on its critical operations need the guard's consent.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { isArmId, vaultId } from '../find.ts';
import { guardChoices, guardMapping, guards, mappingName, mappingOf, mappingOfVault } from './guards.ts';

const estate = {
  vaults: [
    { name: 'vault-weu-prod' },
    { name: 'vault-guarded', resourceGuard: 'guard-weu' },
    { name: 'vault-neu-dr', location: 'northeurope' },
  ],
  resourceGuards: [{ name: 'guard-weu' }],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.map-resource-guard',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Protect with Resource Guard',
  summary: 'Turns on multi-user authorization: critical operations of a vault need the consent of a Resource Guard.',
  icon: 'shield-add',
  keywords: [
    'multi-user authorization',
    'MUA',
    'az backup vault resource-guard-mapping update',
    'Set-AzRecoveryServicesResourceGuardMapping',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/write',
    'Microsoft.DataProtection/resourceGuards/read',
  ],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    guard: azureId('guard', {
      title: 'Resource Guard',
      description: 'In the region of the vault; best in a subscription of the security team.',
    }),
  }),
  ports: ['done'],
  result: z.object({ vaultId: z.string(), mapped: z.boolean().meta({ title: 'Mapped now' }), mapping: guardMapping }),
  line: '{vault} · by {guard}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const guard = await guardId(azure, params.guard);
    const now = await mappingOfVault(azure, id);
    if (now && now.resourceGuardId.toLowerCase() === guard.toLowerCase())
      return { port: 'done', data: { vaultId: id, mapped: false, mapping: now } };
    if (now)
      throw fail('conflict', `The vault is under ${now.resourceGuardId.split('/').at(-1)} already.`, {
        refused: true,
        advice: ['Take it from that Resource Guard first (“Unlock a deletion”, then “Remove Resource Guard”).'],
      });
    const { body } = await azure.operation({
      id: 'ResourceGuardProxy_Put',
      scope: id,
      path: { resourceGuardProxyName: mappingName },
      body: { properties: { resourceGuardResourceId: guard } },
      key,
    });
    return { port: 'done', data: { vaultId: id, mapped: true, mapping: mappingOf(body) } };
  },
  async recover({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const guard = await guardId(azure, params.guard);
    const mapping = await mappingOfVault(azure, id);
    return mapping && mapping.resourceGuardId.toLowerCase() === guard.toLowerCase()
      ? { happened: { port: 'done', data: { vaultId: id, mapped: true, mapping } } }
      : 'didNot';
  },
  choices: { vault: vaultChoices, guard: guardChoices },
  examples: [
    {
      name: 'Puts a vault under a guard',
      given,
      params: { vault: 'vault-weu-prod', guard: 'guard-weu' },
      expect: { port: 'done', data: { mapped: true, mapping: { name: 'VaultProxy' } } },
    },
    {
      name: 'It is under that guard already',
      given,
      params: { vault: 'vault-guarded', guard: 'guard-weu' },
      expect: { port: 'done', data: { mapped: false } },
    },
    {
      name: 'A guard of another region',
      given,
      params: { vault: 'vault-neu-dr', guard: 'guard-weu' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidInput', status: 400 } } },
    },
    {
      name: 'A guard that does not exist',
      given,
      params: { vault: 'vault-weu-prod', guard: 'guard-nowhere' },
      expect: { failed: { code: 'not_found', advice: ['There are: guard-weu.'] } },
    },
  ],
});

/** By id, also of a guard that the connection cannot list; or by name. */
async function guardId(azure: AzureBackup, guard: string): Promise<string> {
  if (isArmId(guard)) return guard;
  const all = await guards(azure);
  const found = all.filter(({ name }) => name.toLowerCase() === guard.toLowerCase());
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} Resource Guards called ${guard}. Choose one by its id.`);
  if (!found[0])
    throw fail('not_found', `There is no Resource Guard called ${guard}.`, {
      advice:
        all.length > 0
          ? [
              `There are: ${all
                .slice(0, 10)
                .map(({ name }) => name)
                .join(', ')}.`,
            ]
          : [],
    });
  return found[0].id;
}
