// Operation status and operation results, in all the places where the service answers for an operation. An operation is
// known under every one of them: clients build these paths themselves as often as they follow the links.
import { containerId, itemId, keyOfVault, operationKey } from '../state/keys.ts';
import type { Json, Operation, Vault } from '../state/model.ts';
import { type Answer, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';
import { retryAfter } from './accepted.ts';
import { containerView } from './container-view.ts';
import { itemView } from './item-view.ts';
import { C, F, I, V, vaultRoute } from './lookups.ts';
import { policyView } from './policy-view.ts';

const running = (operation: Operation, at: number) => at < operation.endAt;

const find = (call: Call, scope: string): Operation | null => call.store.get('operation', operationKey(scope, param(call, 'operation')));

const unknown = (call: Call): Answer =>
  refuse(404, 'OperationNotFound', `The operation with id '${param(call, 'operation')}' could not be found.`);

function statusBody(operation: Operation, at: number): Json {
  const { id } = operation;
  const open = running(operation, at);
  const head = { id, name: id, startTime: instant(operation.startAt) };
  if (open) return { ...head, status: 'InProgress', endTime: '0001-01-01T00:00:00Z' };
  const end = { ...head, endTime: instant(operation.endAt) };
  if (operation.error) return { ...end, status: 'Failed', error: operation.error };
  const job = operation.jobId ? { objectType: 'OperationStatusJobExtendedInfo', jobId: operation.jobId } : null;
  const properties = operation.details ?? job;
  return { ...end, status: 'Succeeded', ...(properties ? { properties } : {}) };
}

/** `scope`: the key of the vault, or of the region, where the operation was started. */
export const operationStatus = (call: Call, scope: string): Answer => {
  const operation = find(call, scope);
  if (!operation) return unknown(call);
  const body = statusBody(operation, call.at);
  if (!running(operation, call.at)) return ok(body);
  // The service writes the open end as .NET's DateTime.MinValue without a zone.
  return ok(call.quirks ? { ...body, endTime: '0001-01-01T00:00:00' } : body, { 'retry-after': String(retryAfter(call.timeScale)) });
};

function resultBody(call: Call, scope: string, result: NonNullable<Operation['result']>): unknown {
  if (result.kind === 'body') return result.body;
  const vault = call.store.get('vault', scope);
  if (!vault) return null;
  if (result.kind === 'item') {
    const item = call.store.get('item', result.key);
    return item && itemView(call, vault, item, false);
  }
  if (result.kind === 'container') {
    const container = call.store.get('container', result.key);
    return container && containerView(call, vault, container);
  }
  const policy = call.store.get('policy', result.key);
  return policy && policyView(call, vault, policy);
}

export const operationResult = (call: Call, scope: string): Answer => {
  const operation = find(call, scope);
  if (!operation) return unknown(call);
  if (running(operation, call.at)) {
    const headers = {
      location: `${call.origin}${call.path}?api-version=${call.apiVersion}`,
      'retry-after': String(retryAfter(call.timeScale)),
    };
    return { status: 202, headers };
  }
  if (operation.error) return refuse(400, operation.error.code, operation.error.message);
  const body = operation.result && resultBody(call, scope, operation.result);
  return body ? ok(body) : { status: 204 };
};

/** Where the links of a mutating call on an item point to. */
export const itemOperation = (vault: Vault, item: { container: string; name: string }, operation: Operation) => ({
  location: `${itemId(vault, item)}/operationResults/${operation.id}`,
  status: `${itemId(vault, item)}/operationsStatus/${operation.id}`,
});

export const containerOperation = (vault: Vault, container: { name: string }, operation: Operation) => ({
  location: `${containerId(vault, container)}/operationResults/${operation.id}`,
  status: `${containerId(vault, container)}/operationsStatus/${operation.id}`,
  statusVersion: '2019-05-13-preview',
});

const statusPaths = [
  `${V}/backupOperations/{operation}`,
  `${V}/backupJobs/{job}/operationsStatus/{operation}`,
  `${V}/backupPolicies/{policy}/operations/{operation}`,
  `${V}/backupValidateOperationsStatuses/{operation}`,
  `${V}/backupTieringCost/default/operationsStatus/{operation}`,
  `${V}/backupstorageconfig/vaultstorageconfig/operationStatus/{operation}`,
  `${V}/privateEndpointConnections/{connection}/operationsStatus/{operation}`,
  `${V}/operationStatus/{operation}`,
  `${F}/operationsStatus/{operation}`,
  `${C}/operationsStatus/{operation}`,
  `${I}/operationsStatus/{operation}`,
];
const resultPaths = [
  `${V}/backupOperationResults/{operation}`,
  `${V}/backupJobs/operationResults/{operation}`,
  `${V}/backupJobs/{job}/operationResults/{operation}`,
  `${V}/backupPolicies/{policy}/operationResults/{operation}`,
  `${V}/backupValidateOperationResults/{operation}`,
  `${V}/backupTieringCost/default/operationResults/{operation}`,
  `${V}/backupstorageconfig/vaultstorageconfig/operationResults/{operation}`,
  `${V}/operationResults/{operation}`,
  `${F}/operationResults/{operation}`,
  `${C}/operationResults/{operation}`,
  `${I}/operationResults/{operation}`,
];

export const operationRoutes: Route[] = [
  ...statusPaths.map((pattern) => vaultRoute('GET', pattern, (call, vault) => operationStatus(call, keyOfVault(vault)))),
  ...resultPaths.map((pattern) => vaultRoute('GET', pattern, (call, vault) => operationResult(call, keyOfVault(vault)))),
];
