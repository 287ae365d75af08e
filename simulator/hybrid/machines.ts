// Arc machines (Microsoft.HybridCompute): list by subscription and by resource group, one, and their tags.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { machinePatch } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { resourceKey } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { hybridId } from './hosts.ts';
import type { HybridMachine } from './model.ts';

export const hybridView = (machine: HybridMachine): Json => ({
  id: hybridId(machine),
  name: machine.name,
  type: 'Microsoft.HybridCompute/machines',
  kind: '',
  location: machine.location,
  tags: machine.tags,
  properties: {
    provisioningState: 'Succeeded',
    status: machine.status,
    lastStatusChange: new Date(machine.statusSince).toISOString(),
    agentVersion: machine.agentVersion,
    vmId: machine.vmId,
    displayName: machine.name,
    machineFqdn: machine.fqdn,
    dnsFqdn: machine.fqdn,
    domainName: machine.fqdn.split('.').slice(1).join('.') || 'WORKGROUP',
    osType: machine.os.toLowerCase(),
    osName: machine.os.toLowerCase(),
    osSku: machine.osName,
    osProfile: { computerName: machine.name.toUpperCase() },
  },
});

const key = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));

const list = (call: Call): Answer => {
  const gone = call.params.group === undefined ? findSubscription(call) : findGroup(call);
  if (gone) return gone;
  const group = call.params.group?.toLowerCase();
  const machines = call.store
    .list('hybridMachine', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((machine) => group === undefined || machine.resourceGroup.toLowerCase() === group);
  return page(call, machines, hybridView);
};

export function withHybrid(call: Call, answer: (machine: HybridMachine) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const machine = call.store.get('hybridMachine', key(call));
  return machine ? answer(machine) : notFound(`Microsoft.HybridCompute/machines/${param(call, 'name')}`, param(call, 'group'));
}

const patch = (call: Call): Answer =>
  withHybrid(call, (machine) => {
    const checked = checkBody(machinePatch, call.body);
    if ('refused' in checked) return checked.refused;
    const next = { ...machine, tags: checked.value.tags };
    call.store.put('hybridMachine', key(call), next);
    return ok(hybridView(next));
  });

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const machines = 'providers/Microsoft.HybridCompute/machines';
export const H = `${G}/${machines}/{name}`;

export const hybridMachineRoutes: Route[] = [
  route('GET', `${S}/${machines}`, list),
  route('GET', `${G}/${machines}`, list),
  route('GET', H, (call) => withHybrid(call, (machine) => ok(hybridView(machine)))),
  route('PATCH', H, patch),
];
