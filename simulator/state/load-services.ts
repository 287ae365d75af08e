// Seeds what surrounds backup: key vaults with secrets, Log Analytics workspaces, blobs, locks, the roles of the caller.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Estate } from '../../nodes/kit/estate.ts';
import { putBlob, putContainer } from '../storage/blobs.ts';
import type { Store } from './database.ts';
import { groupKey, resourceKey } from './keys.ts';

const dayMs = 86_400_000;

export function loadServices({ store, estate, now, home }: { store: Store; estate: Estate; now: number; home: string }): void {
  const group = (subscription: string, name: string, location: string) => {
    const key = groupKey(subscription, name);
    if (!store.get('resourceGroup', key))
      store.put('resourceGroup', key, { subscription, name, location, tags: {} }, { parent: subscription.toLowerCase() });
  };
  for (const { subscription = home, secrets, ...vault } of estate.keyVaults) {
    group(subscription, vault.resourceGroup, vault.location);
    const key = resourceKey(subscription, vault.resourceGroup, vault.name);
    store.put('keyVault', key, { ...vault, subscription }, { parent: subscription.toLowerCase() });
    for (const { name, value, contentType = null, enabled, expiresInDays } of secrets) {
      const parent = `${vault.name}|${name}`.toLowerCase();
      const version = randomBytes(16).toString('hex');
      const expiresAt = expiresInDays === undefined ? null : now + expiresInDays * dayMs;
      const secret = {
        vault: vault.name.toLowerCase(),
        name,
        version,
        value,
        contentType,
        enabled,
        createdAt: now - 30 * dayMs,
        expiresAt,
        tags: {},
      };
      store.put('secretVersion', `${parent}|${version}`, secret, { parent, rank: -secret.createdAt });
    }
  }
  for (const { subscription = home, ...workspace } of estate.workspaces) {
    group(subscription, workspace.resourceGroup, workspace.location);
    const key = resourceKey(subscription, workspace.resourceGroup, workspace.name);
    store.put('workspace', key, { ...workspace, subscription }, { parent: subscription.toLowerCase() });
  }
  for (const { subscription = home, ...network } of estate.networks) {
    group(subscription, network.resourceGroup, network.location);
    const key = resourceKey(subscription, network.resourceGroup, network.name);
    store.put('network', key, { ...network, subscription }, { parent: subscription.toLowerCase() });
  }
  for (const { name, machine: wanted, resourceGroup } of estate.snapshots) {
    const machine = store.list('machine').find(({ doc }) => doc.name === wanted)?.doc;
    if (!machine) throw new Error(`the estate has a snapshot of ${wanted}, but no such machine`);
    group(machine.subscription, resourceGroup, machine.location);
    const { subscription, location, os } = machine;
    const disk = `/subscriptions/${subscription}/resourceGroups/${machine.resourceGroup}/providers/Microsoft.Compute/disks/${machine.name}_OsDisk_1`;
    const more = {
      tags: {},
      sku: 'Standard_LRS',
      incremental: true,
      sourceId: disk,
      sizeGb: 127,
      os,
      createdAt: now - dayMs,
      uniqueId: randomUUID(),
    };
    store.put(
      'snapshot',
      resourceKey(subscription, resourceGroup, name),
      { subscription, resourceGroup, name, location, ...more },
      { parent: subscription.toLowerCase() },
    );
  }
  for (const { name: account, containers } of estate.storageAccounts) {
    for (const { name: container, blobs } of containers) {
      putContainer({ store }, account, container, now);
      for (const { name, text, contentType } of blobs) putBlob({ store }, { account, container, name }, text, contentType, now - dayMs);
    }
  }
  for (const { name, level, scope, notes = null } of estate.locks)
    store.put('lock', `${scope.toLowerCase().replace(/\/+$/, '')}|${name.toLowerCase()}`, { scope, name, level, notes });
  store.setSetting('roles', JSON.stringify(estate.roles));
}
