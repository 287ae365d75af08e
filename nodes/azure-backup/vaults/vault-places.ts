// Resource groups to choose from, of every subscription that the connection sees.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Choice } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { list, raw, text } from './vault.ts';

const resourcesApi = '2022-09-01';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
}

async function groups(azure: AzureBackup): Promise<Group[]> {
  const { body } = await azure.arm({ method: 'GET', path: '/subscriptions', apiVersion: resourcesApi });
  const found: Group[] = [];
  for (const subscription of list(raw(body).value)) {
    const subscriptionId = text(raw(subscription).subscriptionId);
    const answer = await azure.arm({ method: 'GET', path: `/subscriptions/${subscriptionId}/resourcegroups`, apiVersion: resourcesApi });
    for (const one of list(raw(answer.body).value)) {
      const { id, name, location } = raw(one);
      found.push({ id: text(id), name: text(name), location: text(location), subscriptionId });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

export const groupChoices = async ({ azure, search }: Capabilities & { readonly search: string }): Promise<Choice[]> =>
  (await groups(azure))
    .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    .map(({ id, name, location }) => ({ value: id, label: name, detail: location }));

/** By id or by name. */
export async function groupOf(azure: AzureBackup, group: string): Promise<Group> {
  const all = await groups(azure);
  const wanted = group.toLowerCase();
  const found = all.filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} resource groups called ${group}. Choose one by its id.`);
  if (!found[0])
    throw fail('not_found', `There is no resource group called ${group.split('/').at(-1)}.`, {
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
  return found[0];
}
