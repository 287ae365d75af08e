// Runs a script inside a virtual machine through managed Run Command, and gives back what it wrote. The script is text that the
// author of the flow answers for; values belong into its parameters, never into the text.
import { z } from 'zod';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { defineNode, type Outcome, wait } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { azureId, duration, flag, longText, secret } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { clearRunCommands, runCommandId } from '../kit/run-commands.ts';
import { figure, object, resourceChoices, text } from './find.ts';
import { vmNamed, vmType } from './vm.ts';

const apiVersion = '2024-03-01';
const longestPauseMs = 30_000;
const estate = { machines: [{ name: 'vm-on-01' }, { name: 'vm-off-01', power: 'deallocated' as const }] };

interface State {
  readonly id: string;
  readonly vm: string;
  readonly failOnError: boolean;
  readonly pauseMs: number;
}

export default defineNode({
  type: 'azure.run-command',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Run command on VM',
  summary: 'Runs a script inside a virtual machine.',
  icon: 'code',
  keywords: ['script', 'powershell', 'bash', 'smoke test', 'az vm run-command', 'Invoke-AzVMRunCommand', 'Set-AzVMRunCommand'],
  needs: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/runCommands/write',
    'Microsoft.Compute/virtualMachines/runCommands/read',
    'Microsoft.Compute/virtualMachines/runCommands/delete',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vm: azureId('vm', { title: 'VM' }),
    script: longText({
      title: 'Script',
      description: 'PowerShell on Windows, shell on Linux. Put values into the parameters, not into the text.',
      ui: { lines: 8, placeholder: 'param([string]$Service)\nGet-Service $Service | ConvertTo-Json' },
    }).min(1),
    parameters: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a parameter'), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .meta({ title: 'Parameters', ui: { widget: 'key-value' } }),
    secrets: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a parameter'), secret())
      .default({})
      .meta({
        title: 'Secret parameters',
        description: 'From secret inputs or Key Vaults; Azure keeps them encrypted.',
        ui: { widget: 'key-value', advanced: true },
      }),
    timeout: duration({ title: 'Time limit of the script', ui: { advanced: true } }).default('PT1H'),
    failOnError: flag({
      title: 'Fail when the script fails',
      description: 'Off: the step goes on with the exit code.',
      ui: { advanced: true },
    }).default(true),
  }),
  ports: ['done'],
  result: z.object({
    vm: z.string(),
    exitCode: z.int(),
    output: z.string().meta({ title: 'Output', description: 'The last 4 KB.' }),
    error: z.string(),
    json: z.json().nullable().meta({ title: 'Output as a value', description: 'When the output is JSON.' }),
    state: z.string(),
  }),
  line: '{vm} · {script}',
  async run({ params, azure, key }) {
    const vm = await vmNamed(azure, params.vm);
    const id = runCommandId(vm.id, key);
    await clearRunCommands(azure, vm.id, apiVersion);
    const seconds = Math.max(1, Math.round((durationMs(params.timeout) ?? 3_600_000) / 1000));
    await azure.arm({
      method: 'PUT',
      path: id,
      apiVersion,
      key,
      body: {
        location: vm.location,
        properties: {
          source: { script: params.script },
          parameters: Object.entries(params.parameters).map(([name, value]) => ({ name, value: String(value) })),
          ...(Object.keys(params.secrets).length > 0
            ? { protectedParameters: Object.entries(params.secrets).map(([name, value]) => ({ name, value: value as unknown as Json })) }
            : {}),
          asyncExecution: true,
          timeoutInSeconds: seconds,
        },
      },
    });
    return parked({ id, vm: vm.name, failOnError: params.failOnError, pauseMs: 1_000 }, 'the script was handed over');
  },
  resume: ({ azure, state }) => look(azure, state as unknown as State),
  /** The command is named after the step: it is there, or it never was. */
  async recover({ params, azure, key }) {
    const vm = await vmNamed(azure, params.vm);
    const id = runCommandId(vm.id, key);
    try {
      await azure.arm({ method: 'GET', path: id, apiVersion });
      return { happened: parked({ id, vm: vm.name, failOnError: params.failOnError, pauseMs: 1_000 }, 'the script was handed over') };
    } catch (error) {
      if (error instanceof FailureError && error.failure.azure?.status === 404) return 'didNot';
      throw error;
    }
  },
  choices: { vm: resourceChoices(vmType) },
  examples: [
    {
      name: 'What the script wrote, as a value',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', script: 'Write-Output \'{"healthy":true}\'' },
      expect: { port: 'done', data: { vm: 'vm-on-01', exitCode: 0, state: 'Succeeded', json: { healthy: true } } },
    },
    {
      name: 'A secret goes as a protected parameter',
      given: { estate, secrets: { password: 'correct horse battery staple' }, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', script: 'hostname', secrets: { Password: '{{ inputs.password }}' } },
      expect: { port: 'done', data: { output: 'vm-on-01', json: null } },
    },
    {
      name: 'The script fails',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', script: "throw 'no such service'" },
      expect: { failed: { code: 'node_failed', azure: { code: 'RunCommandFailed' } } },
    },
    {
      name: 'It fails, and the flow wants to know how',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', script: 'exit 3', failOnError: false },
      expect: { port: 'done', data: { exitCode: 3, state: 'Failed' } },
    },
    {
      name: 'The machine is off',
      given: { estate },
      params: { vm: 'vm-off-01', script: 'hostname' },
      expect: { failed: { code: 'azure_error', azure: { code: 'OperationNotAllowed', status: 409 } } },
    },
    {
      name: 'A parameter whose name is none',
      given: { estate },
      params: { vm: 'vm-on-01', script: 'hostname', parameters: { 'a b': 'x' } },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

const parked = (state: State, says: string): Outcome => wait({ afterMs: state.pauseMs, state: state as unknown as Json, says });

async function look(azure: AzureBackup, state: State): Promise<Outcome> {
  const { body } = await azure.arm({ method: 'GET', path: `${state.id}?$expand=instanceView`, apiVersion });
  const view = object(object(object(body).properties).instanceView);
  const now = text(view.executionState) || 'Unknown';
  if (/^(pending|running|unknown)$/i.test(now))
    return parked({ ...state, pauseMs: Math.min(state.pauseMs * 2, longestPauseMs) }, `the script is ${now.toLowerCase()}`);
  const [output, error] = [text(view.output), text(view.error)];
  const exitCode = figure(view.exitCode) ?? 0;
  const failed = !/^succeeded$/i.test(now) || exitCode !== 0;
  if (failed && state.failOnError)
    throw fail('node_failed', `The script on ${state.vm} ended with ${now} (exit code ${exitCode}).`, {
      cause: (error || output || text(view.executionMessage)).slice(-2_000),
      azure: { code: `RunCommand${now}` },
    });
  return { port: 'done', data: { vm: state.vm, exitCode, output, error, json: parsed(output), state: now } };
}

function parsed(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch {
    return null;
  }
}
