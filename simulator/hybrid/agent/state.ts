// The MARS agent of a machine. One that an estate only implies (a container of the vault bears the machine's name) is made when it
// is first asked, from what the vault knows of it; from then on its own state counts.

import { policyKey } from '../../state/keys.ts';
import type { Item, Policy } from '../../state/model.ts';
import { asJson, type World } from '../../wire/call.ts';
import type { Host } from '../hosts.ts';
import type { AgentPolicy, MarsAgent } from '../model.ts';

/** The version that the fake calls the newest. */
export const newestAgent = '2.0.9262.0';
export const systemStateName = 'System State';

export const keepAgent = (world: Pick<World, 'store'>, agent: MarsAgent) =>
  world.store.put('marsAgent', agent.host.toLowerCase(), agent, { parent: agent.vault ?? '' });

/** Null: there is none on this machine. */
export function agentOf(world: Pick<World, 'store'>, host: Host): MarsAgent | null {
  const kept = world.store.get('marsAgent', host.id.toLowerCase());
  if (kept) return kept;
  const container = world.store
    .list('container')
    .map(({ doc }) => doc)
    .find(({ management, friendlyName }) => {
      const name = friendlyName.toLowerCase();
      return management === 'MAB' && (host.names.includes(name) || host.names.includes(name.split('.')[0] ?? ''));
    });
  if (!container) return null;
  const items = itemsIn(world, container.vault, container.name);
  return {
    host: host.id,
    computer: container.friendlyName,
    version: container.agentVersion ?? newestAgent,
    vault: container.vault,
    container: container.name,
    settings: { proxy: null, throttle: null, passphraseSet: true },
    policy: policyOf(
      world,
      items.filter((item) => item.friendlyName !== systemStateName),
    ),
    systemState: policyOf(
      world,
      items.filter((item) => item.friendlyName === systemStateName),
    ),
    renamed: [],
  };
}

/** What the vault holds of this machine. */
export const itemsIn = (world: Pick<World, 'store'>, vault: string, container: string): Item[] =>
  world.store
    .list('item', vault)
    .map(({ doc }) => doc)
    .filter((item) => item.container.toLowerCase() === container.toLowerCase());

export const itemsOf = (world: Pick<World, 'store'>, agent: MarsAgent): Item[] =>
  agent.vault === null || agent.container === null ? [] : itemsIn(world, agent.vault, agent.container);

function policyOf(world: Pick<World, 'store'>, items: readonly Item[]): AgentPolicy | null {
  const [first] = items;
  if (!first) return null;
  const policy = first.policy === null ? null : world.store.get('policy', policyKey(first.vault, first.policy));
  return {
    id: first.policy ?? 'policy',
    state: first.state === 'ProtectionStopped' ? 'Paused' : 'Valid',
    include: items.map(({ friendlyName }) => ({ path: friendlyName, recursive: true })),
    exclude: [],
    ...scheduleOf(policy),
  };
}

const week = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function scheduleOf(policy: Policy | null): Pick<AgentPolicy, 'schedule' | 'retention'> {
  const schedule = asJson(policy?.properties.schedulePolicy);
  const times = Array.isArray(schedule.scheduleRunTimes) ? schedule.scheduleRunTimes.map((time) => String(time).slice(11, 16)) : ['22:00'];
  const days = Array.isArray(schedule.scheduleRunDays) ? schedule.scheduleRunDays.map(String) : week;
  const daily = asJson(asJson(asJson(policy?.properties.retentionPolicy).dailySchedule).retentionDuration);
  return { schedule: { days, times }, retention: { days: Number(daily.count) || 30 } };
}
