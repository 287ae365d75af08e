// Fills an empty store with the Arc machines and the MARS agents of an estate.
import { chance } from '../seed/random.ts';
import { containerKey, resourceKey } from '../state/keys.ts';
import { group, type Loading } from '../state/load.ts';
import { agentOf, keepAgent } from './agent/state.ts';
import { type Host, hostOfHybrid, hostOfMachine } from './hosts.ts';
import type { HybridMachine } from './model.ts';

const dayMs = 86_400_000;

export function loadHybridMachines(loading: Loading): void {
  const { estate, store, now, seed } = loading;
  for (const { subscription = loading.home, fqdn, silentDays, ...rest } of estate.hybridMachines) {
    const key = resourceKey(subscription, rest.resourceGroup, rest.name);
    group(loading, subscription, rest.resourceGroup, rest.location);
    const machine: HybridMachine = {
      ...rest,
      subscription,
      fqdn: fqdn ?? rest.name,
      statusSince: now - (rest.status === 'Disconnected' ? silentDays : 30) * dayMs,
      agentVersion: '1.47.02945.1741',
      vmId: chance(seed, `arc|${key}`).guid(),
    };
    store.put('hybridMachine', key, machine, { parent: subscription.toLowerCase() });
  }
}

/** Every machine that scripts can be run on. */
export const hosts = ({ store }: Pick<Loading, 'store'>): Host[] => [
  ...store.list('machine').map(({ doc }) => hostOfMachine(doc)),
  ...store.list('hybridMachine').map(({ doc }) => hostOfHybrid(doc)),
];

export function loadAgents(loading: Loading): void {
  const { estate, store } = loading;
  if (estate.marsAgents.length === 0) return;
  const all = hosts(loading);
  for (const { machine, version } of estate.marsAgents) {
    const host = all.find(({ names }) => names.includes(machine.toLowerCase()));
    if (!host) throw new Error(`the estate has a MARS agent on ${machine}, but no such machine`);
    const known = agentOf({ store }, host);
    if (known?.vault && known.container) {
      const key = containerKey(known.vault, known.container);
      const container = store.get('container', key);
      if (container) store.put('container', key, { ...container, agentVersion: version });
      continue;
    }
    keepAgent(
      { store },
      {
        host: host.id,
        computer: host.names.find((name) => name.includes('.')) ?? host.name,
        version,
        vault: null,
        container: null,
        settings: { proxy: null, throttle: null, passphraseSet: false },
        policy: null,
        systemState: null,
        renamed: [],
      },
    );
  }
}
