// Multi-user authorization: a vault mapped to a Resource Guard carries out a critical operation only when the request names
// the guard's consent (resourceGuardOperationRequests), or, for deletions, when the deletion was unlocked shortly before.
// Gives the refusal of the service, or null when the operation may go on.
import { type GuardedName, guardedOperations, protectedBy } from '../guards/operations.ts';
import { armParts, guardId, keyOfVault, resourceKey } from '../state/keys.ts';
import type { Guard, GuardProxy, Vault } from '../state/model.ts';
import { type Answer, invalidInput, refuse } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const bare = (id: string) => decodeURIComponent(id).replace(/\/+$/, '').toLowerCase();

export function guardOf(call: Pick<Call, 'store'>, id: string): Guard | null {
  const parts = armParts(id);
  return parts && call.store.get('guard', resourceKey(parts.subscription, parts.resourceGroup, parts.name));
}

export const proxyOf = (call: Pick<Call, 'store'>, vault: Vault): GuardProxy | null =>
  call.store.list('guardProxy', keyOfVault(vault))[0]?.doc ?? null;

/** The request object of the guard that gives consent to an operation. */
export const consent = (guard: Guard, name: GuardedName) => `${guardId(guard)}/${guardedOperations[name].request}/default`;

/** Who asks needs a right on the guard; a guard of another tenant is asked with a second token. */
export function noRight(call: Call, guard: Guard, name: GuardedName): Answer | null {
  if (guard.allows || /^Bearer \S+/i.test(call.headers.get('x-ms-authorization-auxiliary') ?? '')) return null;
  const { operation, request } = guardedOperations[name];
  const message = `The client has permission to perform action '${operation}' on scope '${call.path}', however, it does not have permission to perform action(s) 'Microsoft.DataProtection/resourceGuards/${request}/read' on the linked scope(s) '${consent(guard, name)}' (respectively) or the linked scope(s) are invalid.`;
  return refuse(403, 'LinkedAuthorizationFailed', message);
}

function guarding(call: Call, vault: Vault, name: GuardedName): { proxy: GuardProxy; guard: Guard } | null {
  const proxy = proxyOf(call, vault);
  const guard = proxy && guardOf(call, proxy.guardId);
  if (!proxy || !guard) return null;
  const covered = protectedBy(guard.excluded).some(({ operation }) => operation === guardedOperations[name].operation);
  return covered ? { proxy, guard } : null;
}

/** A critical change: the body must name the consent. */
export function guarded(call: Call, vault: Vault, name: GuardedName, requests: readonly string[] | null | undefined): Answer | null {
  const found = guarding(call, vault, name);
  if (!found) return null;
  const wanted = consent(found.guard, name);
  if (!requests?.some((one) => one.trim() !== '')) {
    return invalidInput('resourceGuardOperationRequests', 'ResourceGuard Operation requestid is either null or empty');
  }
  if (!requests.some((one) => same(bare(one), bare(wanted)))) {
    return invalidInput('resourceGuardOperationRequests', `The request does not name the consent '${wanted}' of the Resource Guard.`);
  }
  return noRight(call, found.guard, name);
}

/** A critical deletion: it has no body, so it must have been unlocked. An unlocking is used up by the deletion. */
export function guardedDeletion(call: Call, vault: Vault, name: 'deleteItem' | 'removeGuard', resource: string): Answer | null {
  const found = guarding(call, vault, name);
  if (!found) return null;
  const { proxy } = found;
  const open = proxy.unlocked.find((one) => one.until > call.at && bare(one.resource) === bare(resource));
  if (!open) return invalidInput('resourceGuardOperationRequests', 'ResourceGuard Operation requestid is either null or empty');
  const left = proxy.unlocked.filter((one) => one !== open && one.until > call.at);
  call.store.put('guardProxy', `${proxy.vault}|${proxy.name}`.toLowerCase(), { ...proxy, unlocked: left });
  return null;
}
