// Takes a vault from under its Resource Guard. The guard has to let it through first ("Unlock a deletion").
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { mappingOfVault } from './guards.ts';

const estate = {
  vaults: [
    { name: 'vault-guarded', resourceGuard: 'guard-weu' },
    { name: 'vault-free' },
    { name: 'vault-unlocked', resourceGuard: 'guard-weu', guardUnlocked: true },
  ],
  resourceGuards: [{ name: 'guard-weu' }],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.remove-resource-guard',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Remove Resource Guard',
  summary: 'Turns off multi-user authorization of a vault: one person alone can delete its backups then.',
  icon: 'shield-dismiss',
  keywords: [
    'multi-user authorization',
    'disable MUA',
    'az backup vault resource-guard-mapping delete',
    'Remove-AzRecoveryServicesResourceGuardMapping',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/delete',
  ],
  connection: 'azure',
  effect: 'destroy',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: z.object({ vaultId: z.string(), removed: z.boolean().meta({ title: 'Removed now' }), resourceGuardId: z.string().nullable() }),
  line: '{vault}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const mapping = await mappingOfVault(azure, id);
    if (!mapping) return { port: 'done', data: { vaultId: id, removed: false, resourceGuardId: null } };
    await azure.operation({ id: 'ResourceGuardProxy_Delete', scope: id, path: { resourceGuardProxyName: mapping.name }, key });
    return { port: 'done', data: { vaultId: id, removed: true, resourceGuardId: mapping.resourceGuardId } };
  },
  async recover({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    if (await mappingOfVault(azure, id)) return 'didNot';
    return { happened: { port: 'done', data: { vaultId: id, removed: true, resourceGuardId: null } } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'After the guard has let it through',
      given,
      params: { vault: 'vault-unlocked' },
      expect: { port: 'done', data: { removed: true } },
    },
    {
      name: 'The guard has not let it through',
      given,
      params: { vault: 'vault-guarded' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidInput', status: 400 } } },
    },
    {
      name: 'There is no guard',
      given,
      params: { vault: 'vault-free' },
      expect: { port: 'done', data: { removed: false, resourceGuardId: null } },
    },
    {
      name: 'A vault that does not exist',
      given,
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
