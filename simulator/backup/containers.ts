// Protection containers: list (which insists on a backupManagementType), one, unregister, and the requests that only look for
// something new (refresh, inquire). Registering is register.ts.
import { containerKey, keyOfVault, vaultId } from '../state/keys.ts';
import type { Container, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { containerView, isSoftDeleted, itemsIn } from './container-view.ts';
import { discover } from './discovery.ts';
import { C, F, V, vaultRoute } from './lookups.ts';
import { containerOperation } from './operations.ts';
import { isOff, machineIsOff, registerRoutes } from './register.ts';
import { startOperation } from './start-job.ts';

const names = ['backupManagementType', 'containerType', 'backupEngineName', 'fabricName', 'status', 'friendlyName'];
const typeOf: Record<Container['management'], string> = {
  AzureIaasVM: 'Microsoft.Compute/virtualMachines',
  AzureStorage: 'StorageContainer',
  AzureWorkload: 'VMAppContainer',
  MAB: 'Windows',
};

const find = (call: Call, vault: Vault) => call.store.get('container', containerKey(keyOfVault(vault), param(call, 'container')));

function selected(call: Call, vault: Vault): Container[] | { refused: Answer } {
  const parsed = parseFilter(call.query.$filter, names);
  if ('refused' in parsed) return parsed;
  const { filter } = parsed;
  if (!filter.backupManagementType) return { refused: invalidInput(null) };
  return call.store
    .list('container', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter(
      (container) =>
        matches(filter.backupManagementType, container.management) &&
        matches(filter.containerType, typeOf[container.management]) &&
        matches(filter.friendlyName, container.friendlyName) &&
        matches(filter.fabricName, 'Azure') &&
        matches(filter.backupEngineName, null),
    )
    .filter((container) => matches(filter.status, isSoftDeleted(call, container) ? 'SoftDeleted' : 'Registered'));
}

const list = (call: Call, vault: Vault): Answer => {
  const containers = selected(call, vault);
  return 'refused' in containers ? containers.refused : page(call, containers, (container) => containerView(call, vault, container));
};

/** Containers whose items are all in soft delete. */
const deleted = (call: Call, vault: Vault): Answer => {
  const containers = selected(call, vault);
  if ('refused' in containers) return containers.refused;
  const gone = containers.filter((container) => isSoftDeleted(call, container));
  return page(call, gone, (container) => containerView(call, vault, container));
};

const get = (call: Call, vault: Vault): Answer => {
  const container = find(call, vault);
  return container ? ok(containerView(call, vault, container)) : objectNotFound(param(call, 'container'));
};

const unregister = (call: Call, vault: Vault): Answer => {
  const container = find(call, vault);
  if (!container) return { status: 204 };
  if (container.management === 'MAB') {
    return invalidInput('containerName', 'A server with the agent is unregistered through registeredIdentities of the vault.');
  }
  const left = itemsIn(call, container);
  if (left.length > 0) {
    const message = `The container has ${left.length} protected item(s). Stop protection and delete their backup data first.`;
    return serviceRefusal(400, 'BMSUserErrorContainerHasDatasources', message, container.friendlyName);
  }
  call.store.remove('container', containerKey(container.vault, container.name));
  const operation = startOperation(call, container.vault, { seconds: 20 });
  return accepted(call, {
    location: `${vaultId(vault)}/backupOperationResults/${operation.id}`,
    oddQuery: 'fabricName=Azure',
    status: `${vaultId(vault)}/backupFabrics/Azure/operationsStatus/${operation.id}`,
    statusVersion: '2019-05-13-preview',
  });
};

const refresh = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType']);
  if ('refused' in parsed) return parsed.refused;
  const operation = startOperation(call, keyOfVault(vault), {});
  return accepted(call, {
    location: `${vaultId(vault)}/backupFabrics/Azure/operationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupFabrics/Azure/operationsStatus/${operation.id}`,
    statusVersion: '2019-05-13-preview',
  });
};

const inquire = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'workloadType']);
  if ('refused' in parsed) return parsed.refused;
  const container = find(call, vault);
  if (!container) return objectNotFound(param(call, 'container'));
  const off = container.management === 'AzureWorkload' && isOff(call, container);
  if (!off) discover(call, container, call.at);
  const operation = startOperation(call, container.vault, off ? { error: machineIsOff, seconds: 30 } : {});
  return accepted(call, containerOperation(vault, container, operation));
};

export const containerRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupProtectionContainers`, list),
  vaultRoute('GET', `${V}/backupDeletedProtectionContainers`, deleted),
  vaultRoute('GET', C, get),
  ...registerRoutes,
  vaultRoute('DELETE', C, unregister),
  vaultRoute('POST', `${C}/inquire`, inquire),
  vaultRoute('POST', `${F}/refreshContainers`, refresh),
];
