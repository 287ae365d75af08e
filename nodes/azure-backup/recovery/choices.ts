// The live lists behind the forms that restore: subnets to put a new VM into, recovery points in the paired
// region, key vaults.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { entries, list, object, words } from '../answer.ts';
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

export async function keyVaultChoices({ azure, search }: Ask): Promise<Choice[]> {
  const query = "Resources | where type =~ 'microsoft.keyvault/vaults' | project id, name, resourceGroup, location, properties";
  const path = '/providers/Microsoft.ResourceGraph/resources';
  const { body } = await azure.arm({
    method: 'POST',
    path,
    apiVersion: '2022-10-01',
    body: { query, options: { resultFormat: 'objectArray' } },
  });
  return list(object(body).data)
    .map(object)
    .map(({ name, resourceGroup, location, properties }) => ({
      value: words(object(properties).vaultUri).replace(/\/$/, '') || `https://${words(name)}.vault.azure.net`,
      label: words(name),
      detail: `${words(resourceGroup)} · ${words(location)}`,
    }))
    .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
}
