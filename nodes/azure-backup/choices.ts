// The live lists behind the forms of the backup nodes: vaults, items, policies, recovery points, storage accounts, VMs. They
// only read, and narrow themselves by what the form already says.
import type { Capabilities } from '../kit/capabilities.ts';
import type { Choice } from '../kit/define.ts';
import type { Json } from '../kit/json.ts';
import { isArmId, itemId, vaultId, vaultIdOf } from './find.ts';

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };
const most = 200;

/** Text of a field of the form; null when it is empty or an expression. */
const given = (params: Ask['params'], name: string): string | null => {
  const value = params[name];
  return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : null;
};

async function listed<T>(source: AsyncIterable<T>, search: string, choice: (entry: T) => Choice): Promise<Choice[]> {
  const found: Choice[] = [];
  const wanted = search.toLowerCase();
  for await (const entry of source) {
    const one = choice(entry);
    if (wanted === '' || `${one.label} ${one.detail ?? ''}`.toLowerCase().includes(wanted)) found.push(one);
    if (found.length >= most) break;
  }
  return found.sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** The vault that the form names, directly or through its item. */
async function formVault({ azure, params }: Ask): Promise<string | null> {
  const vault = given(params, 'vault');
  if (vault) return vaultId(azure, vault);
  const item = given(params, 'item');
  return item ? vaultIdOf(item) : null;
}

export const vaultChoices = ({ azure, search }: Ask): Promise<Choice[]> =>
  listed(azure.vaults(), search, ({ id, name, resourceGroup, location }) => ({
    value: id,
    label: name,
    detail: `${resourceGroup} · ${location}`,
  }));

const items =
  (softDeleted: boolean) =>
  async (ask: Ask): Promise<Choice[]> => {
    const all = ask.azure.items(await formVault({ ...ask, params: { vault: ask.params.vault ?? null } }));
    async function* wanted() {
      for await (const item of all) if (item.softDeleted === softDeleted) yield item;
    }
    return listed(wanted(), ask.search, ({ id, friendlyName, vaultName, workloadType, containerName }) => ({
      value: id,
      label: friendlyName,
      detail: `${workloadType} · ${vaultName} · ${containerName.split(';').at(-1) ?? containerName}`,
    }));
  };

export const itemChoices = items(false);
export const deletedItemChoices = items(true);

export async function policyChoices(ask: Ask): Promise<Choice[]> {
  const vault = await formVault(ask);
  if (vault === null) return [];
  return listed(ask.azure.policies(vault), ask.search, ({ id, name, summary, itemCount }) => ({
    value: id,
    label: name,
    detail: `${summary} · ${itemCount} items`,
  }));
}

export async function recoveryPointChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const item = given(params, 'item');
  if (item === null) return [];
  const id = isArmId(item) ? item : await itemId(azure, item, given(params, 'vault') ?? undefined);
  const points = await listed(azure.recoveryPoints(id), search, (point) => ({
    value: point.id,
    label: point.time,
    detail: `${point.kind} · ${point.tiers.join(', ')}`,
  }));
  return points.sort((a, b) => b.label.localeCompare(a.label));
}

export const vmChoices = ({ azure, search }: Ask): Promise<Choice[]> =>
  listed(azure.vms(), search, ({ id, name, resourceGroup, location }) => ({
    value: id,
    label: name,
    detail: `${resourceGroup} · ${location}`,
  }));

export async function storageAccountChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const scope = /^\/subscriptions\/[^/]+/i.exec(given(params, 'item') ?? given(params, 'vault') ?? '')?.[0];
  const scopes = new Set(scope ? [scope] : []);
  if (!scope) for await (const { subscriptionId } of azure.vaults()) scopes.add(`/subscriptions/${subscriptionId}`);
  const found: Choice[] = [];
  for (const subscription of scopes) {
    const { body } = await azure.arm({
      method: 'GET',
      path: `${subscription}/providers/Microsoft.Storage/storageAccounts`,
      apiVersion: '2023-01-01',
    });
    const accounts = ((body as { readonly value?: Json } | null)?.value ?? []) as readonly {
      readonly id: string;
      readonly name: string;
      readonly location?: string;
    }[];
    for (const { id, name, location } of accounts) found.push({ value: id, label: name, detail: location ?? '' });
  }
  return found.filter(({ label }) => label.includes(search.toLowerCase()));
}
