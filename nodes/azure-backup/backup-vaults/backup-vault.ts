// Backup vaults (Microsoft.DataProtection) as nodes see them: where they are, what they protect, what its jobs and points say.
// Everything goes through Resource Manager; there is no SDK for this provider.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Choice } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';
import { entries, object, text, time, words } from '../answer.ts';
import { isArmId } from '../find.ts';
import { folded, lastPart, partOf } from '../place.ts';

export const apiVersion = '2024-04-01';

export interface BackupVault {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly redundancy: string;
  readonly softDelete: string;
  readonly immutability: string;
}

export interface BackupInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly vaultId: string;
  readonly vaultName: string;
  /** disk, blob, postgres, aks, or the type as Azure writes it. */
  readonly kind: string;
  readonly sourceId: string;
  readonly policyId: string;
  readonly policyName: string;
  /** ProtectionConfigured, ProtectionStopped, BackupSchedulesSuspended, ConfiguringProtection, SoftDeleted … */
  readonly state: string;
  readonly error: string | null;
  /** When a soft-deleted one is gone for good. */
  readonly purgeAt: string | null;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/compute\/disks|azuredisk/i, 'disk'],
  [/storageaccounts|azureblob/i, 'blob'],
  [/dbforpostgresql|ossdb/i, 'postgres'],
  [/managedclusters|kubernetes/i, 'aks'],
];
export const kindOf = (type: string): string => kinds.find(([pattern]) => pattern.test(type))?.[1] ?? type;

function vaultOf(raw: { readonly [name: string]: unknown }): BackupVault {
  const id = words(raw.id);
  const { storageSettings, securitySettings } = object(raw.properties);
  const security = object(securitySettings);
  const storage = Array.isArray(storageSettings) ? object(storageSettings[0]) : {};
  return {
    id,
    name: words(raw.name) || lastPart(id),
    resourceGroup: partOf(id, 'resourceGroups') ?? '',
    location: words(raw.location),
    subscriptionId: partOf(id, 'subscriptions') ?? '',
    redundancy: words(storage.type),
    softDelete: words(object(security.softDeleteSettings).state) || 'Off',
    immutability: words(object(security.immutabilitySettings).state) || 'Disabled',
  };
}

export async function* backupVaults(azure: AzureBackup): AsyncGenerator<BackupVault> {
  for (const { id } of await azure.subscriptions()) {
    const path = `/subscriptions/${id}/providers/Microsoft.DataProtection/backupVaults`;
    const { body } = await azure.arm({ method: 'GET', path, apiVersion });
    for (const raw of entries(body)) yield vaultOf(raw);
  }
}

