// The live lists behind the forms that restore: subnets to put a new VM into.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { entries, list, object, words } from '../answer.ts';
import { partOf } from '../place.ts';

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
