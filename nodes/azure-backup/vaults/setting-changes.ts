// What a change of settings does to a vault: what differs from today, what of it protects less, and what can never be taken back.
import type { SettingChange } from './setting-fields.ts';
import type { VaultSettings } from './vault.ts';

export interface SettingDifference {
  readonly setting: string;
  readonly before: string;
  readonly after: string;
  /** Less is protected than before. */
  readonly weaker: boolean;
  /** Azure takes it back never. */
  readonly forever: boolean;
}

const rank = {
  softDelete: ['Disabled', 'Enabled', 'AlwaysON'],
  immutability: ['Disabled', 'Unlocked', 'Locked'],
  redundancy: ['LocallyRedundant', 'ZoneRedundant', 'GeoRedundant'],
} as const;
const onOff = (value: boolean): string => (value ? 'Enabled' : 'Disabled');
const place = (order: readonly string[], value: string): number => order.findIndex((one) => one.toLowerCase() === value.toLowerCase());
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Irreversible whatever the vault is like today: known before anything is read. */
export const isForever = (change: SettingChange): boolean =>
  change.softDelete === 'AlwaysON' ||
  change.immutability === 'Locked' ||
  change.crossSubscriptionRestore === 'PermanentlyDisabled' ||
  Boolean(change.encryptionKey) ||
  change.infrastructureEncryption === true;

export function settingDifferences(now: VaultSettings, change: SettingChange): SettingDifference[] {
  const found: SettingDifference[] = [];
  const compare = (setting: string, before: string, after: string | undefined, weaker = false, forever = false) => {
    if (after !== undefined && !same(before, after)) found.push({ setting, before, after, weaker, forever });
  };
  for (const [name, title] of [
    ['softDelete', 'Soft delete'],
    ['immutability', 'Immutability'],
    ['redundancy', 'Storage redundancy'],
  ] as const) {
    const [before, after] = [now[name], change[name]];
    const order = rank[name];
    compare(
      title,
      before,
      after,
      after !== undefined && place(order, after) < place(order, before),
      name !== 'redundancy' && after !== undefined && place(order, after) === 2,
    );
  }
  const days = change.softDeleteDays;
  compare('Soft delete retention (days)', String(now.softDeleteDays), days?.toString(), days !== undefined && days < now.softDeleteDays);
  compare('Cross Region Restore', onOff(now.crossRegionRestore), change.crossRegionRestore, change.crossRegionRestore === 'Disabled');
  compare('Public network access', now.publicNetworkAccess, change.publicNetworkAccess, change.publicNetworkAccess === 'Enabled');
  compare(
    'Cross Subscription Restore',
    now.crossSubscriptionRestore,
    change.crossSubscriptionRestore,
    change.crossSubscriptionRestore !== 'Enabled',
    change.crossSubscriptionRestore === 'PermanentlyDisabled',
  );
  compare('Alerts for job failures', onOff(now.alerts.jobFailures), change.jobFailureAlerts, change.jobFailureAlerts === 'Disabled');
  compare('Classic alerts', onOff(now.alerts.classic), change.classicAlerts, change.classicAlerts === 'Disabled');
  compare('Managed identity', now.identity.type, change.identity, change.identity === 'None');
  for (const id of change.userIdentities ?? [])
    if (!now.identity.userAssigned.some((one) => same(one, id))) compare('User-assigned identity', 'none', id);
  compare('Encryption key', now.encryption.keyUri ?? 'platform-managed', change.encryptionKey || undefined, false, true);
  compare('Identity for the key', now.encryption.identity ?? 'none', change.encryptionIdentity || undefined);
  if (change.infrastructureEncryption)
    compare('Infrastructure encryption', onOff(now.encryption.infrastructureEncryption), 'Enabled', false, true);
  return found;
}
