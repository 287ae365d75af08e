// Registering a storage account or a machine with databases, again if need be. A machine that is off cannot be looked into:
// then the operation fails after a while, and nothing is registered. The first registration discovers what is there.
import { checkBody } from '../requests/check.ts';
import { containerRequest } from '../requests/container.ts';
import { armParts, containerKey, keyOfVault, resourceKey, storageContainer, workloadContainer } from '../state/keys.ts';
import type { Container, Vault } from '../state/model.ts';
import { type Answer, invalidInput, isAnswer, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { discover } from './discovery.ts';
import { C, vaultRoute } from './lookups.ts';
import { containerOperation } from './operations.ts';
import { startOperation } from './start-job.ts';

const registerSeconds = 20;

export const machineIsOff = {
  code: 'VMNotInRunningStateUserError',
  message: 'SQL server VM is either shutdown and not accessible to Azure Backup service. Ensure that the VM is running.',
};

/** Off for the purposes of discovery: a machine that does not run. */
export function isOff(call: Pick<Call, 'store'>, container: Container): boolean {
  const parts = armParts(container.sourceId);
  const machine = parts && call.store.get('machine', resourceKey(parts.subscription, parts.resourceGroup, parts.name));
  return machine ? machine.power !== 'running' : false;
}

function wanted(call: Call, vault: Vault): { container: Container; again: boolean } | Answer {
  const checked = checkBody(containerRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const storage = request.containerType === 'StorageContainer';
  if (request.backupManagementType !== (storage ? 'AzureStorage' : 'AzureWorkload')) return invalidInput('properties.backupManagementType');
  const source = armParts(request.sourceResourceId);
  const there =
    source && call.store.get(storage ? 'storageAccount' : 'machine', resourceKey(source.subscription, source.resourceGroup, source.name));
  if (!source || !there) return invalidInput('properties.sourceResourceId');
  if (there.location !== vault.location) {
    const message = `'${source.name}' is in ${there.location}, the vault in ${vault.location}. Choose a vault in its region.`;
    return serviceRefusal(400, 'BMSUserErrorRegionMismatch', message, 'properties.sourceResourceId');
  }
  const name = (storage ? storageContainer : workloadContainer)(source.resourceGroup, source.name);
  if (name.toLowerCase() !== param(call, 'container').toLowerCase()) return invalidInput('containerName');
  const elsewhere = call.store
    .list('container')
    .find(({ doc }) => doc.name.toLowerCase() === name.toLowerCase() && doc.vault !== keyOfVault(vault));
  if (elsewhere) {
    const message = `'${source.name}' is already registered with the vault '${elsewhere.doc.vault.split('|').at(-1)}'.`;
    return serviceRefusal(400, 'BMSUserErrorContainerAlreadyRegistered', message, 'containerName');
  }
  const old = call.store.get('container', containerKey(keyOfVault(vault), name));
  const again = 'operationType' in request && request.operationType === 'Reregister';
  if (again && !old) return invalidInput('properties.operationType', 'Only what is registered can be registered again.');
  const workload = 'workloadType' in request && request.workloadType === 'SAPHanaDatabase' ? 'SAPHanaDatabase' : 'SQLDataBase';
  const container: Container = {
    ...old,
    vault: keyOfVault(vault),
    name: old?.name ?? name,
    management: storage ? 'AzureStorage' : 'AzureWorkload',
    friendlyName: source.name,
    sourceId: request.sourceResourceId,
    workload: storage ? null : again ? (old?.workload ?? workload) : workload,
    registeredAt: call.at,
    containerId: 0,
    agentVersion: null,
  };
  return { container, again };
}

const register = (call: Call, vault: Vault): Answer => {
  const found = wanted(call, vault);
  if (isAnswer(found)) return found;
  const { container } = found;
  const key = containerKey(container.vault, container.name);
  const off = container.management === 'AzureWorkload' && isOff(call, container);
  if (!off) discover(call, container, call.at);
  const result = { kind: 'container', key } as const;
  const outcome = off ? { error: machineIsOff } : { result };
  const operation = startOperation(call, container.vault, { seconds: registerSeconds, ...outcome });
  return accepted(call, { ...containerOperation(vault, container, operation), body: {} });
};

export const registerRoutes: Route[] = [vaultRoute('PUT', C, register)];