export async function backupVaultId(azure: AzureBackup, vault: string): Promise<string> {
  if (isArmId(vault)) return vault.replace(/(\/backupVaults\/[^/]+).*$/i, '$1');
  const all = await Array.fromAsync(backupVaults(azure));
  const found = all.filter(({ name }) => name.toLowerCase() === vault.toLowerCase());
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} Backup vaults called ${vault}. Choose one by its id.`);
  if (!found[0])
    throw fail('not_found', `There is no Backup vault called ${vault}.`, {
      advice:
        all.length > 0
          ? [
              `There are: ${all
                .slice(0, 10)
                .map(({ name }) => name)
                .join(', ')}.`,
            ]
          : ['This connection sees no Backup vault at all. Recovery Services vaults are another kind: they have steps of their own.'],
    });
  return found[0].id;
}

function instanceOf(raw: { readonly [name: string]: unknown }): BackupInstance {
  const id = words(raw.id);
  const properties = object(raw.properties);
  const source = object(properties.dataSourceInfo);
  const policyId = words(object(properties.policyInfo).policyId);
  const error = object(properties.protectionErrorDetails);
  return {
    id,
    name: words(raw.name) || lastPart(id),
    friendlyName: words(properties.friendlyName) || words(raw.name),
    vaultId: id.replace(/(\/backupVaults\/[^/]+).*$/i, '$1'),
    vaultName: partOf(id, 'backupVaults') ?? '',
    kind: kindOf(words(source.datasourceType)),
    sourceId: words(source.resourceID),
    policyId,
    policyName: lastPart(policyId),
    state: words(properties.currentProtectionState) || words(object(properties.protectionStatus).status),
    error: text(error.message),
    purgeAt: time(object(properties.deletionInfo).scheduledPurgeTime),
  };
}

/** What a vault protects, or what was deleted from it and can still come back. */
export async function* instancesOf(azure: AzureBackup, vaultId: string, deleted = false): AsyncGenerator<BackupInstance> {
  const path = `${vaultId}/${deleted ? 'deletedBackupInstances' : 'backupInstances'}`;
  const { body } = await azure.arm({ method: 'GET', path, apiVersion });
  for (const raw of entries(body)) yield instanceOf(raw);
}

export async function* allInstances(azure: AzureBackup, vault: string | undefined, deleted = false): AsyncGenerator<BackupInstance> {
  if (vault) yield* instancesOf(azure, await backupVaultId(azure, vault), deleted);
  else for await (const { id } of backupVaults(azure)) yield* instancesOf(azure, id, deleted);
}

/** One instance by its id, its name, the name people see, or the id of what it protects. */
export async function findInstance(
  azure: AzureBackup,
  wanted: string,
  vault: string | undefined,
  deleted = false,
): Promise<BackupInstance> {
  if (/\/(deletedB|b)ackupInstances\//i.test(wanted)) {
    const { body } = await azure.arm({ method: 'GET', path: wanted, apiVersion });
    return instanceOf(object(body));
  }
  const name = wanted.toLowerCase().replaceAll('/', '\\');
  const found: BackupInstance[] = [];
  for await (const one of allInstances(azure, vault, deleted)) {
    if (one.name.toLowerCase() === name || one.friendlyName.toLowerCase() === name || folded(one.sourceId) === folded(wanted))
      found.push(one);
  }
  if (found.length > 1) throw fail('param_invalid', `There are ${found.length} backup instances called ${wanted}. Choose one by its id.`);
  if (!found[0]) throw fail('not_found', `No Backup vault ${deleted ? 'keeps a deleted' : 'protects a'} data source called ${wanted}.`);
  return found[0];
}

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

const given = (params: Ask['params'], name: string): string | undefined => {
  const value = params[name];
  return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : undefined;
};

async function choices<T>(source: AsyncIterable<T>, search: string, choice: (one: T) => Choice): Promise<Choice[]> {
  const all = (await Array.fromAsync(source)).map(choice);
  const wanted = search.toLowerCase();
  return all.filter(({ label, detail }) => `${label} ${detail ?? ''}`.toLowerCase().includes(wanted)).slice(0, 200);
}

export const backupVaultChoices = ({ azure, search }: Ask): Promise<Choice[]> =>
  choices(backupVaults(azure), search, ({ id, name, resourceGroup, location }) => ({
    value: id,
    label: name,
    detail: `${resourceGroup} · ${location}`,
  }));

const instances =
  (deleted: boolean) =>
  ({ azure, params, search }: Ask) =>
    choices(allInstances(azure, given(params, 'vault'), deleted), search, ({ id, friendlyName, kind, vaultName }) => ({
      value: id,
      label: friendlyName,
      detail: `${kind} · ${vaultName}`,
    }));
export const instanceChoices = instances(false);
export const deletedInstanceChoices = instances(true);

export async function dataPolicyChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const vault = given(params, 'vault');
  if (!vault) return [];
  const { body } = await azure.arm({ method: 'GET', path: `${await backupVaultId(azure, vault)}/backupPolicies`, apiVersion });
  async function* policies() {
    yield* entries(body);
  }
  return choices(policies(), search, ({ id, name, properties }) => ({
    value: words(id),
    label: words(name),
    detail: kindOf(String(object(properties).datasourceTypes)),
  }));
}

const sourceTypes: { readonly [kind: string]: string } = {
  disk: 'microsoft.compute/disks',
  blob: 'microsoft.storage/storageaccounts',
  postgres: 'microsoft.dbforpostgresql/servers',
  aks: 'microsoft.containerservice/managedclusters',
};

/** What could be protected, through Resource Graph: one question for all subscriptions. */
export async function dataSourceChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const type = sourceTypes[given(params, 'kind') ?? 'disk'];
  const { body } = await azure.arm({
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    apiVersion: '2022-10-01',
    body: {
      query: `resources | where type =~ '${type}' | project id, name, resourceGroup, location`,
      options: { resultFormat: 'objectArray' },
    },
  });
  async function* found() {
    yield* entries({ value: object(body).data });
  }
  return choices(found(), search, ({ id, name, resourceGroup, location }) => ({
    value: words(id),
    label: words(name),
    detail: `${words(resourceGroup)} · ${words(location)}`,
  }));
}

/** Resource id of a data source given by id; a name alone would have to be guessed. */
export function sourceIdOf(source: string): string {
  if (!isArmId(source))
    throw fail('param_invalid', `${source} is not an Azure resource id.`, {
      advice: ['Choose it from the list, or paste its id from the portal: Properties › Resource ID.'],
    });
  return source.replace(/\/+$/, '');
}
