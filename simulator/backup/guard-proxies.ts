// backupResourceGuardProxies: the mapping of a vault to a Resource Guard (there is one, VaultProxy), and unlockDelete, which
// lets one named deletion through for a while.
import { guardedOperations, protectedBy } from '../guards/operations.ts';
import { checkBody } from '../requests/check.ts';
import { guardProxyRequest, unlockRequest } from '../requests/guard.ts';
import { guardId, keyOfVault, vaultId } from '../state/keys.ts';
import type { GuardProxy, Json, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';
import { consent, guardedDeletion, guardOf, noRight, proxyOf } from './guard.ts';
import { V, vaultRoute } from './lookups.ts';

/** How long an unlocked deletion stays open: the service gives an hour. */
const openMs = 3_600_000;

const keyOf = (vault: Vault, name: string) => `${keyOfVault(vault)}|${name}`.toLowerCase();
const find = (call: Call, vault: Vault) => call.store.get('guardProxy', keyOf(vault, param(call, 'proxy')));
const idOf = (vault: Vault, proxy: GuardProxy) => `${vaultId(vault)}/backupResourceGuardProxies/${proxy.name}`;

function view(call: Call, vault: Vault, proxy: GuardProxy): Json {
  const guard = guardOf(call, proxy.guardId);
  return {
    id: idOf(vault, proxy),
    name: proxy.name,
    type: 'Microsoft.RecoveryServices/vaults/backupResourceGuardProxies',
    properties: {
      resourceGuardResourceId: guard ? guardId(guard) : proxy.guardId,
      resourceGuardOperationDetails: protectedBy(guard?.excluded ?? []).map(({ operation, request }) => ({
        vaultCriticalOperation: operation,
        defaultResourceRequest: `${guard ? guardId(guard) : proxy.guardId}/${request}/default`,
      })),
      lastUpdatedTime: instant(proxy.updatedAt),
      description: proxy.description,
    },
  };
}

const list = (call: Call, vault: Vault): Answer =>
  page(call, call.store.list('guardProxy', keyOfVault(vault)), ({ doc }) => view(call, vault, doc));

const get = (call: Call, vault: Vault): Answer => {
  const proxy = find(call, vault);
  return proxy ? ok(view(call, vault, proxy)) : objectNotFound(param(call, 'proxy'));
};

/** The vault's own security settings tell whether a guard stands behind it. */
function showOnVault(call: Call, vault: Vault, mapped: boolean) {
  const { multiUserAuthorization: _, ...settings } = asJson(vault.extra.securitySettings);
  const securitySettings = mapped ? { ...settings, multiUserAuthorization: 'Enabled' } : settings;
  call.store.put('vault', keyOfVault(vault), { ...vault, extra: { ...vault.extra, securitySettings } });
}

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(guardProxyRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { resourceGuardResourceId, description } = checked.value.properties;
  const guard = guardOf(call, resourceGuardResourceId);
  if (!guard) return invalidInput('properties.resourceGuardResourceId', `The Resource Guard '${resourceGuardResourceId}' does not exist.`);
  if (guard.location !== vault.location) {
    const message = `The Resource Guard is in ${guard.location}, the vault in ${vault.location}; they must be in one region.`;
    return invalidInput('properties.resourceGuardResourceId', message);
  }
  const old = proxyOf(call, vault);
  if (old && old.name.toLowerCase() !== param(call, 'proxy').toLowerCase()) {
    return serviceRefusal(400, 'BMSUserErrorResourceGuardProxyExists', `The vault is mapped to a Resource Guard already: ${old.name}.`);
  }
  // Mapping a vault to another guard takes the first guard's protection away.
  const away = old && old.guardId.toLowerCase() !== resourceGuardResourceId.toLowerCase();
  const refused = away ? guardedDeletion(call, vault, 'removeGuard', idOf(vault, old)) : null;
  if (refused) return refused;
  const proxy: GuardProxy = {
    vault: keyOfVault(vault),
    name: old?.name ?? param(call, 'proxy'),
    guardId: guardId(guard),
    description: description ?? 'Please take JIT access before performing any of the critical operation',
    updatedAt: call.at,
    unlocked: old?.unlocked ?? [],
  };
  call.store.put('guardProxy', keyOf(vault, proxy.name), proxy, { parent: proxy.vault });
  showOnVault(call, vault, true);
  return ok(view(call, vault, proxy));
};

const remove = (call: Call, vault: Vault): Answer => {
  const proxy = find(call, vault);
  if (!proxy) return { status: 204 };
  const refused = guardedDeletion(call, vault, 'removeGuard', idOf(vault, proxy));
  if (refused) return refused;
  call.store.remove('guardProxy', keyOf(vault, proxy.name));
  showOnVault(call, vault, false);
  return { status: 200 };
};

const unlock = (call: Call, vault: Vault): Answer => {
  const proxy = find(call, vault);
  const guard = proxy && guardOf(call, proxy.guardId);
  if (!proxy || !guard) return objectNotFound(param(call, 'proxy'));
  const checked = checkBody(unlockRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { resourceGuardOperationRequests: requests = [], resourceToBeDeleted: resource } = checked.value;
  if (!resource) return invalidInput('resourceToBeDeleted');
  const name = /\/backupResourceGuardProxies\//i.test(resource) ? 'removeGuard' : 'deleteItem';
  const wanted = consent(guard, name);
  if (!requests.some((one) => one.toLowerCase() === wanted.toLowerCase())) {
    const message = `The deletion needs the consent '${guardedOperations[name].request}' of the Resource Guard.`;
    return invalidInput('resourceGuardOperationRequests', message);
  }
  const refused = noRight(call, guard, name);
  if (refused) return refused;
  const until = call.at + openMs;
  const kept = proxy.unlocked.filter((one) => one.until > call.at && one.resource.toLowerCase() !== resource.toLowerCase());
  call.store.put('guardProxy', keyOf(vault, proxy.name), { ...proxy, unlocked: [...kept, { resource, until }] });
  return ok({ unlockDeleteExpiryTime: instant(until) });
};

const proxies = `${V}/backupResourceGuardProxies`;

export const guardProxyRoutes: Route[] = [
  vaultRoute('GET', proxies, list),
  vaultRoute('GET', `${proxies}/{proxy}`, get),
  vaultRoute('PUT', `${proxies}/{proxy}`, put),
  vaultRoute('DELETE', `${proxies}/{proxy}`, remove),
  vaultRoute('POST', `${proxies}/{proxy}/unlockDelete`, unlock),
];
