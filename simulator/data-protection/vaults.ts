// Backup vaults: lists, one, create, change, delete. One that still holds instances, also soft-deleted ones, stays.

import type { z } from 'zod';
import { findGroup } from '../backup/lookups.ts';
import { checkBody } from '../requests/check.ts';
import { type Answer, isAnswer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { backupVaultKey, keyOfBackupVault } from './keys.ts';
import { dataError, G, inVault, P, S, V } from './lookups.ts';
import type { BackupVault } from './model.ts';
import { backupVaultPatch, backupVaultPut } from './requests.ts';
import { vaultView } from './views.ts';

type Change = z.output<typeof backupVaultPatch>;

const all = (call: Call, group: string | null): BackupVault[] =>
  call.store
    .list('backupVault', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((vault) => group === null || vault.resourceGroup.toLowerCase() === group.toLowerCase());

function changed(call: Call, vault: BackupVault, { tags, identity, properties = {} }: Change): BackupVault | Answer {
  const { softDeleteSettings: soft, immutabilitySettings: immutable } = properties.securitySettings ?? {};
  if (vault.softDelete === 'AlwaysOn' && soft?.state && soft.state !== 'AlwaysOn')
    return dataError(400, 'UserErrorSoftDeleteAlwaysOn', 'Soft delete of this vault is always on. It cannot be switched off again.');
  if (vault.immutability === 'Locked' && immutable?.state && immutable.state !== 'Locked')
    return dataError(400, 'UserErrorImmutabilityLocked', 'Immutability of this vault is locked. It cannot be changed again.');
  const principal = { principalId: call.newId(), tenantId: call.store.setting('tenantId') ?? '' };
  return {
    ...vault,
    tags: tags ?? vault.tags,
    identity: identity ? { ...(identity.type === 'None' ? {} : principal), ...identity } : vault.identity,
    monitoring: properties.monitoringSettings ?? vault.monitoring,
    redundancy: properties.storageSettings?.find(({ datastoreType }) => datastoreType === 'VaultStore')?.type ?? vault.redundancy,
    softDelete: soft?.state ?? vault.softDelete,
    softDeleteDays: soft?.retentionDurationInDays ?? vault.softDeleteDays,
    immutability: immutable?.state ?? vault.immutability,
    crossRegionRestore: properties.featureSettings?.crossRegionRestoreSettings?.state
      ? properties.featureSettings.crossRegionRestoreSettings.state === 'Enabled'
      : vault.crossRegionRestore,
    etag: `W/"datetime'${encodeURIComponent(new Date(call.at).toISOString())}'"`,
  };
}

function keep(call: Call, vault: BackupVault | Answer, status: number): Answer {
  if (isAnswer(vault)) return vault;
  call.store.put('backupVault', keyOfBackupVault(vault), vault, { parent: vault.subscription.toLowerCase() });
  return { status, body: vaultView(vault) };
}

const put = (call: Call): Answer => {
  const missing = findGroup(call);
  if (missing) return missing;
  const checked = checkBody(backupVaultPut, call.body);
  if ('refused' in checked) return checked.refused;
  const [subscription, resourceGroup, name] = [param(call, 'sub'), param(call, 'group'), param(call, 'vault')];
  if (!/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(name))
    return dataError(400, 'InvalidVaultName', 'A vault name has 2 to 50 letters, digits and hyphens.');
  const old = call.store.get('backupVault', backupVaultKey(subscription, resourceGroup, name));
  const location = checked.value.location.replaceAll(' ', '').toLowerCase();
  if (old && old.location !== location) return dataError(409, 'InvalidResourceLocation', `The vault exists in location '${old.location}'.`);
  const blank: BackupVault = {
    subscription,
    resourceGroup,
    name,
    location,
    tags: {},
    redundancy: 'GeoRedundant',
    softDelete: 'On',
    softDeleteDays: 14,
    immutability: 'Disabled',
    crossRegionRestore: false,
    identity: null,
    monitoring: null,
    etag: '',
  };
  return keep(call, changed(call, old ?? blank, checked.value), old ? 200 : 201);
};

const patch = (call: Call, vault: BackupVault): Answer => {
  const checked = checkBody(backupVaultPatch, call.body);
  return 'refused' in checked ? checked.refused : keep(call, changed(call, vault, checked.value), 200);
};

const remove = (call: Call, vault: BackupVault): Answer => {
  const inside = call.store.list('backupInstance', keyOfBackupVault(vault));
  const deleted = inside.filter(({ doc }) => doc.deleted !== null).length;
  if (inside.length > 0)
    return dataError(
      400,
      'VaultCannotBeDeleted',
      `The vault cannot be deleted: it holds ${inside.length - deleted} backup instance(s) and ${deleted} in soft-deleted state.`,
    );
  for (const { key } of call.store.list('dataPolicy', keyOfBackupVault(vault))) call.store.remove('dataPolicy', key);
  call.store.remove('backupVault', keyOfBackupVault(vault));
  return { status: 200 };
};

export const backupVaultRoutes: Route[] = [
  route('GET', `${S}/${P}/backupVaults`, (call) => page(call, all(call, null), vaultView)),
  route('GET', `${G}/${P}/backupVaults`, (call) => page(call, all(call, param(call, 'group')), vaultView)),
  route('PUT', V, put),
  inVault('GET', V, (_, vault) => ok(vaultView(vault))),
  inVault('PATCH', V, patch),
  inVault('DELETE', V, remove),
];
