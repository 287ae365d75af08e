// Reads one vault with all its settings, and the Resource Guard that watches over it.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { guardMapping, guardMappings } from './guards.ts';
import { mustHaveVault, raw, vaultSettings } from './vault.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      softDelete: 'AlwaysON' as const,
      softDeleteDays: 30,
      crossRegionRestore: true,
      tags: { owner: 'backup-team' },
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
    },
    { name: 'vault-dev', redundancy: 'LocallyRedundant' as const },
    {
      name: 'vault-guarded',
      immutability: 'Unlocked' as const,
      resourceGuard: 'guard-weu',
      privateEndpoints: [{ name: 'pe-backup.1', state: 'Approved' as const }],
    },
  ],
  resourceGuards: [{ name: 'guard-weu' }],
};

export default defineNode({
  type: 'azure-backup.get-vault',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Get vault',
  summary: 'Reads a vault with its settings: redundancy, soft delete, immutability, encryption, network, alerts.',
  icon: 'vault',
  keywords: [
    'vault properties',
    'security settings',
    'resource guard',
    'az backup vault show',
    'az backup vault backup-properties show',
    'Get-AzRecoveryServicesVault',
    'Get-AzRecoveryServicesVaultProperty',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupstorageconfig/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: vaultSettings.extend({
    redundancyLocked: z.boolean().meta({ title: 'Redundancy is fixed', description: 'Once the vault protects something.' }),
    resourceGuards: z.array(guardMapping),
  }),
  line: '{vault}',
  async run({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const settings = await mustHaveVault(azure, id);
    const storage = await azure.operation({ id: 'BackupResourceStorageConfigsNonCRR_Get', scope: id });
    const locked = /^locked$/i.test(String(raw(raw(storage.body).properties).storageTypeState));
    // A vault without multi-user authorization has no guard: that read is saved.
    const resourceGuards = settings.multiUserAuthorization ? await guardMappings(azure, id) : [];
    return { port: 'done', data: { ...settings, redundancyLocked: locked, resourceGuards } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'All settings',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: {
        port: 'done',
        data: {
          name: 'vault-weu-prod',
          redundancy: 'GeoRedundant',
          redundancyLocked: true,
          crossRegionRestore: true,
          softDelete: 'AlwaysON',
          softDeleteDays: 30,
          immutability: 'Disabled',
          tags: { owner: 'backup-team' },
          encryption: { keys: 'platform' },
          resourceGuards: [],
        },
      },
    },
    {
      name: 'An empty vault may still change its redundancy',
      given: { estate },
      params: { vault: 'vault-dev' },
      expect: { port: 'done', data: { redundancy: 'LocallyRedundant', redundancyLocked: false, publicNetworkAccess: 'Enabled' } },
    },
    {
      name: 'Guarded, immutable, on a private network',
      given: { estate },
      params: { vault: 'vault-guarded' },
      expect: {
        port: 'done',
        data: {
          immutability: 'Unlocked',
          multiUserAuthorization: true,
          resourceGuards: [{ name: 'VaultProxy' }],
          privateEndpoints: [{ name: 'pe-backup.1', state: 'Approved', groups: ['AzureBackup'] }],
        },
      },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found', advice: ['There are: vault-dev, vault-guarded, vault-weu-prod.'] } },
    },
    {
      name: 'The connection has no right to read it',
      given: {
        estate,
        faults: [
          {
            match: { method: 'GET', path: 'vaultstorageconfig' },
            answer: { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
          },
        ],
      },
      params: { vault: 'vault-weu-prod' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
