// Virtual machines: list by subscription and by resource group, one (with its instance view), and their tags. Storage
// accounts and their file shares, as far as choosing a target needs them.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { machinePatch } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { accountId, machineId, resourceKey } from '../state/keys.ts';
import type { Json, Machine, StorageAccount } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { instanceView, machineProperties } from './inventory.ts';

const machineView = (machine: Machine, withStatus: boolean): Json => ({
  id: machineId(machine),
  name: machine.name,
  type: 'Microsoft.Compute/virtualMachines',
  location: machine.location,
  tags: machine.tags,
  ...(machine.zone ? { zones: [machine.zone] } : {}),
  properties: { ...machineProperties(machine), ...(withStatus ? { instanceView: instanceView(machine) } : {}) },
});

const wantsStatus = (call: Call) => call.query.statusonly?.toLowerCase() === 'true' || /instanceview/i.test(call.query.$expand ?? '');

const list = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const group = call.params.group?.toLowerCase();
  const machines = call.store
    .list('machine', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((machine) => group === undefined || machine.resourceGroup.toLowerCase() === group);
  return page(call, machines, (machine) => machineView(machine, wantsStatus(call)));
};

const keyOf = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));

function withMachine(call: Call, answer: (machine: Machine) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const machine = call.store.get('machine', keyOf(call));
  return machine ? answer(machine) : notFound(`Microsoft.Compute/virtualMachines/${param(call, 'name')}`, param(call, 'group'));
}

const patch = (call: Call): Answer =>
  withMachine(call, (machine) => {
    const checked = checkBody(machinePatch, call.body);
    if ('refused' in checked) return checked.refused;
    const next = { ...machine, tags: checked.value.tags };
    call.store.put('machine', keyOf(call), next);
    return ok(machineView(next, false));
  });

const accountView = (account: StorageAccount): Json => ({
  id: accountId(account),
  name: account.name,
  type: 'Microsoft.Storage/storageAccounts',
  location: account.location,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS', tier: 'Standard' },
  tags: account.tags,
  properties: {
    provisioningState: 'Succeeded',
    primaryLocation: account.location,
    statusOfPrimary: 'available',
    primaryEndpoints: { blob: `https://${account.name}.blob.core.windows.net/`, file: `https://${account.name}.file.core.windows.net/` },
  },
});

const listAccounts = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const group = call.params.group?.toLowerCase();
  const accounts = call.store
    .list('storageAccount', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((account) => group === undefined || account.resourceGroup.toLowerCase() === group);
  return page(call, accounts, accountView);
};

function withAccount(call: Call, answer: (account: StorageAccount) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const account = call.store.get('storageAccount', keyOf(call));
  return account ? answer(account) : notFound(`Microsoft.Storage/storageAccounts/${param(call, 'name')}`, param(call, 'group'));
}

const shares = (call: Call): Answer =>
  withAccount(call, (account) =>
    page(call, account.shares, (name) => ({
      id: `${accountId(account)}/fileServices/default/shares/${name}`,
      name,
      type: 'Microsoft.Storage/storageAccounts/fileServices/shares',
      properties: { shareQuota: 5120, enabledProtocols: 'SMB', leaseStatus: 'unlocked' },
    })),
  );

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const machines = 'providers/Microsoft.Compute/virtualMachines';
const accounts = 'providers/Microsoft.Storage/storageAccounts';

export const computeRoutes: Route[] = [
  route('GET', `${S}/${machines}`, list),
  route('GET', `${G}/${machines}`, list),
  route('GET', `${G}/${machines}/{name}`, (call) => withMachine(call, (machine) => ok(machineView(machine, wantsStatus(call))))),
  route('GET', `${G}/${machines}/{name}/instanceView`, (call) => withMachine(call, (machine) => ok(instanceView(machine)))),
  route('PATCH', `${G}/${machines}/{name}`, patch),
  route('GET', `${S}/${accounts}`, listAccounts),
  route('GET', `${G}/${accounts}`, listAccounts),
  route('GET', `${G}/${accounts}/{name}`, (call) => withAccount(call, (account) => ok(accountView(account)))),
  route('GET', `${G}/${accounts}/{name}/fileServices/default/shares`, shares),
];
