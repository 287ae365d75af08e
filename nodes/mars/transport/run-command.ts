// The way through Run Command: a resource below the Azure VM or the Arc machine, named after the step, whose instance view tells how
// far the script is. No port is opened and no agent of ours is needed.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { clearRunCommands, runCommandId } from '../../kit/run-commands.ts';
import { scriptOf } from '../scripts/script.ts';
import type { Look, MarsCall, Place, Where } from './contract.ts';
import { nullIfMissing } from './missing.ts';

type Azure = Pick<AzureBackup, 'arm' | 'data'>;

const versions = { azureVm: '2024-03-01', arc: '2025-01-13' } as const;
/** The instance view shows the last 4,096 bytes; some are left for what the shell adds. */
const room = 3_500;
const blobRoom = 4_000_000;

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const machineIds = {
  azureVm: /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+$/i,
  arc: /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.HybridCompute\/machines\/[^/]+$/i,
} as const;

interface Host {
  readonly id: string;
  readonly name: string;
  readonly location: string;
}

async function hostOf(azure: Azure, way: 'azureVm' | 'arc', id: string): Promise<Host> {
  const kind = way === 'arc' ? 'an Arc machine' : 'an Azure VM';
  if (!machineIds[way].test(id))
    throw fail('param_invalid', `${id} is not the id of ${kind}.`, { advice: ['Choose the machine from the list.'] });
  const { body } = await azure.arm({ method: 'GET', path: way === 'arc' ? id : `${id}?$expand=instanceView`, apiVersion: versions[way] });
  const { name, location, properties } = object(body);
  const own = object(properties);
  const system = text(object(object(own.storageProfile).osDisk).osType) || text(own.osType);
  if (/^linux$/i.test(system)) throw fail('param_invalid', `${text(name)} runs Linux. The MARS agent is for Windows.`);
  const power = way === 'arc' ? null : powerOf(own);
  if (power !== null && power !== 'running')
    throw fail('machine_unreachable', `${text(name)} is not running (${power}).`, {
      refused: true,
      advice: ['Start the VM before this step.'],
    });
  if (way === 'arc' && text(own.status) !== 'Connected')
    throw fail(
      'machine_unreachable',
      `${text(name)} is ${text(own.status).toLowerCase() || 'not connected'} since ${text(own.lastStatusChange)}.`,
      {
        refused: true,
        advice: ['Look on the machine whether the service “Azure Hybrid Instance Metadata Service” runs, and whether it reaches Azure.'],
      },
    );
  return { id, name: text(name), location: text(location) };
}

function powerOf(properties: JsonObject): string | null {
  const statuses = object(properties.instanceView).statuses;
  const codes = Array.isArray(statuses) ? statuses.map((status) => text(object(status).code)) : [];
  return codes.find((code) => /^PowerState\//i.test(code))?.slice('PowerState/'.length) ?? null;
}

export function placeOf({ where, machine = '', outputContainer }: Where, key: string): Place {
  return {
    way: 'runCommand',
    id: runCommandId(machine, key),
    apiVersion: versions[where === 'arc' ? 'arc' : 'azureVm'],
    blob: outputContainer ? `${outputContainer.replace(/\/+$/, '')}/vaultflow-${key}.txt` : null,
  };
}

/** Sends the script. Answers with the machine's name and how soon to look. */
export async function startCommand(
  azure: Azure,
  where: Where,
  call: MarsCall,
): Promise<{ readonly name: string; readonly pauseSeconds: number }> {
  const way = where.where === 'arc' ? 'arc' : 'azureVm';
  const host = await hostOf(azure, way, where.machine ?? '');
  await clearRunCommands(azure, host.id, versions[way]);
  const place = placeOf(where, call.key) as Place & { readonly way: 'runCommand' };
  const answer = await azure.arm({
    method: 'PUT',
    path: place.id,
    apiVersion: place.apiVersion,
    key: call.key,
    body: {
      location: host.location,
      properties: {
        source: { script: scriptOf(call.operation) },
        parameters: [{ name: 'Request', value: call.request(place.blob ? blobRoom : room) }],
        ...secretParameters(call),
        asyncExecution: true,
        timeoutInSeconds: call.limitSeconds,
        treatFailureAsDeploymentFailure: false,
        ...(place.blob ? { outputBlobUri: place.blob, outputBlobManagedIdentity: {} } : {}),
      },
    },
  });
  return { name: host.name, pauseSeconds: answer.pending?.retryAfterSeconds ?? 5 };
}

function secretParameters({ operation, secrets }: MarsCall): { readonly [name: string]: Json } {
  const given = operation.secrets.flatMap((name) => (secrets[name] ? [{ name, value: secrets[name] as unknown as Json }] : []));
  return given.length > 0 ? { protectedParameters: given } : {};
}

/** Null: there is no such command, so it was never sent. */
export async function lookAtCommand(azure: Azure, place: Place & { readonly way: 'runCommand' }): Promise<Look | null> {
  const expand = /HybridCompute/i.test(place.id) ? '' : '?$expand=instanceView';
  const answer = await azure.arm({ method: 'GET', path: `${place.id}${expand}`, apiVersion: place.apiVersion }).catch(nullIfMissing);
  if (answer === null) return null;
  const view = object(object(object(answer.body).properties).instanceView);
  const state = text(view.executionState);
  if (state === 'TimedOut')
    throw fail('timed_out', 'The script on the machine took longer than it may.', { advice: ['Allow it more time: “At most”.'] });
  if (state === 'Canceled') throw fail('mars_failed', 'Somebody cancelled the run command in Azure.');
  if (state !== 'Succeeded' && state !== 'Failed')
    return { over: false, says: state === 'Running' ? 'the script runs' : 'waits for the machine', pauseSeconds: null };
  const output = place.blob ? await blobText(azure, place.blob, text(view.output)) : text(view.output);
  return { over: true, output, complaint: text(view.error) || text(view.executionMessage) };
}

async function blobText(azure: Azure, url: string, shown: string): Promise<string> {
  // A short answer stands in the instance view as well; then the blob need not be readable from here.
  if (/@@VFZ?@@/.test(shown)) return shown;
  const { body } = await azure.data({ service: 'storage', method: 'GET', url });
  return typeof body === 'string' ? body : JSON.stringify(body);
}
