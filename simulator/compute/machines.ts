// Virtual machines: list by subscription and by resource group, one (with its instance view), and their tags. Their power is in
// power.ts, scripts on them in run-commands.ts.

import { instanceView, machineProperties } from '../arm/inventory.ts';
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { machinePatch } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { machineId, resourceKey } from '../state/keys.ts';
import type { Json, Machine } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

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

export const machineKey = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));

export function withMachine(call: Call, answer: (machine: Machine) => Answer): Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const machine = call.store.get('machine', machineKey(call));
  return machine ? answer(machine) : notFound(`Microsoft.Compute/virtualMachines/${param(call, 'name')}`, param(call, 'group'));
}

const patch = (call: Call): Answer =>
  withMachine(call, (machine) => {
    const checked = checkBody(machinePatch, call.body);
    if ('refused' in checked) return checked.refused;
    const next = { ...machine, tags: checked.value.tags };
    call.store.put('machine', machineKey(call), next);
    return ok(machineView(next, false));
  });

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const machines = 'providers/Microsoft.Compute/virtualMachines';
export const M = `${G}/${machines}/{name}`;

export const machineRoutes: Route[] = [
  route('GET', `${S}/${machines}`, list),
  route('GET', `${G}/${machines}`, list),
  route('GET', M, (call) => withMachine(call, (machine) => ok(machineView(machine, wantsStatus(call))))),
  route('GET', `${M}/instanceView`, (call) => withMachine(call, (machine) => ok(instanceView(machine)))),
  route('PATCH', M, patch),
];
