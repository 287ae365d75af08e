// Run Command on virtual machines and on Arc machines. The managed form (PUT runCommands) is a resource whose instance view tells
// how far the script is, with the last 4 KB of its output; the action form (POST runCommand) answers when the script is over. What a script
// comes to is decided when the request is accepted, in one transaction with it, and shown when its time has come.
import { execute } from '../hybrid/execute.ts';
import { type Host, hostOfHybrid, hostOfMachine } from '../hybrid/hosts.ts';
import { H, withHybrid } from '../hybrid/machines.ts';
import { checkBody } from '../requests/check.ts';
import { runCommandAction, runCommandRequest } from '../requests/compute.ts';
import type { Json } from '../state/model.ts';
import { putBlob } from '../storage/blobs.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { M, withMachine } from './machines.ts';
import type { RunCommand } from './model.ts';
import { startComputeOperation } from './operations.ts';

type WithHost = (call: Call, answer: (host: Host) => Answer) => Answer;
const onMachine: WithHost = (call, answer) => withMachine(call, (machine) => answer(hostOfMachine(machine)));
const onHybrid: WithHost = (call, answer) => withHybrid(call, (machine) => answer(hostOfHybrid(machine)));

/** A machine holds this many run commands. */
const most = 25;
/** Of a script's output only the end is shown. */
const shown = 4_096;
const iso = (ms: number) => new Date(ms).toISOString();

const keyOf = (host: Host, name: string) => `${host.id}|${name}`.toLowerCase();

type State = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'TimedOut';

function stateOf({ startAt, execution, timeoutSeconds }: RunCommand, call: Call): { state: State; endAt: number | null } {
  const limit = startAt + (timeoutSeconds * 1_000) / call.timeScale;
  if (execution === null) return call.at < limit ? { state: 'Pending', endAt: null } : { state: 'TimedOut', endAt: limit };
  if (execution.endAt > limit) return call.at < limit ? { state: 'Running', endAt: null } : { state: 'TimedOut', endAt: limit };
  if (call.at < execution.endAt) return { state: 'Running', endAt: null };
  return { state: execution.exitCode === 0 ? 'Succeeded' : 'Failed', endAt: execution.endAt };
}

function instanceView(command: RunCommand, call: Call): Json {
  const { state, endAt } = stateOf(command, call);
  const over = state === 'Succeeded' || state === 'Failed';
  return {
    executionState: state,
    executionMessage: state === 'TimedOut' ? 'The script did not finish within the time-out.' : '',
    exitCode: over ? (command.execution?.exitCode ?? 0) : 0,
    output: over ? (command.execution?.output ?? '').slice(-shown) : '',
    error: over ? (command.execution?.error ?? '').slice(-shown) : '',
    startTime: iso(command.startAt),
    ...(endAt === null ? {} : { endTime: iso(endAt) }),
    statuses: [],
  };
}

function view(call: Call, command: RunCommand, withView: boolean): Json {
  const { state } = stateOf(command, call);
  const done = command.asyncExecution || (state !== 'Pending' && state !== 'Running');
  return {
    id: `${command.host}/runCommands/${command.name}`,
    name: command.name,
    type: /Microsoft\.Compute/i.test(command.host)
      ? 'Microsoft.Compute/virtualMachines/runCommands'
      : 'Microsoft.HybridCompute/machines/runcommands',
    location: command.location,
    tags: command.tags,
    properties: {
      source: { script: command.script },
      parameters: command.parameters,
      asyncExecution: command.asyncExecution,
      timeoutInSeconds: command.timeoutSeconds,
      ...(command.outputBlobUri ? { outputBlobUri: command.outputBlobUri } : {}),
      treatFailureAsDeploymentFailure: false,
      provisioningState: done ? 'Succeeded' : 'Creating',
      ...(withView ? { instanceView: instanceView(command, call) } : {}),
    },
  };
}

/** Arc machines always show the instance view; virtual machines when asked. */
const wantsView = (call: Call, host: Host) => /HybridCompute/i.test(host.id) || /instanceview/i.test(call.query.$expand ?? '');

