// Moves all backup data of a vault to the vault that was prepared for it. The source vault keeps nothing; items go on under the
// target.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { azureId, text } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { mustHaveVault } from './vault.ts';

const estate = {
  vaults: [
    { name: 'vault-old', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 2 } }] },
    { name: 'vault-new', location: 'northeurope' },
    { name: 'vault-empty' },
  ],
  dataMoves: [{ from: 'vault-old', to: 'vault-new', correlationId: 'MTg2OTcyMzM4' }],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.start-data-move',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Move data to another vault',
  summary: 'Moves a vault’s backup data, as prepared, to a vault in another region; the first vault keeps nothing.',
  icon: 'vault',
  keywords: ['data move', 'other region', 'Copy-AzRecoveryServicesVault'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupstorageconfig/write',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
  ],
  connection: 'azure',
  effect: 'destroy',
  target: 'vault',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'From vault' }),
    target: azureId('vault', { title: 'To vault' }),
    correlationId: text({
      title: 'Correlation id',
      description: 'Result of “Prepare a move of data”.',
      ui: { placeholder: '{{ steps.prepare.correlationId }}' },
    }),
  }),
  ports: ['done'],
  result: z.object({ sourceVaultId: z.string(), targetVaultId: z.string(), moved: z.boolean().meta({ title: 'Moved now' }) }),
  line: '{vault} · to {target}',
  async run({ params, azure, key }) {
    const [source, target] = [await vaultId(azure, params.vault), await vaultId(azure, params.target)];
    const data = { sourceVaultId: source, targetVaultId: target, moved: true };
    if (!(await protects(azure, source))) return { port: 'done', data: { ...data, moved: false } };
    const { location } = await mustHaveVault(azure, source);
    const answer = await azure.operation({
      id: 'BMSTriggerDataMove',
      scope: target,
      body: { sourceResourceId: source, sourceRegion: location, dataMoveLevel: 'Vault', correlationId: params.correlationId },
      key,
    });
    return settleOperation(answer, { says: 'waits until the data has moved', more: data });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const [source, target] = [await vaultId(azure, params.vault), await vaultId(azure, params.target)];
    if ((await protects(azure, source)) || !(await protects(azure, target))) return 'unknown';
    return { happened: { port: 'done', data: { sourceVaultId: source, targetVaultId: target, moved: true } } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Moves it',
      given,
      params: { vault: 'vault-old', target: 'vault-new', correlationId: 'MTg2OTcyMzM4' },
      expect: { port: 'done', data: { moved: true } },
    },
    {
      name: 'There is nothing to move',
      given,
      params: { vault: 'vault-empty', target: 'vault-new', correlationId: 'MTg2OTcyMzM4' },
      expect: { port: 'done', data: { moved: false } },
    },
    {
      name: 'A move that was never prepared',
      given,
      params: { vault: 'vault-old', target: 'vault-new', correlationId: 'bm90aGluZw==' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidInput', status: 400 } } },
    },
  ],
});

async function protects(azure: AzureBackup, vault: string): Promise<boolean> {
  for await (const _ of azure.items(vault)) return true;
  return false;
}
