// The live lists behind the forms that discover and register: what is registered, what could be protected, machines and accounts.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { storageAccountChoices, vmChoices } from '../choices.ts';
import { type ContainerKind, containersOf } from '../containers.ts';
import { vaultId } from '../find.ts';
import { lastPart } from '../place.ts';
import { type ProtectableKind, protectables } from '../protectable.ts';

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

/** The vault that the form names; without one there is nothing to list. */
async function vaultOf({ azure, params }: Ask): Promise<string | null> {
  const { vault } = params;
  return typeof vault === 'string' && vault !== '' && !vault.includes('{{') ? vaultId(azure, vault) : null;
}

const fitting = (choices: readonly Choice[], search: string): Choice[] =>
  choices
    .filter(({ label, detail }) => `${label} ${detail ?? ''}`.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
    .slice(0, 200);

export const containerChoices =
  (kinds: readonly ContainerKind[]) =>
  async (ask: Ask): Promise<Choice[]> => {
    const vault = await vaultOf(ask);
    if (vault === null) return [];
    const found = await containersOf(ask.azure, vault, kinds);
    return fitting(
      found.map(({ id, friendlyName, workloadType, kind }) => ({
        value: id,
        label: friendlyName,
        detail: workloadType ?? { databases: 'databases', storage: 'storage account', mars: 'MARS server', vm: 'VM' }[kind],
      })),
      ask.search,
    );
  };

export const protectableChoices =
  (kinds: (params: Ask['params']) => readonly ProtectableKind[]) =>
  async (ask: Ask): Promise<Choice[]> => {
    const vault = await vaultOf(ask);
    if (vault === null) return [];
    const found = await protectables(ask.azure, vault, kinds(ask.params));
    return fitting(
      found.map(({ id, friendlyName, serverName, instance, containerName }) => ({
        value: id,
        label: friendlyName,
        detail: [serverName ?? lastPart(containerName).split(';').at(-1), instance].filter((part) => part).join(' · '),
      })),
      ask.search,
    );
  };

/** Machines or storage accounts, by what the form says is to be registered. */
export const sourceChoices = (ask: Ask): Promise<Choice[]> => (ask.params.kind === 'storage' ? storageAccountChoices(ask) : vmChoices(ask));
