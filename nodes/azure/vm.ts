// What the nodes about one virtual machine share: its field, its power state, and a power change that parks until it is through.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import type { Outcome, Recovery } from '../kit/define.ts';
import type { Json } from '../kit/json.ts';
import { resumeOperation, settleOperation } from '../kit/long-running.ts';
import { list, object, resource, text } from './find.ts';

export const vmType = 'microsoft.compute/virtualmachines';
const apiVersion = '2024-03-01';

export async function vmNamed(azure: AzureBackup, vm: string) {
  const { id, name, location, resourceGroup, properties } = await resource(azure, vmType, vm, 'VM');
  return { id, name, location, resourceGroup, properties };
}

/** running, deallocated, stopped, starting …; null when Azure does not say. */
async function powerState(azure: AzureBackup, id: string): Promise<string | null> {
  const { body } = await azure.arm({ method: 'GET', path: `${id}/instanceView`, apiVersion });
  const codes = list(object(body).statuses).map((status) => text(object(status).code));
  return codes.find((code) => code.startsWith('PowerState/'))?.slice('PowerState/'.length) ?? null;
}

interface Change {
  readonly vm: string;
  readonly action: 'start' | 'powerOff' | 'deallocate' | 'restart';
  readonly query?: string;
}

/** Nothing is sent when the machine is that way already. */
export async function changePower(azure: AzureBackup, key: string, { vm, action, query = '' }: Change): Promise<Outcome> {
  const { id, name } = await vmNamed(azure, vm);
  const before = await powerState(azure, id);
  const wanted = target[action];
  if (action !== 'restart' && (before === wanted || (before === 'deallocated' && wanted === 'stopped')))
    return { port: 'done', data: { id, name, powerState: before, before, changed: false } };
  const answer = await azure.arm({ method: 'POST', path: `${id}/${action}${query}`, apiVersion, key });
  return settleOperation(answer, {
    says: says[action],
    more: { id, name, before, wanted },
    finish: async () => ({ port: 'done', data: { id, name, powerState: await powerState(azure, id), before, changed: true } }),
  });
}

export const powerChanged = (azure: AzureBackup, state: Json): Promise<Outcome> =>
  resumeOperation(azure, state, async ({ more }) => {
    const { id, name, before } = object(more);
    return {
      port: 'done',
      data: { id: text(id), name: text(name), powerState: await powerState(azure, text(id)), before: text(before) || null, changed: true },
    };
  });

/** The machine's own state says whether the call arrived; sending it again does no harm, except for a restart. */
export async function recoverPower(azure: AzureBackup, { vm, action }: Change): Promise<Recovery> {
  const { id, name } = await vmNamed(azure, vm);
  const now = await powerState(azure, id);
  if (action === 'restart') return 'unknown';
  return now === target[action]
    ? { happened: { port: 'done', data: { id, name, powerState: now, before: null, changed: true } } }
    : 'didNot';
}

const target = { start: 'running', restart: 'running', powerOff: 'stopped', deallocate: 'deallocated' } as const;
const says = { start: 'starting', restart: 'restarting', powerOff: 'stopping', deallocate: 'stopping' } as const;
