// Private endpoint connections of a vault: one, approve or reject, remove. They are made by the network provider when an
// endpoint asks for the vault, so a PUT here answers a request that is there, or stands for one.
import { checkBody } from '../requests/check.ts';
import { privateConnectionRequest } from '../requests/private-endpoint.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Json, PrivateConnection, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { V, vaultRoute } from './lookups.ts';
import { startOperation } from './start-job.ts';

const type = 'Microsoft.RecoveryServices/vaults/privateEndpointConnections';
const keyOf = (vault: Vault, name: string) => `${keyOfVault(vault)}|${name}`.toLowerCase();
const find = (call: Call, vault: Vault) => call.store.get('privateConnection', keyOf(vault, param(call, 'connection')));

export const connectionsOf = (call: Pick<Call, 'store'>, vault: Vault): PrivateConnection[] =>
  call.store.list('privateConnection', keyOfVault(vault)).map(({ doc }) => doc);

const connectionView = (vault: Vault, connection: PrivateConnection): Json => ({
  id: `${vaultId(vault)}/privateEndpointConnections/${connection.name}`,
  name: connection.name,
  type,
  properties: {
    provisioningState: connection.status === 'Pending' ? 'Pending' : 'Succeeded',
    privateEndpoint: { id: connection.endpointId },
    groupIds: connection.groupIds,
    privateLinkServiceConnectionState: { status: connection.status, description: connection.description, actionsRequired: 'None' },
  },
});

const get = (call: Call, vault: Vault): Answer => {
  const connection = find(call, vault);
  return connection ? ok(connectionView(vault, connection)) : objectNotFound(param(call, 'connection'));
};

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(privateConnectionRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { privateEndpoint, groupIds, privateLinkServiceConnectionState: state } = checked.value.properties;
  const old = find(call, vault);
  const endpointId = privateEndpoint?.id ?? old?.endpointId;
  if (!endpointId) return invalidInput('properties.privateEndpoint.id');
  if (!state?.status) return invalidInput('properties.privateLinkServiceConnectionState.status');
  if (old?.status === 'Rejected' && state.status === 'Approved') {
    return serviceRefusal(400, 'UserErrorPrivateEndpointConnectionRejected', 'A rejected connection cannot be approved.', old.name);
  }
  const connection: PrivateConnection = {
    vault: keyOfVault(vault),
    name: old?.name ?? param(call, 'connection'),
    endpointId,
    groupIds: groupIds ?? old?.groupIds ?? ['AzureBackup'],
    status: state.status,
    description: state.description ?? old?.description ?? '',
  };
  call.store.put('privateConnection', keyOf(vault, connection.name), connection, { parent: connection.vault });
  const operation = startOperation(call, connection.vault, {});
  const links = accepted(call, {
    location: path(vault, connection),
    status: `${path(vault, connection)}/operationsStatus/${operation.id}`,
  });
  return { status: old ? 200 : 201, body: connectionView(vault, connection), headers: links.headers ?? {} };
};

const path = (vault: Vault, connection: PrivateConnection) => `${vaultId(vault)}/privateEndpointConnections/${connection.name}`;

const remove = (call: Call, vault: Vault): Answer => {
  const connection = find(call, vault);
  if (!connection) return { status: 204 };
  call.store.remove('privateConnection', keyOf(vault, connection.name));
  const operation = startOperation(call, connection.vault, {});
  const status = `${path(vault, connection)}/operationsStatus/${operation.id}`;
  return accepted(call, { location: `${vaultId(vault)}/backupOperationResults/${operation.id}`, status });
};

const one = `${V}/privateEndpointConnections/{connection}`;

export const privateEndpointRoutes: Route[] = [vaultRoute('GET', one, get), vaultRoute('PUT', one, put), vaultRoute('DELETE', one, remove)];
