// Where an operation of Azure Backup acts: the vault as its scope, the rest of the id as the parts of its path. Ids arrive in
// any case and with %3B; names of containers and items hold semicolons.
import { fail } from '../kit/errors.ts';
import { vaultIdOf } from './find.ts';

export interface Place {
  readonly scope: string;
  readonly path: { readonly [name: string]: string };
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The name that follows `/kind/` in an id; null when there is none. */
export const partOf = (id: string, kind: string): string | null => {
  const names = decoded(id).split('/');
  const at = names.findIndex((name) => name.toLowerCase() === kind.toLowerCase());
  return at < 0 ? null : names[at + 1] || null;
};

export const lastPart = (id: string): string =>
  decoded(id)
    .split('/')
    .filter((part) => part !== '')
    .at(-1) ?? '';

/** The form in which two ids of the same thing are equal. */
export const folded = (id: string): string => decoded(id).replace(/\/+$/, '').toLowerCase();

export const sameId = (a: string | null | undefined, b: string | null | undefined): boolean => !!a && !!b && folded(a) === folded(b);

function place(id: string, what: string, parts: { readonly [name: string]: string }): Place {
  const scope = vaultIdOf(id);
  const path: { [name: string]: string } = { fabricName: partOf(id, 'backupFabrics') ?? 'Azure' };
  for (const [name, kind] of Object.entries(parts)) {
    const value = partOf(id, kind);
    if (scope === null || value === null) throw fail('param_invalid', `${id.slice(0, 300)} is not the id of a ${what}.`, { refused: true });
    path[name] = value;
  }
  return { scope: scope as string, path };
}

const container = { containerName: 'protectionContainers' };
const item = { ...container, protectedItemName: 'protectedItems' };

export const containerPlace = (id: string): Place => place(id, 'registered server or storage account', container);
export const itemPlace = (id: string): Place => place(id, 'protected item', item);
export const pointPlace = (id: string): Place => place(id, 'recovery point', { ...item, recoveryPointId: 'recoveryPoints' });

export const itemOfPoint = (pointId: string): string => pointId.replace(/\/recoveryPoints\/.*$/i, '');
export const containerOfItem = (itemId: string): string => itemId.replace(/\/protectedItems\/.*$/i, '');
export const subscriptionOf = (id: string): string => /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? '';

/** A name means a resource group of the subscription that `near` lies in. */
export const groupId = (name: string, near: string): string =>
  /^\/subscriptions\//i.test(name) ? name : `${subscriptionOf(near)}/resourceGroups/${name}`;
