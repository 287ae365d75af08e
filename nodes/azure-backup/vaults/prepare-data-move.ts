// Prepares the move of all backup data of a vault to an empty vault of another region. Nothing moves yet: the result is the
// correlation id that "Move data to another vault" needs.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { mustHaveVault, raw, text } from './vault.ts';

const estate = {
  vaults: [
    { name: 'vault-old', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 2 } }] },
    { name: 'vault-new', location: 'northeurope' },
    { name: 'vault-busy', location: 'northeurope', policies: [{ name: 'daily' }], items: [{ name: 'vm-web-01', policy: 'daily' }] },
  ],
};
const given = { estate };
const vaults = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults';

export default defineNode({
  type: 'azure-backup.prepare-data-move',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Prepare a move of data',
  summary: 'Prepares the move of a vault’s backup data to an empty vault in another region.',
  icon: 'vault',
  keywords: ['data move', 'other region', 'Test-AzRecoveryServicesDSMove', 'Initialize-AzRecoveryServicesDSMove'],
  needs: ['Microsoft.RecoveryServices/Vaults/read', 'Microsoft.RecoveryServices/Vaults/backupstorageconfig/write'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'From vault' }),
    target: azureId('vault', { title: 'To vault', description: 'Empty, in another region.' }),
  }),
  ports: ['done'],
  result: z.object({
    sourceVaultId: z.string(),
    targetVaultId: z.string(),
    correlationId: z.string().meta({ title: 'Correlation id', description: 'For “Move data to another vault”.' }),
  }),
  line: '{vault} · to {target}',
  async run({ params, azure, key }) {
    const [source, target] = [await vaultId(azure, params.vault), await vaultId(azure, params.target)];
    const { location } = await mustHaveVault(azure, target);
    const answer = await azure.operation({
      id: 'BMSPrepareDataMove',
      scope: source,
      body: { targetResourceId: target, targetRegion: location, dataMoveLevel: 'Vault' },
      key,
    });
    return settleOperation(answer, {
      says: 'waits until the move is prepared',
      more: { sourceVaultId: source, targetVaultId: target },
      finish,
    });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, finish),
  // A second preparation gives another correlation id and harms nothing; whether there was a first cannot be read.
  recover: async () => 'unknown',
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Prepares it',
      given,
      params: { vault: 'vault-old', target: 'vault-new' },
      expect: { port: 'done', data: { sourceVaultId: `${vaults}/vault-old`, targetVaultId: `${vaults}/vault-new` } },
    },
    {
      name: 'The target protects something already',
      given,
      params: { vault: 'vault-old', target: 'vault-busy' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidInput', status: 400 } } },
    },
    {
      name: 'A vault that does not exist',
      given,
      params: { vault: 'vault-old', target: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

function finish({ body, more }: { readonly body: Json; readonly more: Json }) {
  const correlationId = text(raw(body).correlationId);
  if (correlationId === '') throw fail('azure_error', 'Azure prepared the move but gave no correlation id.');
  return { port: 'done', data: { ...raw(more), correlationId } };
}
