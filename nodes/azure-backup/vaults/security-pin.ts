// Hands on the security PIN of a vault without seeing it: the result is a handle, and the PIN is created in the moment in which a
// later step sends it, because it is valid for five minutes only.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { mustHaveVault } from './vault.ts';

const estate = { vaults: [{ name: 'vault-weu-prod' }] };
const given = { estate };

export default defineNode({
  type: 'azure-backup.security-pin',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Security PIN',
  summary: 'Hands on a security PIN of a vault, for critical operations of MARS agents. It is never shown or stored.',
  icon: 'key',
  keywords: ['MARS', 'delete backup data', 'change passphrase', 'generate PIN', 'backupSecurityPIN'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupSecurityPIN/action',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    pin: z.json().meta({ title: 'Security PIN', description: 'A handle: put it into fields that take a secret.' }),
  }),
  line: '{vault}',
  async run({ params, azure, secrets }) {
    const { id } = await mustHaveVault(azure, await vaultId(azure, params.vault));
    return { port: 'done', data: { vaultId: id, pin: await secrets.securityPin(id) } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'For a step that takes a secret',
      given,
      params: { vault: 'vault-weu-prod' },
      expect: {
        port: 'done',
        data: {
          vaultId:
            '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod',
        },
      },
    },
    {
      name: 'A vault that does not exist',
      given,
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'The connection has no right to see the vault',
      given: {
        estate,
        faults: [
          {
            match: { method: 'GET', path: '/vaults/vault-weu-prod' },
            answer: { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
          },
        ],
      },
      params: { vault: 'vault-weu-prod' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
