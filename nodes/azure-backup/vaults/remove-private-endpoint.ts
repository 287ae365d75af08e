// Removes a private endpoint connection of a vault. Machines that reached the vault through it no longer do.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { connectionChoices, connectionOf } from './private-endpoints.ts';

const estate = { vaults: [{ name: 'vault-weu-prod', privateEndpoints: [{ name: 'pe-backup.1' }] }] };
const given = { estate };
const vault = 'vault-weu-prod';

export default defineNode({
  type: 'azure-backup.remove-private-endpoint',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Remove a private endpoint',
  summary: 'Removes a private endpoint connection: machines that reach the vault through it can no longer back up or restore.',
  icon: 'globe',
  keywords: ['private link', 'private endpoint connection', 'az network private-endpoint-connection delete'],
  needs: ['Microsoft.RecoveryServices/Vaults/read', 'Microsoft.RecoveryServices/Vaults/privateEndpointConnections/delete'],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    connection: azureId('connection', { title: 'Private endpoint connection' }),
  }),
  ports: ['done'],
  result: z.object({ vaultId: z.string(), name: z.string(), removed: z.boolean().meta({ title: 'Removed now' }) }),
  line: '{connection} · of {vault}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const connection = await connectionOf(azure, id, params.connection);
    if (!connection) return { port: 'done', data: { vaultId: id, name: params.connection, removed: false } };
    const answer = await azure.operation({
      id: 'PrivateEndpointConnection_Delete',
      scope: id,
      path: { privateEndpointConnectionName: connection.name },
      key,
    });
    return settleOperation(answer, { more: { vaultId: id, name: connection.name, removed: true } });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    if (await connectionOf(azure, id, params.connection)) return 'didNot';
    return { happened: { port: 'done', data: { vaultId: id, name: params.connection, removed: true } } };
  },
  choices: { vault: vaultChoices, connection: connectionChoices },
  examples: [
    {
      name: 'Removes it',
      given,
      params: { vault, connection: 'pe-backup.1' },
      expect: { port: 'done', data: { name: 'pe-backup.1', removed: true } },
    },
    {
      name: 'There is none',
      given,
      params: { vault, connection: 'pe-gone' },
      expect: { port: 'done', data: { name: 'pe-gone', removed: false } },
    },
    {
      name: 'A lock forbids it',
      given: {
        estate,
        faults: [
          {
            match: { method: 'DELETE', path: 'privateEndpointConnections' },
            answer: { status: 409, code: 'ScopeLocked', message: 'The scope cannot perform delete operation because it is locked.' },
          },
        ],
      },
      params: { vault, connection: 'pe-backup.1' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 } } },
    },
  ],
});
