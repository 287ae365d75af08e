// One row of the overview: what is known of an agent, how it is, why, and what to do about it. A pure function, so every verdict has a test.
import type { Json } from '../../kit/json.ts';
import type { Agent } from './agents.ts';
import { nextRun } from './next-run.ts';
import { compareVersions } from './versions.ts';

interface Action {
  /** Type of the node that does it. */
  readonly type: string;
  readonly title: string;
  readonly params: { readonly [name: string]: Json };
}

/** What the machine itself said, when it was asked. */
export interface Deep {
  readonly policyState: string | null;
  readonly nextBackup: string | null;
  readonly running: boolean;
  readonly error: string | null;
}

export interface Row {
  readonly server: string;
  readonly vault: string;
  readonly vaultId: string;
  readonly health: 'Healthy' | 'Warning' | 'Stale' | 'Failed';
  readonly reasons: readonly string[];
  readonly agentVersion: string | null;
  readonly outdated: boolean;
  readonly items: readonly {
    readonly name: string;
    readonly state: string;
    readonly lastBackup: string | null;
    readonly lastStatus: string | null;
  }[];
  /** Of the item that was backed up longest ago: it decides. */
  readonly lastBackup: string | null;
  readonly lastStatus: string | null;
  readonly nextRun: string | null;
  readonly nextRunFrom: 'machine' | 'policy' | null;
  readonly where: 'azureVm' | 'arc' | null;
  readonly machine: string | null;
  readonly machineState: string | null;
  readonly reachable: boolean;
  readonly deep: Deep | null;
  readonly actions: readonly Action[];
}

export interface Measure {
  readonly now: number;
  readonly staleMs: number;
  readonly newest: string;
}

const hours = (ms: number): string =>
  ms >= 2 * 86_400_000 ? `${Math.floor(ms / 86_400_000)} days` : `${Math.max(1, Math.floor(ms / 3_600_000))} hours`;

export function rowOf(agent: Agent, measure: Measure, deep: Deep | null = null): Row {
  const { now, staleMs, newest } = measure;
  const items = agent.items.map(({ friendlyName, protectionState, lastBackupTime, lastBackupStatus, lastError }) => ({
    name: friendlyName,
    state: protectionState,
    lastBackup: lastBackupTime,
    lastStatus: lastBackupStatus,
    error: lastError,
  }));
  const oldest = items.reduce<(typeof items)[number] | null>(
    (least, item) => (least === null || (item.lastBackup ?? '') < (least.lastBackup ?? '') ? item : least),
    null,
  );
  const failed = items.filter(({ lastStatus }) => lastStatus === 'Failed');
  const stopped = items.length > 0 && items.every(({ state }) => /Stopped|Paused/i.test(state));
  const paused = deep?.policyState === 'Paused' || stopped;
  const age = oldest?.lastBackup ? now - Date.parse(oldest.lastBackup) : null;
  const outdated = agent.version !== null && compareVersions(agent.version, newest) < 0;
  const stale: string[] = [];
  if (items.length === 0) stale.push('Nothing is backed up.');
  else if (age === null)
    stale.push(
      `${items
        .filter(({ lastBackup }) => lastBackup === null)
        .map(({ name }) => name)
        .join(', ')} was never backed up.`,
    );
  else if (age > staleMs) stale.push(`The last backup of ${oldest?.name ?? ''} is ${hours(age)} old.`);
  const bad = failed.map(({ name, error }) => `The last backup of ${name} failed${error ? `: ${error.message || error.code}` : '.'}`);
  const machine = agent.machine;
  const warnings = [
    ...(paused ? ['Scheduled backups are paused.'] : []),
    ...(outdated ? [`Agent ${agent.version} is older than ${newest}.`] : []),
    ...(machine && !machine.reachable ? [`The machine is ${machine.state.toLowerCase()}.`] : []),
    ...(deep?.error ? [`The machine did not answer: ${deep.error}`] : []),
  ];
  const policy =
    agent.policies.find(({ name }) => agent.items.some((item) => item.policyName === name)) ??
    (agent.policies.length === 1 ? agent.policies[0] : undefined);
  const planned = deep?.nextBackup ?? (policy && !paused && items.length > 0 ? nextRun(policy.properties, now) : null);
  return {
    server: agent.server,
    vault: agent.vault.name,
    vaultId: agent.vault.id,
    health: bad.length > 0 ? 'Failed' : stale.length > 0 ? 'Stale' : warnings.length > 0 ? 'Warning' : 'Healthy',
    reasons: [...bad, ...stale, ...warnings],
    agentVersion: agent.version,
    outdated,
    items: items.map(({ error: _, ...item }) => item),
    lastBackup: oldest?.lastBackup ?? null,
    lastStatus: failed.length > 0 ? 'Failed' : (oldest?.lastStatus ?? null),
    nextRun: planned,
    nextRunFrom: planned === null ? null : deep?.nextBackup ? 'machine' : 'policy',
    where: machine?.kind ?? null,
    machine: machine?.id ?? null,
    machineState: machine?.state ?? null,
    reachable: machine?.reachable ?? false,
    deep,
    actions: actionsOf(agent, { outdated, paused, needsBackup: bad.length > 0 || stale.length > 0 }),
  };
}

function actionsOf(
  { machine, items }: Agent,
  found: { readonly outdated: boolean; readonly paused: boolean; readonly needsBackup: boolean },
): Action[] {
  if (!machine) return [];
  const params = { where: machine.kind, machine: machine.id };
  if (!machine.reachable)
    return machine.kind === 'azureVm' ? [{ type: 'azure.start-vm', title: 'Start the VM', params: { vm: machine.id } }] : [];
  return [
    ...(found.paused ? [{ type: 'mars.set-policy-state', title: 'Resume its backups', params: { ...params, state: 'Valid' } }] : []),
    ...(found.outdated ? [{ type: 'mars.install-agent', title: 'Update the agent', params }] : []),
    ...(found.needsBackup && items.length > 0 && !found.paused ? [{ type: 'mars.backup-now', title: 'Back up now', params }] : []),
    ...(found.needsBackup && items.length === 0 ? [{ type: 'mars.set-policy', title: 'Set up a backup', params }] : []),
    { type: 'mars.agent-status', title: 'Ask the agent', params },
  ];
}
