// Installs or updates the fake agent. The only operation that a machine without an agent answers.
import { workMs } from '../../wire/call.ts';
import type { MarsAgent } from '../model.ts';
import type { AgentAnswer, AgentCall } from './answer.ts';
import { complaint } from './answer.ts';
import { newestAgent } from './state.ts';

type InstallCall = Omit<AgentCall, 'agent'> & { agent: MarsAgent | null };

/** Downloading and installing, in simulated seconds. */
const installSeconds = 90;

function install({ world, host, agent, at, input }: InstallCall): AgentAnswer {
  const url = String(input.url ?? '');
  if (!/^https:\/\//.test(url)) return complaint('InvalidUrl', 'The installer can only be fetched over https.', 'InvalidArgument');
  if (/unsigned/.test(url))
    return complaint('InstallerNotSigned', 'The installer is not signed by Microsoft Corporation. It was not started.', 'SecurityError');
  const fresh: MarsAgent = {
    host: host.id,
    computer: host.names.find((name) => name.includes('.')) ?? host.name,
    version: newestAgent,
    vault: null,
    container: null,
    settings: { proxy: null, throttle: null, passphraseSet: false },
    policy: null,
    systemState: null,
    renamed: [],
  };
  const next = agent ? { ...agent, version: newestAgent } : fresh;
  if (agent?.vault && agent.container) {
    const key = `${agent.vault}|${agent.container}`.toLowerCase();
    const container = world.store.get('container', key);
    if (container) world.store.put('container', key, { ...container, agentVersion: newestAgent });
  }
  return {
    data: { before: agent?.version ?? null, after: newestAgent, registered: next.vault !== null },
    agent: next,
    endAt: at + workMs(world, agent?.version === newestAgent ? 1 : installSeconds),
  };
}

export const installOperations: Record<string, (call: InstallCall) => AgentAnswer> = { 'install-agent': install };