const put = (withHost: WithHost) => (call: Call) =>
  withHost(call, (host) => {
    const checked = checkBody(runCommandRequest, call.body);
    if ('refused' in checked) return checked.refused;
    const { location, tags = {}, properties } = checked.value;
    const hybrid = /HybridCompute/i.test(host.id);
    if (!host.reachable && !hybrid)
      return refuse(409, 'OperationNotAllowed', `Cannot modify extensions in the VM when the VM is not running.`);
    const name = param(call, 'command');
    const key = keyOf(host, name);
    const old = call.store.get('runCommand', key);
    if (!old && call.store.count('runCommand', host.id.toLowerCase()) >= most)
      return refuse(
        409,
        'OperationNotAllowed',
        `The maximum number of Run Commands allowed on a machine is ${most}. Delete some and try again.`,
      );
    const given = [...(properties.parameters ?? []), ...(properties.protectedParameters ?? [])];
    const script = properties.source.script ?? '';
    const command: RunCommand = {
      host: host.id,
      name,
      location,
      tags,
      script,
      parameters: properties.parameters ?? [],
      timeoutSeconds: properties.timeoutInSeconds ?? 5_400,
      asyncExecution: properties.asyncExecution ?? false,
      outputBlobUri: properties.outputBlobUri ?? null,
      startAt: call.at,
      execution: host.reachable ? execute(call, host, { script, parameters: given, at: call.at }) : null,
    };
    call.store.put('runCommand', key, command, { parent: host.id.toLowerCase() });
    writeOutput(call, command);
    const endAt = command.asyncExecution ? call.at : (command.execution?.endAt ?? call.at + command.timeoutSeconds * 1_000);
    const { headers } = startComputeOperation(call, { location: host.location, seconds: 0, endAt });
    // How soon the script can be over is worth knowing even when the request itself is done at once.
    const pause = Math.max(0, (command.execution?.endAt ?? call.at + 10_000) - call.at);
    return {
      status: old ? 200 : 201,
      body: view(call, command, false),
      headers: { ...headers, 'retry-after': String(pause < 1_000 ? 0 : Math.min(10, Math.ceil(pause / 1_000))) },
    };
  });

/** The whole output, where the command names a blob for it. */
function writeOutput(call: Call, { outputBlobUri, execution }: RunCommand) {
  const match = /^https:\/\/([a-z0-9]+)\.blob\.[^/]+\/([^/]+)\/([^?]+)/.exec(outputBlobUri ?? '');
  if (!match || !execution) return;
  const [, account = '', container = '', name = ''] = match;
  putBlob(call, { account, container, name: decodeURIComponent(name) }, execution.output, 'text/plain', execution.endAt);
}

const withCommand = (call: Call, host: Host, answer: (command: RunCommand) => Answer): Answer => {
  const command = call.store.get('runCommand', keyOf(host, param(call, 'command')));
  return command
    ? answer(command)
    : notFound(`${host.id.split('/providers/')[1] ?? ''}/runCommands/${param(call, 'command')}`, param(call, 'group'));
};

const get = (withHost: WithHost) => (call: Call) =>
  withHost(call, (host) => withCommand(call, host, (command) => ok(view(call, command, wantsView(call, host)))));

const list = (withHost: WithHost) => (call: Call) =>
  withHost(call, (host) => {
    const commands = call.store.list('runCommand', host.id.toLowerCase()).map(({ doc }) => doc);
    return page(call, commands, (command) => view(call, command, wantsView(call, host)));
  });

const remove = (withHost: WithHost) => (call: Call) =>
  withHost(call, (host) => {
    if (!call.store.get('runCommand', keyOf(host, param(call, 'command')))) return { status: 204 };
    call.store.remove('runCommand', keyOf(host, param(call, 'command')));
    return { status: 202, headers: startComputeOperation(call, { location: host.location, seconds: 5 }).headers };
  });

const action = (call: Call): Answer =>
  onMachine(call, (host) => {
    const checked = checkBody(runCommandAction, call.body);
    if ('refused' in checked) return checked.refused;
    if (!host.reachable) return refuse(409, 'OperationNotAllowed', 'The operation requires the VM to be running (or set to run).');
    const { script = [], parameters = [] } = checked.value;
    const done = execute(call, host, { script: script.join('\n'), parameters, at: call.at });
    const part = (name: string, text: string) => ({
      code: `ComponentStatus/${name}/succeeded`,
      level: 'Info',
      displayStatus: 'Provisioning succeeded',
      message: text.slice(-shown),
    });
    const output = { value: [part('StdOut', done.output), part('StdErr', done.error)] };
    return {
      status: 202,
      headers: startComputeOperation(call, { location: host.location, seconds: 0, endAt: done.endAt, output }).headers,
    };
  });

const both = (method: string, rest: string, handler: (withHost: WithHost) => (call: Call) => Answer): Route[] => [
  route(method, `${M}/runCommands${rest}`, handler(onMachine)),
  route(method, `${H}/runCommands${rest}`, handler(onHybrid)),
];

export const runCommandRoutes: Route[] = [
  ...both('GET', '', list),
  ...both('GET', '/{command}', get),
  ...both('PUT', '/{command}', put),
  ...both('DELETE', '/{command}', remove),
  route('POST', `${M}/runCommand`, action),
];
