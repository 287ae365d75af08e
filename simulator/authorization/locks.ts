// Management locks: on a subscription, a resource group or a resource, for all that lies below. CanNotDelete forbids deleting,
// ReadOnly every change. Locks hold for everybody, also for owners.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { lockRequest } from '../requests/authorization.ts';
import { checkBody } from '../requests/check.ts';
import type { Store } from '../state/database.ts';
import type { Json, Lock } from '../state/model.ts';
import { type Answer, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

const here = '/providers/Microsoft.Authorization/locks';
const folded = (scope: string) => scope.toLowerCase().replace(/\/+$/, '');
const below = (path: string, scope: string) => `${folded(path)}/`.startsWith(`${folded(scope)}/`);
const keyOf = (scope: string, name: string) => `${folded(scope)}|${name.toLowerCase()}`;

/** Posts that only ask are not stopped by a ReadOnly lock here. */
const asks =
  /\/(backupStatus|backupValidateOperation|backupTriggerValidateOperation|backupPreValidateProtection|backupValidateFeatures|resources|instanceView)$/i;

/** 409 when a lock stands in the way of this request. */
export function locked(store: Store, method: string, path: string): Answer | null {
  if (method === 'GET' || method === 'HEAD' || path.toLowerCase().includes(here.toLowerCase()) || (method === 'POST' && asks.test(path)))
    return null;
  const clean = decoded(path);
  const hit = store
    .list('lock')
    .map(({ doc }) => doc)
    // A lock on a child stands in the way of deleting its parent too.
    .filter((lock) => below(clean, lock.scope) || (method === 'DELETE' && below(lock.scope, clean)))
    .filter(({ level }) => level === 'ReadOnly' || method === 'DELETE');
  if (hit.length === 0) return null;
  const scopes = [...new Set(hit.map(({ scope }) => `'${scope}'`))].join(', ');
  const verb = method === 'DELETE' ? 'delete' : 'write';
  const message = `The scope '${clean}' cannot perform ${verb} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`;
  return refuse(409, 'ScopeLocked', message);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const view = (lock: Lock): Json => ({
  id: `${lock.scope}${here}/${lock.name}`,
  name: lock.name,
  type: 'Microsoft.Authorization/locks',
  properties: { level: lock.level, ...(lock.notes === null ? {} : { notes: lock.notes }) },
});

const scopeOf = (call: Call) => {
  const path = decoded(call.path);
  return path.slice(0, path.toLowerCase().lastIndexOf(here.toLowerCase()));
};

/** Those on the scope, above it and below it, as Azure lists them. */
const list = (call: Call): Answer => {
  const scope = scopeOf(call);
  const found = call.store
    .list('lock')
    .map(({ doc }) => doc)
    .filter((lock) => below(lock.scope, scope) || below(scope, lock.scope));
  return page(call, found, view);
};

const find = (call: Call) => call.store.get('lock', keyOf(scopeOf(call), param(call, 'lock')));
const missing = (call: Call) => refuse(404, 'LockNotFound', `The lock '${param(call, 'lock')}' could not be found.`);

const get = (call: Call): Answer => {
  const lock = find(call);
  return lock ? ok(view(lock)) : missing(call);
};

const put = (call: Call): Answer => {
  const checked = checkBody(lockRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const old = find(call);
  const { level, notes = null } = checked.value.properties;
  const lock: Lock = { scope: scopeOf(call), name: param(call, 'lock'), level, notes };
  call.store.put('lock', keyOf(lock.scope, lock.name), lock);
  return { status: old ? 200 : 201, body: view(lock) };
};

const remove = (call: Call): Answer => {
  const lock = find(call);
  if (!lock) return { status: 204 };
  call.store.remove('lock', keyOf(lock.scope, lock.name));
  return { status: 200 };
};

const S = '/subscriptions/{sub}';
const G = `${S}/resourceGroups/{group}`;
const places = [
  [S, findSubscription],
  [G, findGroup],
  [`${G}/providers/{namespace}/{type}/{name}`, findGroup],
] as const;

export const lockRoutes: Route[] = places.flatMap(([place, gone]) => [
  route('GET', `${place}${here}`, (call) => gone(call) ?? list(call)),
  route('GET', `${place}${here}/{lock}`, (call) => gone(call) ?? get(call)),
  route('PUT', `${place}${here}/{lock}`, (call) => gone(call) ?? put(call)),
  route('DELETE', `${place}${here}/{lock}`, (call) => gone(call) ?? remove(call)),
]);
