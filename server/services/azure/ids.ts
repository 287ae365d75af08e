// ARM ids taken apart. They arrive in any case, with `/Subscriptions/` and `%3B`, so they are compared folded and decoded.
import { fail } from '../../../nodes/kit/errors.ts';

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The form in which two ids of the same thing are equal. */
export const folded = (id: string): string => decoded(id).replace(/\/+$/, '').toLowerCase();

/** Values of an id by the name before them: `{ subscriptions: …, resourcegroups: …, vaults: … }`. */
export function partsOf(id: string): { readonly [name: string]: string } {
  const names = decoded(id.split('?')[0] ?? '')
    .split('/')
    .filter((part) => part !== '');
  const parts: { [name: string]: string } = {};
  for (let i = 0; i + 1 < names.length; i += 2) parts[(names[i] as string).toLowerCase()] = names[i + 1] as string;
  return parts;
}

export interface VaultRef {
  readonly id: string;
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
}

export interface ItemRef extends VaultRef {
  readonly itemId: string;
  readonly fabric: string;
  readonly container: string;
  readonly item: string;
}

export function vaultOf(id: string): VaultRef {
  const { subscriptions, resourcegroups, vaults } = partsOf(id);
  if (!subscriptions || !resourcegroups || !vaults)
    throw fail('param_invalid', `${id.slice(0, 200)} is not the id of a vault.`, { refused: true });
  return {
    id: `/subscriptions/${subscriptions}/resourceGroups/${resourcegroups}/providers/Microsoft.RecoveryServices/vaults/${vaults}`,
    subscription: subscriptions,
    group: resourcegroups,
    name: vaults,
  };
}

export function itemOf(id: string): ItemRef {
  const vault = vaultOf(id);
  const { backupfabrics = 'Azure', protectioncontainers, protecteditems } = partsOf(id);
  if (!protectioncontainers || !protecteditems)
    throw fail('param_invalid', `${id.slice(0, 200)} is not the id of a protected item.`, { refused: true });
  const itemId = `${vault.id}/backupFabrics/${backupfabrics}/protectionContainers/${protectioncontainers}/protectedItems/${protecteditems}`;
  return { ...vault, itemId, fabric: backupfabrics, container: protectioncontainers, item: protecteditems };
}

/** Parts that a URL takes as "one up", however they are written. */
const climbing = /(^|[/\\])(\.|%2e){1,2}(?=[/\\]|$)/i;

const climbs = (path: string): boolean => climbing.test(path) || climbing.test(decoded(path));

/**
 * Names of params become parts of paths. One that climbs out of its place, or begins a query of its own, would have something else
 * asked than the node says.
 */
export function mustBePlain(path: string): string {
  const [place = '', ...queries] = path.split('?');
  if (climbs(place) || path.includes('#') || queries.length > 1 || queries[0]?.includes('/'))
    throw fail('param_invalid', `${path.slice(0, 200)} is not the path of a resource.`, { refused: true });
  return path;
}

/** The address of a data plane: only its path can be judged, its query may hold anything. */
export const climbsOut = (address: string): boolean => climbs(address.split(/[?#]/)[0] ?? '');

/** An id as a URL path: every part encoded, the slashes kept. */
export const pathOf = (id: string): string =>
  id
    .split('/')
    .map((part) => encodeURIComponent(decoded(part)))
    .join('/');

export const lastPart = (id: string): string =>
  decoded(id)
    .split('/')
    .filter((part) => part !== '')
    .at(-1) ?? '';
