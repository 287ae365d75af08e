// What the application that signs in may do: built-in roles on scopes, as the estate gives them. Without any it may do everything.
// Roles count on their scope and below it; conditions and deny assignments are not known here.
import { actionOf, allows, type Permission } from '../../nodes/kit/azure-permissions.ts';
import type { Store } from '../state/database.ts';
import { type Answer, refuse } from '../wire/answer.ts';
import { type BuiltInRole, roleNamed } from './built-in-roles.ts';

export interface Assignment {
  readonly role: BuiltInRole;
  readonly scope: string;
}

/** Null: everything is allowed. */
export function assignments(store: Pick<Store, 'setting'>): readonly Assignment[] | null {
  const text = store.setting('roles');
  if (!text || text === '[]') return null;
  return (JSON.parse(text) as { role: string; scope?: string }[]).flatMap(({ role, scope = '/' }) => {
    const found = roleNamed(role);
    return found ? [{ role: found, scope }] : [];
  });
}

const folded = (scope: string) => `${scope.toLowerCase().replace(/\/+$/, '')}/`;
const covers = (scope: string, path: string) => folded(path).startsWith(folded(scope));

export function permissionsAt(store: Pick<Store, 'setting'>, scope: string): readonly Permission[] {
  const all = assignments(store);
  if (all === null) return [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }];
  return all
    .filter((one) => covers(one.scope, scope))
    .flatMap(({ role }) => role.permissions)
    .map(({ actions = [], notActions = [], dataActions = [], notDataActions = [] }) => ({
      actions,
      notActions,
      dataActions,
      notDataActions,
    }));
}

/** 403 as Resource Manager writes it; null when the request may go on. */
export function denied(store: Pick<Store, 'setting'>, principal: string, method: string, path: string): Answer | null {
  const all = assignments(store);
  const action = actionOf(method, path);
  if (all === null || action === null || /^\/(subscriptions(\/[^/]+)?|tenants)\/?$/i.test(path)) return null;
  // Everybody may ask what they may do.
  if (/\/providers\/Microsoft\.Authorization\/permissions\/?$/i.test(path)) return null;
  const scope = decodeURIComponentSafely(path);
  // A list across a subscription shows what lies below it, so a role further down is enough to ask.
  const listing =
    method === 'GET' &&
    all.some((one) => covers(scope.replace(/\/providers\/.*$/i, ''), one.scope) && allows(one.role.permissions, action));
  if (listing || allows(permissionsAt(store, scope), action)) return null;
  const message = `The client '${principal}' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return refuse(403, 'AuthorizationFailed', message);
}

/** May it use the data of this account or vault? Roles on resources, an owner's too, say nothing about their data. */
export const mayUseData = (store: Pick<Store, 'setting'>, scope: string, action: string): boolean =>
  allows(permissionsAt(store, scope), action, 'data');

/** What data planes do to resources by themselves, such as making a container. */
export const mayUse = (store: Pick<Store, 'setting'>, scope: string, action: string): boolean =>
  allows(permissionsAt(store, scope), action);

function decodeURIComponentSafely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
