// A protected item that a first PUT asks for: the thing it names must exist, be reachable from this vault and not be
// protected elsewhere. A virtual machine brings its own container; shares and databases need a registered one.

import type { ItemRequest } from '../requests/item.ts';
import { armParts, containerKey, databaseItem, keyOfVault, resourceKey, shareItem, vmContainer, vmItem } from '../state/keys.ts';
import type { Container, Item, ItemKind, Vault } from '../state/model.ts';
import { type Answer, invalidInput, isAnswer, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const kindOf: Record<string, ItemKind> = {
  'Microsoft.Compute/virtualMachines': 'vm',
  AzureFileShareProtectedItem: 'share',
  AzureVmWorkloadSQLDatabase: 'sql',
  AzureVmWorkloadSAPHanaDatabase: 'hana',
};

type Source = Pick<Item, 'friendlyName' | 'sourceId' | 'server' | 'parent'>;

const missing = (what: string) =>
  serviceRefusal(404, 'BMSUserErrorObjectNotFound', `The source '${what}' does not exist.`, 'properties.sourceResourceId');

function machineSource(call: Call, vault: Vault, sourceId: string): Source | Answer {
  const source = armParts(sourceId);
  if (source?.type !== 'microsoft.compute/virtualmachines') return invalidInput('properties.sourceResourceId');
  const machine = call.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
  if (!machine) return missing(sourceId);
  if (
    !same(param(call, 'item'), vmItem(source.resourceGroup, source.name)) ||
    !same(param(call, 'container'), vmContainer(source.resourceGroup, source.name))
  ) {
    return invalidInput('protectedItemName');
  }
  if (!same(machine.location, vault.location)) {
    const message = `The virtual machine is in ${machine.location}, the vault in ${vault.location}. Choose a vault in the region of the machine.`;
    return serviceRefusal(400, 'BMSUserErrorRegionMismatch', message, 'properties.sourceResourceId');
  }
  return backedUpElsewhere(call, vault, sourceId) ?? { friendlyName: machine.name, sourceId, server: machine.name, parent: '' };
}

/** One vault at a time backs a machine up. Points that another one retains after protection was stopped are no hindrance. */
export function backedUpElsewhere(call: Call, vault: Vault, sourceId: string): Answer | null {
  const elsewhere = call.store
    .list('item')
    .map(({ doc }) => doc)
    .find((item) => item.kind === 'vm' && same(item.sourceId, sourceId) && item.vault !== keyOfVault(vault) && !retainedOnly(item));
  if (!elsewhere) return null;
  const message = `The virtual machine '${elsewhere.friendlyName}' is already protected in the vault '${elsewhere.vault.split('|').at(-1)}'.`;
  return serviceRefusal(400, 'BMSUserErrorEntityAlreadyProtected', message, elsewhere.friendlyName);
}

export const retainedOnly = ({ deleted, state }: Item): boolean =>
  deleted === null && (state === 'ProtectionStopped' || state === 'BackupsSuspended');

function registered(call: Call, vault: Vault): Container | Answer {
  const container = call.store.get('container', containerKey(keyOfVault(vault), param(call, 'container')));
  if (container) return container;
  const message = `The container '${param(call, 'container')}' is not registered with the vault.`;
  return serviceRefusal(400, 'BMSUserErrorContainerObjectNotFound', message, 'containerName');
}

function shareSource(call: Call, container: Container): Source | Answer {
  const source = armParts(container.sourceId);
  const account = source && call.store.get('storageAccount', resourceKey(source.subscription, source.resourceGroup, source.name));
  const wanted = param(call, 'item');
  const share = account?.shares.find((name) => same(wanted, shareItem(account.name, name)) || same(wanted, `AzureFileShare;${name}`));
  if (!account || !share) return missing(wanted);
  return { friendlyName: share, sourceId: container.sourceId, server: account.name, parent: account.name };
}

function databaseSource(call: Call, container: Container, kind: 'sql' | 'hana'): Source | Answer {
  const source = armParts(container.sourceId);
  const machine = source && call.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
  const wanted = param(call, 'item');
  const database = machine?.databases.find((one) => one.kind === kind && same(wanted, databaseItem(kind, one.instance, one.name)));
  if (!machine || !database) return missing(wanted);
  return { friendlyName: database.name, sourceId: container.sourceId, server: machine.name, parent: database.instance };
}

export function newItem(call: Call, vault: Vault, request: ItemRequest): Item | Answer {
  const kind = kindOf[request.protectedItemType];
  if (!kind) return invalidInput('properties.protectedItemType');
  const container = kind === 'vm' ? null : registered(call, vault);
  if (isAnswer(container)) return container;
  const source =
    container === null
      ? machineSource(call, vault, request.sourceResourceId ?? '')
      : kind === 'share'
        ? shareSource(call, container)
        : databaseSource(call, container, kind === 'hana' ? 'hana' : 'sql');
  if (isAnswer(source)) return source;
  const key = keyOfVault(vault);
  if (!container) {
    const made: Container = {
      vault: key,
      name: param(call, 'container'),
      management: 'AzureIaasVM',
      friendlyName: source.friendlyName,
      sourceId: source.sourceId,
      workload: null,
      registeredAt: call.at,
      containerId: 0,
      agentVersion: null,
    };
    call.store.put('container', containerKey(key, made.name), made, { parent: key });
  }
  return {
    ...source,
    vault: key,
    container: param(call, 'container'),
    name: param(call, 'item'),
    kind,
    policy: null,
    state: 'IRPending',
    lastBackup: null,
    newestPoint: null,
    deleted: null,
    dataId: call.newNumber(),
    createdAt: call.at,
    offline: false,
    behaviour: {},
    extendedProperties: null,
    nextBackupAt: null,
  };
}
