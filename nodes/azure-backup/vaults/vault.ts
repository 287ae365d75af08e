// One Recovery Services vault as its nodes see it: read from Resource Manager, with every setting that people care about in one
// flat, readable result. Absent settings have the value that Azure gives a vault by default.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { FailureError, fail } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';

export const vaultApi = '2024-04-01';

type Raw = { readonly [name: string]: Json };
export const raw = (value: unknown): Raw => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {});
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' && value !== '' ? value : otherwise);
const enabled = (value: unknown): boolean => /^enabled$/i.test(text(value));

const privateEndpoint = z.object({
  name: z.string(),
  id: z.string(),
  privateEndpointId: z.string().nullable(),
  state: z.string().meta({ title: 'Approved, Pending, Rejected or Disconnected' }),
  groups: z.array(z.string()),
});

export const vaultSettings = z.object({
  id: z.string().meta({ title: 'Azure resource id' }),
  name: z.string(),
  resourceGroup: z.string(),
  location: z.string(),
  subscriptionId: z.string(),
  tags: z.record(z.string(), z.string()),
  redundancy: z.string().meta({ title: 'Storage redundancy', description: 'GeoRedundant, LocallyRedundant or ZoneRedundant.' }),
  crossRegionRestore: z.boolean(),
  crossSubscriptionRestore: z.string(),
  softDelete: z.string().meta({ title: 'Soft delete', description: 'Enabled, Disabled or AlwaysON.' }),
  softDeleteDays: z.int(),
  enhancedSecurity: z.string(),
  immutability: z.string().meta({ title: 'Immutability', description: 'Disabled, Unlocked or Locked.' }),
  multiUserAuthorization: z.boolean(),
  publicNetworkAccess: z.string(),
  privateEndpoints: z.array(privateEndpoint),
  identity: z.object({ type: z.string(), principalId: z.string().nullable(), userAssigned: z.array(z.string()) }),
  encryption: z.object({
    keys: z.enum(['platform', 'customer']).meta({ title: 'Whose keys' }),
    keyUri: z.string().nullable(),
    identity: z.string().nullable(),
    infrastructureEncryption: z.boolean(),
  }),
  alerts: z.object({ jobFailures: z.boolean(), classic: z.boolean() }),
  provisioningState: z.string(),
});

export type VaultSettings = z.output<typeof vaultSettings>;

const idPattern =
  /^\/subscriptions\/(?<subscription>[^/]+)\/resourceGroups\/(?<group>[^/]+)\/providers\/Microsoft\.RecoveryServices\/vaults\/(?<name>[^/]+)$/i;

export function vaultParts(id: string): { readonly subscriptionId: string; readonly resourceGroup: string; readonly name: string } {
  const found = idPattern.exec(id)?.groups;
  if (!found) throw fail('param_invalid', `${id} is not the id of a Recovery Services vault.`);
  return { subscriptionId: found.subscription as string, resourceGroup: found.group as string, name: found.name as string };
}

export const vaultPath = ({ subscriptionId, resourceGroup, name }: ReturnType<typeof vaultParts>): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}`;

/** Null: there is no such vault. */
export async function existingVault(azure: AzureBackup, id: string): Promise<VaultSettings | null> {
  try {
    return settingsOf((await azure.arm({ method: 'GET', path: id, apiVersion: vaultApi })).body);
  } catch (error) {
    if (error instanceof FailureError && error.failure.azure?.status === 404) return null;
    throw error;
  }
}

export async function mustHaveVault(azure: AzureBackup, id: string): Promise<VaultSettings> {
  const found = await existingVault(azure, id);
  if (!found) throw fail('not_found', `There is no vault ${id.split('/').at(-1)}.`);
  return found;
}

export function settingsOf(body: Json): VaultSettings {
  const vault = raw(body);
  const properties = raw(vault.properties);
  const { subscriptionId, resourceGroup } = vaultParts(text(vault.id));
  const [redundancy, security] = [raw(properties.redundancySettings), raw(properties.securitySettings)];
  const soft = raw(security.softDeleteSettings);
  const [identity, encryption] = [raw(vault.identity), raw(properties.encryption)];
  const monitoring = raw(properties.monitoringSettings);
  const keyUri = text(raw(encryption.keyVaultProperties).keyUri);
  const kek = raw(encryption.kekIdentity);
  return {
    id: text(vault.id),
    name: text(vault.name),
    resourceGroup,
    location: text(vault.location),
    subscriptionId,
    tags: raw(vault.tags) as { readonly [name: string]: string },
    redundancy: text(redundancy.standardTierStorageRedundancy, 'GeoRedundant'),
    crossRegionRestore: enabled(redundancy.crossRegionRestore),
    crossSubscriptionRestore: text(
      raw(raw(properties.restoreSettings).crossSubscriptionRestoreSettings).crossSubscriptionRestoreState,
      'Enabled',
    ),
    softDelete: text(soft.softDeleteState, 'Enabled'),
    softDeleteDays: typeof soft.softDeleteRetentionPeriodInDays === 'number' ? soft.softDeleteRetentionPeriodInDays : 14,
    enhancedSecurity: text(soft.enhancedSecurityState, 'Enabled'),
    immutability: text(raw(security.immutabilitySettings).state, 'Disabled'),
    multiUserAuthorization: enabled(security.multiUserAuthorization),
    publicNetworkAccess: text(properties.publicNetworkAccess, 'Enabled'),
    privateEndpoints: list(properties.privateEndpointConnections).map((one) => endpointOf(raw(one))),
    identity: {
      type: text(identity.type, 'None'),
      principalId: text(identity.principalId) || null,
      userAssigned: Object.keys(raw(identity.userAssignedIdentities)),
    },
    encryption: {
      keys: keyUri ? 'customer' : 'platform',
      keyUri: keyUri || null,
      identity: kek.useSystemAssignedIdentity === true ? 'system' : text(kek.userAssignedIdentity) || null,
      infrastructureEncryption: enabled(encryption.infrastructureEncryption),
    },
    alerts: {
      jobFailures: enabled(raw(monitoring.azureMonitorAlertSettings).alertsForAllJobFailures ?? 'Enabled'),
      classic: enabled(raw(monitoring.classicAlertSettings).alertsForCriticalOperations ?? 'Enabled'),
    },
    provisioningState: text(properties.provisioningState, 'Succeeded'),
  };
}

function endpointOf(connection: Raw): VaultSettings['privateEndpoints'][number] {
  const properties = raw(connection.properties);
  const id = text(connection.id);
  return {
    name: text(connection.name, id.split('/').at(-1) ?? ''),
    id,
    privateEndpointId: text(raw(properties.privateEndpoint).id) || null,
    state: text(raw(properties.privateLinkServiceConnectionState).status, 'Pending'),
    groups: list(properties.groupIds).map(String),
  };
}
