// Reads one policy: its sentence, its parts in readable words, and Azure's own properties.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { mustExist, policyDetails, policyRef } from './read.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [
        { name: 'daily-30d', keepWeeks: 12, keepMonths: 24 },
        { name: 'mars-daily', kind: 'mars' as const },
      ],
      items: [{ name: 'vm-sql-03', policy: 'daily-30d' }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.get-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Get policy',
  summary: 'Reads one backup policy: schedule, retention, tiering.',
  icon: 'policy',
  keywords: ['backup policy', 'schedule', 'retention', 'az backup policy show', 'Get-AzRecoveryServicesBackupProtectionPolicy'],
  needs: ['Microsoft.RecoveryServices/Vaults/backupPolicies/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }), policy: azureId('policy', { title: 'Policy' }) }),
  ports: ['done'],
  result: policyDetails,
  line: '{policy} · of {vault}',
  async run({ params, azure }) {
    return { port: 'done', data: await mustExist(azure, await policyRef(azure, params.vault, params.policy)) };
  },
  choices: { vault: vaultChoices, policy: policyChoices },
  examples: [
    {
      name: 'Says what a policy does',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: {
        port: 'done',
        data: {
          name: 'daily-30d',
          managementType: 'AzureIaasVM',
          itemCount: 1,
          summary:
            'Every day at 22:00 (UTC), kept 30 days; Sundays 12 weeks; first Sunday of the month 24 months; snapshots at hand 2 days.',
          policy: {
            workload: 'vm',
            schedule: { every: 'day', at: '22:00', timeZone: 'UTC' },
            keep: { days: 30, weeks: { count: 12, on: ['Sunday'] }, months: { count: 24, week: ['First'], on: ['Sunday'] } },
            instantDays: 2,
          },
          unread: null,
        },
      },
    },
    {
      name: 'The agent on a machine owns its policy',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'mars-daily' },
      expect: { port: 'done', data: { managementType: 'MAB', policy: null, properties: { backupManagementType: 'MAB' } } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'hourly' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
