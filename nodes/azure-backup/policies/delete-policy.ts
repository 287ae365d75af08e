// Deletes a policy that nothing uses. A policy holds no backups, so nothing is lost; one that items use is refused with their
// names before Azure is asked.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { existingPolicy, itemsOf, policyRef } from './read.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily-30d' }, { name: 'unused' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily-30d' },
        { name: 'vm-web-01', policy: 'daily-30d' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.delete-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Delete policy',
  summary: 'Deletes a backup policy that no item uses.',
  icon: 'policy',
  keywords: ['remove policy', 'az backup policy delete', 'Remove-AzRecoveryServicesBackupProtectionPolicy'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupPolicies/read',
    'Microsoft.RecoveryServices/Vaults/backupPolicies/delete',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
  ],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({ vault: azureId('vault', { title: 'Vault' }), policy: azureId('policy', { title: 'Policy' }) }),
  ports: ['done'],
  result: z.object({
    id: z.string(),
    name: z.string(),
    vaultId: z.string(),
    deleted: z.boolean().meta({ title: 'Deleted now', description: 'False: there was none.' }),
  }),
  line: '{policy} · of {vault}',
  async run({ params, azure, key }) {
    const ref = await policyRef(azure, params.vault, params.policy);
    const result = { id: ref.id, name: ref.name, vaultId: ref.vault };
    if (!(await existingPolicy(azure, ref))) return { port: 'done', data: { ...result, deleted: false } };
    const users = await itemsOf(azure, ref);
    if (users.length > 0)
      throw fail('conflict', `${ref.name} is in use: ${users.length} ${users.length === 1 ? 'item has' : 'items have'} it.`, {
        refused: true,
        advice: [
          `They are: ${users
            .slice(0, 10)
            .map(({ name }) => name)
            .join(', ')}.`,
          'Give them another policy first (“Change policy”).',
        ],
      });
    const answer = await azure.operation({ id: 'ProtectionPolicies_Delete', scope: ref.vault, path: { policyName: ref.name }, key });
    return settleOperation(answer, { more: { ...result, deleted: true } });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const ref = await policyRef(azure, params.vault, params.policy);
    if (await existingPolicy(azure, ref)) return 'didNot';
    return { happened: { port: 'done', data: { id: ref.id, name: ref.name, vaultId: ref.vault, deleted: true } } };
  },
  choices: { vault: vaultChoices, policy: policyChoices },
  examples: [
    {
      name: 'Deletes it',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'unused' },
      expect: { port: 'done', data: { name: 'unused', deleted: true } },
    },
    {
      name: 'There is none',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'gone' },
      expect: { port: 'done', data: { name: 'gone', deleted: false } },
    },
    {
      name: 'Items use it',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: {
        failed: {
          code: 'conflict',
          refused: true,
          message: 'daily-30d is in use: 2 items have it.',
          advice: ['They are: vm-sql-03, vm-web-01.', 'Give them another policy first (“Change policy”).'],
        },
      },
    },
    {
      name: 'A lock forbids it',
      given: {
        estate,
        faults: [
          {
            match: { method: 'DELETE', path: 'backupPolicies' },
            answer: { status: 409, code: 'ScopeLocked', message: 'The scope cannot perform delete operation because it is locked.' },
          },
        ],
      },
      params: { vault: 'vault-weu-prod', policy: 'unused' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 } } },
    },
  ],
});
