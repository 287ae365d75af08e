// What guards vaults in an estate: Resource Guards, the mapping of a vault to one, private endpoint connections. And what is
// about to happen to them: prepared moves of their data.
import type { EstateVault } from '../../nodes/kit/estate.ts';
import { asJson } from '../wire/call.ts';
import { guardId, keyOfVault, resourceKey, vaultId } from './keys.ts';
import { group, type Loading } from './load.ts';
import type { Guard, Vault } from './model.ts';

export function loadGuards(loading: Loading) {
  for (const { subscription = loading.home, name, resourceGroup, location, tags, excludes, allows } of loading.estate.resourceGuards) {
    group(loading, subscription, resourceGroup, location);
    const guard: Guard = { subscription, resourceGroup, name, location, tags, excluded: excludes, allows };
    loading.store.put('guard', resourceKey(subscription, resourceGroup, name), guard, { parent: subscription.toLowerCase() });
  }
}

export function loadProtection({ store, now }: Loading, vault: Vault, { resourceGuard, guardUnlocked, privateEndpoints }: EstateVault) {
  const key = keyOfVault(vault);
  for (const { name, state } of privateEndpoints) {
    const network = `/subscriptions/${vault.subscription}/resourceGroups/${vault.resourceGroup}/providers/Microsoft.Network`;
    const connection = {
      vault: key,
      name,
      endpointId: `${network}/privateEndpoints/${name.split('.')[0]}`,
      groupIds: ['AzureBackup'],
      status: state,
      description: state === 'Approved' ? 'Approved by the estate' : '',
    };
    store.put('privateConnection', `${key}|${name}`.toLowerCase(), connection, { parent: key });
  }
  if (resourceGuard === undefined) return;
  const guard = store.list('guard').find(({ doc }) => doc.name.toLowerCase() === resourceGuard.toLowerCase())?.doc;
  if (!guard) throw new Error(`The estate has no Resource Guard called ${resourceGuard}.`);
  const proxy = {
    vault: key,
    name: 'VaultProxy',
    guardId: guardId(guard),
    description: 'Please take JIT access before performing any of the critical operation',
    updatedAt: now,
    unlocked: guardUnlocked ? [{ resource: `${vaultId(vault)}/backupResourceGuardProxies/VaultProxy`, until: now + 3_600_000 }] : [],
  };
  store.put('guardProxy', `${key}|${proxy.name}`.toLowerCase(), proxy, { parent: key });
  const securitySettings = { ...asJson(vault.extra.securitySettings), multiUserAuthorization: 'Enabled' };
  store.put('vault', key, { ...vault, extra: { ...vault.extra, securitySettings } }, { parent: vault.subscription.toLowerCase() });
}

export function loadMoves({ store, estate }: Loading) {
  for (const { from, to, correlationId } of estate.dataMoves) {
    const target = store.list('vault').find(({ doc }) => doc.name === to)?.doc;
    const source = store.list('vault').find(({ doc }) => doc.name === from)?.doc;
    if (!target || !source) throw new Error(`The estate moves ${from} to ${to}, but has not both vaults.`);
    store.put('vault', keyOfVault(source), { ...source, dataMove: { correlationId, target: keyOfVault(target) } });
  }
}
