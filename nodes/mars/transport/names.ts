// Machines and accounts may be given by the names people use: they are looked up, ids are taken as they are. A name that several bear is
// refused, with what there is.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { Where } from './contract.ts';

type Azure = Pick<AzureBackup, 'arm'>;

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly location?: string;
  readonly properties?: JsonObject;
}

const types = {
  azureVm: { type: 'Microsoft.Compute/virtualMachines', apiVersion: '2024-03-01', what: 'Azure VM' },
  arc: { type: 'Microsoft.HybridCompute/machines', apiVersion: '2025-01-13', what: 'Arc machine' },
  automation: { type: 'Microsoft.Automation/automationAccounts', apiVersion: '2023-11-01', what: 'Automation account' },
} as const;
type Kind = keyof typeof types;

const values = (body: unknown): readonly unknown[] => {
  const value = (body as { readonly value?: unknown } | null)?.value;
  return Array.isArray(value) ? value : [];
};

/** All of a kind, in every subscription that the connection sees. */
export async function everyOne(azure: Azure, kind: Kind): Promise<Named[]> {
  const { body } = await azure.arm({ method: 'GET', path: '/subscriptions', apiVersion: '2022-12-01' });
  const found: Named[] = [];
  for (const { subscriptionId } of values(body) as readonly { readonly subscriptionId: string }[]) {
    const { type, apiVersion } = types[kind];
    const { body: page } = await azure.arm({ method: 'GET', path: `/subscriptions/${subscriptionId}/providers/${type}`, apiVersion });
    found.push(...(values(page) as readonly Named[]));
  }
  return found;
}

async function idOf(azure: Azure, kind: Kind, given: string): Promise<string> {
  if (given.startsWith('/')) return given;
  const all = await everyOne(azure, kind);
  const wanted = given.toLowerCase();
  const found = all.filter(({ name, properties }) =>
    [name, properties?.machineFqdn].some((one) => typeof one === 'string' && one.toLowerCase() === wanted),
  );
  const [first] = found;
  if (found.length === 1 && first) return first.id;
  const { what } = types[kind];
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} ${what}s called ${given}. Choose one from the list.`);
  throw fail('not_found', `There is no ${what} called ${given}.`, {
    advice:
      all.length > 0
        ? [
            `There are: ${all
              .slice(0, 10)
              .map(({ name }) => name)
              .join(', ')}.`,
          ]
        : [],
  });
}

/** The same place with ids instead of names. */
export async function withIds(azure: Azure, where: Where): Promise<Where> {
  if (where.where === 'automation' && where.automationAccount)
    return { ...where, automationAccount: await idOf(azure, 'automation', where.automationAccount) };
  if ((where.where === 'azureVm' || where.where === 'arc') && where.machine)
    return { ...where, machine: await idOf(azure, where.where, where.machine) };
  return where;
}
