// Approves or rejects a private endpoint that asks to reach a vault.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, text } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { connectionChoices, connectionOf, mustHaveConnection } from './private-endpoints.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      privateEndpoints: [
        { name: 'pe-new.1', state: 'Pending' as const },
        { name: 'pe-no.1', state: 'Rejected' as const },
      ],
    },
  ],
};
const given = { estate };
const vault = 'vault-weu-prod';

export default defineNode({
  type: 'azure-backup.decide-private-endpoint',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Approve or reject a private endpoint',
  summary: 'Lets a private endpoint reach a vault, or refuses it.',
  icon: 'globe',
  keywords: ['private link', 'private endpoint connection', 'az network private-endpoint-connection approve'],
  needs: ['Microsoft.RecoveryServices/Vaults/read', 'Microsoft.RecoveryServices/Vaults/privateEndpointConnections/write'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    connection: azureId('connection', { title: 'Private endpoint connection' }),
    decision: choice(['Approved', 'Rejected'], {
      title: 'Decision',
      description: 'A rejected connection can only be removed.',
      ui: { labels: { Approved: 'Approve', Rejected: 'Reject' } },
    }).default('Approved'),
    reason: text({ title: 'Reason', ui: { placeholder: 'shown to the owner of the endpoint' } }).optional(),
  }),
  ports: ['done'],
  result: z.object({ vaultId: z.string(), name: z.string(), state: z.string(), changed: z.boolean() }),
  line: '{decision} · {connection} · {vault}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const connection = await mustHaveConnection(azure, id, params.connection);
    const data = { vaultId: id, name: connection.name, state: params.decision, changed: true };
    if (connection.state === params.decision) return { port: 'done', data: { ...data, changed: false } };
    const answer = await azure.operation({
      id: 'PrivateEndpointConnection_Put',
      scope: id,
      path: { privateEndpointConnectionName: connection.name },
      body: {
        properties: {
          ...(connection.privateEndpointId ? { privateEndpoint: { id: connection.privateEndpointId } } : {}),
          groupIds: connection.groups,
          privateLinkServiceConnectionState: { status: params.decision, description: params.reason || `${params.decision} by a flow` },
        },
      },
      key,
    });
    return settleOperation(answer, { more: data });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const connection = await connectionOf(azure, id, params.connection);
    if (connection?.state !== params.decision) return 'didNot';
    return { happened: { port: 'done', data: { vaultId: id, name: connection.name, state: connection.state, changed: true } } };
  },
  choices: { vault: vaultChoices, connection: connectionChoices },
  examples: [
    {
      name: 'Approves it',
      given,
      params: { vault, connection: 'pe-new.1', reason: 'CHG-1042' },
      expect: { port: 'done', data: { name: 'pe-new.1', state: 'Approved', changed: true } },
    },
    {
      name: 'It is rejected already',
      given,
      params: { vault, connection: 'pe-no.1', decision: 'Rejected' },
      expect: { port: 'done', data: { changed: false } },
    },
    {
      name: 'A rejected one cannot be approved',
      given,
      params: { vault, connection: 'pe-no.1' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorPrivateEndpointConnectionRejected', status: 400 } } },
    },
    {
      name: 'A connection that the vault does not have',
      given,
      params: { vault, connection: 'pe-nowhere' },
      expect: { failed: { code: 'not_found', advice: ['It has: pe-new.1, pe-no.1.'] } },
    },
  ],
});
