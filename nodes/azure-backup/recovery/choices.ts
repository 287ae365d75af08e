// The live lists behind the forms that restore: where to (resource groups, subnets, servers), from what (points in the paired region),
// with what (identities, keys).
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { entries, list, object, words } from '../answer.ts';
import { containersOf } from '../containers.ts';
import { itemId } from '../find.ts';
import { partOf } from '../place.ts';
import { secondaryPoints } from './cross-region.ts';

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

export async function subnetChoices({ azure, search }: Ask): Promise<Choice[]> {
  const subscriptions = new Set<string>();
  for await (const { subscriptionId } of azure.vaults()) subscriptions.add(subscriptionId);
  const found: Choice[] = [];
  for (const subscription of subscriptions) {
    const { body } = await azure.arm({
      method: 'GET',
      path: `/subscriptions/${subscription}/providers/Microsoft.Network/virtualNetworks`,
      apiVersion: '2023-09-01',
    });
    for (const network of entries(body))
      for (const subnet of list(object(network.properties).subnets).map(object)) {
        const label = `${words(network.name)} / ${words(subnet.name)}`;
        if (label.toLowerCase().includes(search.toLowerCase()))
          found.push({
            value: words(subnet.id),
            label,
            detail: `${partOf(words(network.id), 'resourceGroups')} · ${words(network.location)}`,
          });
      }
  }
  return found.slice(0, 200);
}

export async function secondaryPointChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const { item, vault } = params;
  if (typeof item !== 'string' || item === '' || item.includes('{{')) return [];
  const named = typeof vault === 'string' && vault !== '' && !vault.includes('{{') ? vault : undefined;
  const found = await secondaryPoints(azure, await itemId(azure, item, named));
  return found
    .map(({ name, time, kind, tiers }) => ({ value: name, label: time, detail: `${kind} · ${tiers.join(', ')}` }))
    .filter(({ label }) => label.includes(search));
}

/** Resources of a type, wherever they are; `value` says what of one the field wants. */
const resourceChoices =
  (type: string, value: (resource: { readonly [name: string]: unknown }) => string = ({ id }) => words(id)) =>
  async ({ azure, search }: Ask): Promise<Choice[]> => {
    const query = `Resources | where type =~ '${type}' | project id, name, resourceGroup, location, properties`;
    const path = '/providers/Microsoft.ResourceGraph/resources';
    const body = { query, options: { resultFormat: 'objectArray' } };
    const answer = await azure.arm({ method: 'POST', path, apiVersion: '2022-10-01', body });
    return list(object(answer.body).data)
      .map(object)
      .map((one) => ({ value: value(one), label: words(one.name), detail: `${words(one.resourceGroup)} · ${words(one.location)}` }))
      .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
  };

export const keyVaultChoices = resourceChoices(
  'microsoft.keyvault/vaults',
  ({ name, properties }) => words(object(properties).vaultUri).replace(/\/$/, '') || `https://${words(name)}.vault.azure.net`,
);

/** For the fields that all restores of a VM share. */
export const placeChoices = {
  diskEncryptionSet: resourceChoices('microsoft.compute/diskencryptionsets'),
  diskAccessId: resourceChoices('microsoft.compute/diskaccesses'),
  identity: resourceChoices('microsoft.managedidentity/userassignedidentities'),
};

export async function resourceGroupChoices({ azure, search }: Ask): Promise<Choice[]> {
  const subscriptions = new Set<string>();
  for await (const { subscriptionId } of azure.vaults()) subscriptions.add(subscriptionId);
  const found: Choice[] = [];
  for (const subscription of subscriptions) {
    const { body } = await azure.arm({ method: 'GET', path: `/subscriptions/${subscription}/resourcegroups`, apiVersion: '2022-09-01' });
    for (const { id, name, location } of entries(body)) found.push({ value: words(id), label: words(name), detail: words(location) });
  }
  return found.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase())).slice(0, 200);
}

/** Servers with databases of every vault: the one to restore to may be another vault's. */
export async function serverChoices({ azure, search }: Ask): Promise<Choice[]> {
  const found: Choice[] = [];
  for await (const { id, location } of azure.vaults())
    for (const one of await containersOf(azure, id, ['databases']))
      found.push({ value: one.id, label: one.friendlyName, detail: `${one.vaultName} · ${location}` });
  return found.filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(search.toLowerCase()));
}
