// The settings of a vault as fields of a form, and what they say as one change for Resource Manager. Only what is filled in is
// part of it.
import { z } from 'zod';
import { choice, type FieldMeta, flag, text } from '../../kit/fields.ts';
import type { Json, JsonObject } from '../../kit/json.ts';

/** A choice that changes nothing while nothing is chosen. */
const setting = <const V extends readonly [string, ...string[]]>(values: V, { ui, ...meta }: FieldMeta) =>
  choice(values, { ...meta, ui: { placeholder: 'Leave as it is', ...ui } }).optional();

export const settingFields = {
  redundancy: setting(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant'], {
    title: 'Storage redundancy',
    description: 'Only while the vault protects nothing.',
    ui: {
      labels: { GeoRedundant: 'Geo-redundant', LocallyRedundant: 'Locally-redundant', ZoneRedundant: 'Zone-redundant' },
    },
  }),
  crossRegionRestore: setting(['Enabled', 'Disabled'], {
    title: 'Cross Region Restore',
    description: 'Needs geo-redundant storage.',
  }),
  softDelete: setting(['Enabled', 'Disabled', 'AlwaysON'], {
    title: 'Soft delete',
    description: 'Always-on can never be taken back.',
    ui: { labels: { AlwaysON: 'Enabled and always-on (for ever)' } },
  }),
  softDeleteDays: z
    .int()
    .min(14)
    .max(180)
    .optional()
    .meta({ title: 'Soft delete retention', ui: { widget: 'number', unit: 'days' } }),
  immutability: setting(['Disabled', 'Unlocked', 'Locked'], {
    title: 'Immutability',
    description: 'Locked can never be taken back.',
    ui: { labels: { Unlocked: 'Enabled, not locked', Locked: 'Enabled and locked (for ever)' } },
  }),
  publicNetworkAccess: setting(['Enabled', 'Disabled'], {
    title: 'Public network access',
    ui: { labels: { Enabled: 'Allow from all networks', Disabled: 'Deny' } },
  }),
  crossSubscriptionRestore: setting(['Enabled', 'Disabled', 'PermanentlyDisabled'], {
    title: 'Cross Subscription Restore',
    ui: { labels: { PermanentlyDisabled: 'Disabled for ever' } },
  }),
  jobFailureAlerts: setting(['Enabled', 'Disabled'], { title: 'Azure Monitor alerts for job failures' }),
  classicAlerts: setting(['Enabled', 'Disabled'], { title: 'Classic alerts', ui: { advanced: true } }),
  identity: setting(['None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned, UserAssigned'], {
    title: 'Managed identity',
    ui: { labels: { 'SystemAssigned, UserAssigned': 'System and user assigned' }, advanced: true },
  }),
  userIdentities: z
    .array(z.string())
    .optional()
    .meta({ title: 'User-assigned identities', description: 'Resource ids, one a line.', ui: { widget: 'list', advanced: true } }),
  encryptionKey: text({
    title: 'Encryption key',
    description: 'URI of a key in Key Vault. A vault never goes back to platform-managed keys.',
    ui: { placeholder: 'https://kv-backup.vault.azure.net/keys/vault-key', advanced: true },
  }).optional(),
  encryptionIdentity: text({
    title: 'Identity for the key',
    description: '“system”, or the resource id of a user-assigned identity.',
    ui: { placeholder: 'system', advanced: true },
  }).optional(),
  infrastructureEncryption: flag({
    title: 'Infrastructure encryption',
    description: 'Together with the first key only; for ever.',
    ui: { advanced: true },
  }).optional(),
  resourceGuardRequests: z
    .array(z.string())
    .optional()
    .meta({
      title: 'Resource Guard requests',
      description: 'Under multi-user authorization: the protected requests of the guard that this change needs, one a line.',
      ui: { widget: 'list', advanced: true },
    }),
};

const fields = z.object(settingFields);
export type SettingChange = z.output<typeof fields>;

/** Keeps a group only when something is in it. */
function group(parts: { readonly [name: string]: Json | undefined }): JsonObject | undefined {
  const given = Object.entries(parts).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** The body of PATCH or PUT; empty when nothing is filled in. */
export function changeBody(change: SettingChange): JsonObject {
  const encryption = group({
    keyVaultProperties: change.encryptionKey ? { keyUri: change.encryptionKey } : undefined,
    kekIdentity: change.encryptionIdentity
      ? change.encryptionIdentity === 'system'
        ? { useSystemAssignedIdentity: true }
        : { userAssignedIdentity: change.encryptionIdentity }
      : undefined,
    infrastructureEncryption: change.infrastructureEncryption === true ? 'Enabled' : undefined,
  });
  const properties = group({
    redundancySettings: group({ standardTierStorageRedundancy: change.redundancy, crossRegionRestore: change.crossRegionRestore }),
    securitySettings: group({
      softDeleteSettings: group({
        softDeleteState: change.softDelete,
        softDeleteRetentionPeriodInDays: change.softDeleteDays,
      }),
      immutabilitySettings: group({ state: change.immutability }),
    }),
    monitoringSettings: group({
      azureMonitorAlertSettings: group({ alertsForAllJobFailures: change.jobFailureAlerts }),
      classicAlertSettings: group({ alertsForCriticalOperations: change.classicAlerts }),
    }),
    restoreSettings: group({
      crossSubscriptionRestoreSettings: group({ crossSubscriptionRestoreState: change.crossSubscriptionRestore }),
    }),
    publicNetworkAccess: change.publicNetworkAccess,
    encryption,
  });
  const users =
    change.userIdentities && change.userIdentities.length > 0 ? Object.fromEntries(change.userIdentities.map((id) => [id, {}])) : undefined;
  const body = group({
    properties,
    identity:
      change.identity || users
        ? { type: change.identity ?? 'UserAssigned', ...(users ? { userAssignedIdentities: users } : {}) }
        : undefined,
  });
  if (!body) return {};
  return change.resourceGuardRequests?.length
    ? { ...body, properties: { ...properties, resourceGuardOperationRequests: [...change.resourceGuardRequests] } }
    : body;
}
