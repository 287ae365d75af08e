// A machine that scripts can be run on, whether it is a virtual machine or a server that Azure Arc knows: its id, whether it can be
// reached, and the names by which a MARS agent on it is registered.

import type { Store } from '../state/database.ts';
import { machineId, resourceKey } from '../state/keys.ts';
import type { Machine } from '../state/model.ts';
import type { HybridMachine } from './model.ts';

export interface Host {
  id: string;
  name: string;
  location: string;
  os: 'Windows' | 'Linux';
  reachable: boolean;
  /** Full and short computer names, lower case. */
  names: string[];
}

export const hybridId = (m: Pick<HybridMachine, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${m.subscription}/resourceGroups/${m.resourceGroup}/providers/Microsoft.HybridCompute/machines/${m.name}`;

const namesOf = (...names: string[]) => [...new Set(names.flatMap((name) => [name.toLowerCase(), name.toLowerCase().split('.')[0] ?? '']))];

export const hostOfMachine = (machine: Machine): Host => ({
  id: machineId(machine),
  name: machine.name,
  location: machine.location,
  os: machine.os,
  reachable: machine.power === 'running',
  names: namesOf(machine.name),
});

export const hostOfHybrid = (machine: HybridMachine): Host => ({
  id: hybridId(machine),
  name: machine.name,
  location: machine.location,
  os: machine.os,
  reachable: machine.status === 'Connected',
  names: namesOf(machine.fqdn, machine.name),
});

/** The host that an ARM id names. */
export function hostById(store: Store, id: string): Host | null {
  const match =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.(Compute\/virtualMachines|HybridCompute\/machines)\/([^/]+)$/i.exec(
      id,
    );
  if (!match) return null;
  const [, subscription = '', group = '', type = '', name = ''] = match;
  const key = resourceKey(subscription, group, name);
  if (/^compute/i.test(type)) {
    const machine = store.get('machine', key);
    return machine ? hostOfMachine(machine) : null;
  }
  const machine = store.get('hybridMachine', key);
  return machine ? hostOfHybrid(machine) : null;
}
