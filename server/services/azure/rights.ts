// Which node types the identity of a connection cannot run, and which role it lacks. Asks Azure what is allowed on the subscription
// and on the resource groups with vaults, and compares with what the node types need. Only reads.
import { allows, type Permission, type Role, smallestRole } from '../../../nodes/kit/azure-permissions.ts';
import type { NodeNeeds } from '../contract.ts';
import type { AzureSession } from './session.ts';
import { object, texts, words } from './wire.ts';

const apiVersion = '2022-04-01';
/** Each scope costs a request. */
const mostScopes = 6;

interface MissingRole {
  /** Null: no built-in role has all of it. */
  readonly role: string | null;
  readonly titles: readonly string[];
  readonly actions: readonly string[];
}

export interface Rights {
  readonly runs: number;
  readonly of: number;
  readonly missing: readonly MissingRole[];
}

export async function rightsOf(
  session: AzureSession,
  {
    subscriptions,
    vaults,
    needs,
    signal,
  }: { subscriptions: readonly string[]; vaults: readonly string[]; needs: readonly NodeNeeds[]; signal: AbortSignal },
): Promise<Rights | null> {
  const [subscription] = subscriptions;
  if (subscription === undefined || needs.length === 0) return null;
  const groups = vaults.flatMap((id) => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0] ?? []);
  const scopes = [...new Set([...subscriptions.map((id) => `/subscriptions/${id}`), ...groups])].slice(0, mostScopes);
  const given: Permission[] = [];
  for (const scope of scopes) given.push(...(await permissionsOn(session, scope, signal)));
  const lacking = needs.flatMap((need) => {
    const actions = need.actions.filter((action) => !allows(given, action));
    const dataActions = need.dataActions.filter((action) => !allows(given, action, 'data'));
    return actions.length + dataActions.length > 0 ? [{ ...need, actions, dataActions }] : [];
  });
  if (lacking.length === 0) return { runs: needs.length, of: needs.length, missing: [] };
  const roles = await builtInRoles(session, subscription, signal);
  return { runs: needs.length - lacking.length, of: needs.length, missing: byRole(lacking, roles) };
}

/** Grouped by the smallest role that would help; those that help most come first. */
function byRole(lacking: readonly NodeNeeds[], roles: readonly Role[]): MissingRole[] {
  const groups = new Map<string | null, { titles: Set<string>; actions: Set<string> }>();
  for (const { title, actions, dataActions } of lacking) {
    const found = [
      ...(actions.length > 0 ? [[smallestRole(roles, actions)?.name ?? null, actions] as const] : []),
      ...(dataActions.length > 0 ? [[smallestRole(roles, dataActions, 'data')?.name ?? null, dataActions] as const] : []),
    ];
    for (const [role, wanted] of found) {
      const group = groups.get(role) ?? { titles: new Set(), actions: new Set() };
      group.titles.add(title);
      for (const action of wanted) group.actions.add(action);
      groups.set(role, group);
    }
  }
  return [...groups]
    .map(([role, { titles, actions }]) => ({ role, titles: [...titles].sort(), actions: [...actions].sort() }))
    .sort((a, b) => b.titles.length - a.titles.length);
}

const permission = (raw: unknown): Permission => {
  const { actions, notActions, dataActions, notDataActions } = object(raw);
  return { actions: texts(actions), notActions: texts(notActions), dataActions: texts(dataActions), notDataActions: texts(notDataActions) };
};

async function permissionsOn(session: AzureSession, scope: string, signal: AbortSignal): Promise<Permission[]> {
  const found: Permission[] = [];
  for await (const raw of session.list({
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    apiVersion,
    effect: 'read',
    signal,
  }))
    found.push(permission(raw));
  return found;
}

async function builtInRoles(session: AzureSession, subscription: string, signal: AbortSignal): Promise<Role[]> {
  const found: Role[] = [];
  const path = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
  for await (const raw of session.list({ path, apiVersion, query: { $filter: "type eq 'BuiltInRole'" }, effect: 'read', signal })) {
    const { roleName, permissions } = object(object(raw).properties);
    found.push({ name: words(roleName), permissions: Array.isArray(permissions) ? permissions.map(permission) : [] });
  }
  return found;
}
