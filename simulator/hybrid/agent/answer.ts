// A FAKE of the MARS agent's PowerShell module. Scripts of the MARS nodes name their operation in their first line and take their
// values as one base64 JSON parameter; this answers as that operation on a real machine would, with state that lives per machine.
// It runs no PowerShell, so it proves what goes over the wire and nothing about the module itself.
import { gzipSync } from 'node:zlib';
import type { Execution } from '../../compute/model.ts';
import type { Json } from '../../state/model.ts';
import { asJson, type World } from '../../wire/call.ts';
import type { ScriptRun } from '../execute.ts';
import type { Host } from '../hosts.ts';
import type { MarsAgent } from '../model.ts';
import { installOperations } from './install.ts';
import { jobOperations } from './jobs.ts';
import { policyOperations } from './policies.ts';
import { recoveryOperations } from './recovery.ts';
import { registrationOperations } from './registration.ts';
import { settingsOperations } from './settings.ts';
import { agentOf, keepAgent } from './state.ts';

export interface AgentCall {
  world: World;
  host: Host;
  agent: MarsAgent;
  /** When the script's own work begins. */
  at: number;
  input: Json;
  secrets: Record<string, string>;
}

export interface AgentError {
  id: string;
  category: string;
  message: string;
}

/** `agent`: its new state. `endAt`: when the work is over; default at once. */
export type AgentAnswer = { data: Json; agent?: MarsAgent; endAt?: number } | { error: AgentError };
export type AgentOperation = (call: AgentCall) => AgentAnswer;

export const complaint = (id: string, message: string, category = 'InvalidOperation'): { error: AgentError } => ({
  error: { id, category, message },
});

const operations: Record<string, AgentOperation> = {
  ...jobOperations,
  ...policyOperations,
  ...settingsOperations,
  ...recoveryOperations,
  ...registrationOperations,
};

const marker = /^# vaultflow-mars operation=([a-z-]+) contract=1\s*$/;
const runbook = /^# vaultflow-mars runbook contract=1\s*$/;

/** The operation that a script names; null: it is none of ours. */
export function markerOf(script: string, parameters: ScriptRun['parameters']): string | null {
  const first = script.split(/\r?\n/, 1)[0] ?? '';
  if (runbook.test(first)) return parameters.find(({ name }) => name === 'Operation')?.value ?? '';
  return marker.exec(first)?.[1] ?? null;
}

export function answerAgent(world: World, host: Host, operation: string, { parameters }: ScriptRun, at: number): Execution {
  const given = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const input = requestOf(given.Request);
  if (input === null) return failed({ id: 'FormatException', category: 'NotSpecified', message: 'The request is not base64 JSON.' }, at);
  if (host.os !== 'Windows') return { exitCode: 127, output: '', error: `powershell: command not found on ${host.name}`, endAt: at };
  const agent = agentOf(world, host);
  const call = { world, host, agent: agent as MarsAgent, at, input, secrets: given };
  const install = installOperations[operation];
  const work = install ? () => install({ ...call, agent: agent ?? null }) : () => (agent ? operate(operation, call) : noModule);
  const answer = work();
  if ('error' in answer) return failed(answer.error, at);
  if (answer.agent) keepAgent(world, answer.agent);
  const room = typeof input.room === 'number' ? input.room : 3_500;
  const about = { ok: true, agent: (answer.agent ?? agent)?.version ?? null, computer: (answer.agent ?? agent)?.computer ?? host.name };
  return { exitCode: 0, output: fitted(about, answer.data, input, room), error: '', endAt: answer.endAt ?? at };
}

const noModule = complaint(
  'Modules_ModuleNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand',
  "The specified module 'MSOnlineBackup' was not loaded because no valid module file was found in any module directory.",
  'ResourceUnavailable',
);

function operate(operation: string, call: AgentCall): AgentAnswer {
  const work = operations[operation];
  if (!work) return complaint('UnknownOperation', `There is no operation ${operation}.`, 'InvalidArgument');
  const free = ['register', 'list-certificates', 'list-recovery-services', 'get-status', 'get-settings'];
  if (call.agent.vault === null && !free.includes(operation))
    return complaint(
      'MachineNotRegistered',
      'The server is not registered with a Recovery Services vault. Register it with vault credentials first.',
    );
  return work(call);
}

function requestOf(text: string | undefined): Json | null {
  try {
    return asJson(JSON.parse(Buffer.from(text ?? '', 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

const failed = (error: AgentError, endAt: number): Execution => ({
  exitCode: 1,
  output: `@@VF@@${ascii({ ok: false, error })}@@/VF@@`,
  error: error.message,
  endAt,
});

/** As the script does it: plain when it fits, packed when it must, and of a list as much as there is room for. */
function fitted(about: Json, data: Json, input: Json, room: number): string {
  const items = Array.isArray(data.items) ? data.items : null;
  if (!items) return encoded({ ...about, data }, room) ?? `@@VF@@${JSON.stringify({ ok: false, error: tooLarge })}@@/VF@@`;
  const skip = Number(input.skip ?? 0);
  const rest = items.slice(skip, skip + Number(input.take ?? items.length));
  for (let count = rest.length; ; count = Math.floor(count / 2)) {
    const next = skip + count < items.length ? skip + count : null;
    const text = encoded({ ...about, data: { ...data, items: rest.slice(0, count), total: items.length, next } }, room);
    if (text !== null || count === 0) return text ?? '';
  }
}

/** ASCII only, and no sign in it that a marker begins with. */
const ascii = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[^\x20-\x7e]|@/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const tooLarge: AgentError = { id: 'ResultTooLarge', category: 'LimitsExceeded', message: 'The result does not fit.' };

function encoded(envelope: Json, room: number): string | null {
  const text = ascii(envelope);
  if (text.length <= room) return `@@VF@@${text}@@/VF@@`;
  const packed = gzipSync(text).toString('base64');
  return packed.length <= room ? `@@VFZ@@${packed}@@/VFZ@@` : null;
}
