// What a vault could protect and does not: virtual machines, file shares, databases, and the instances and availability groups that
// hold databases. Only what discovery has found is listed; a machine or account must be registered first.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { fail } from '../kit/errors.ts';
import { count, entries, object, text, words } from './answer.ts';
import { filter } from './filter.ts';
import { isArmId } from './find.ts';
import { lastPart, partOf, sameId } from './place.ts';

/** How the service filters (it puts instances among databases), and which of its types are meant. */
const protectableKinds = {
  vm: { managementType: 'AzureIaasVM', workloadType: 'VM', types: /virtualMachines$/i },
  share: { managementType: 'AzureStorage', workloadType: 'AzureFileShare', types: /^AzureFileShare$/i },
  sql: { managementType: 'AzureWorkload', workloadType: 'SQLDataBase', types: /^SQLDataBase$/i },
  sqlInstance: { managementType: 'AzureWorkload', workloadType: 'SQLDataBase', types: /^SQLInstance$/i },
  sqlGroup: { managementType: 'AzureWorkload', workloadType: 'SQLDataBase', types: /^SQLAvailabilityGroup/i },
  hana: { managementType: 'AzureWorkload', workloadType: 'SAPHanaDatabase', types: /^SAPHanaDatabase$/i },
  hanaSystem: { managementType: 'AzureWorkload', workloadType: 'SAPHanaDatabase', types: /^(SAPHanaSystem|SAPHanaDBInstance)$/i },
} as const;
export type ProtectableKind = keyof typeof protectableKinds;

export interface Protectable {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly kind: ProtectableKind | 'account' | 'server';
  readonly containerName: string;
  /** The machine or storage account it is on. */
  readonly serverName: string | null;
  /** SQL instance, availability group or HANA system. */
  readonly instance: string | null;
  /** ARM id of the VM or storage account; null for databases. */
  readonly resourceId: string | null;
  readonly protectionState: string | null;
  readonly autoProtected: boolean;
  readonly databases: number | null;
  /** Whether Azure could look into it; false comes with the reason. */
  readonly ready: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

function protectableView(raw: unknown, kind: ProtectableKind): Protectable {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const check = object(p.prebackupvalidation ?? p.preBackupValidation);
  const ready = !/^failed$/i.test(words(check.status));
  return {
    id: words(id),
    name: words(name),
    friendlyName: text(p.friendlyName) ?? words(name).split(';').at(-1) ?? '',
    kind,
    containerName: partOf(words(id), 'protectionContainers') ?? '',
    serverName: text(p.serverName) ?? text(p.parentContainerFriendlyName),
    instance: text(p.parentName),
    resourceId: text(p.virtualMachineId) ?? text(p.parentContainerFabricId),
    protectionState: text(p.protectionState),
    autoProtected: p.isAutoProtected === true,
    databases: count(p.subinquireditemcount),
    ready,
    problem: ready ? null : { code: words(check.code), message: words(check.message) },
  };
}

/** What the item is called once it is protected. */
export const protectedItemIdOf = (protectableId: string): string => protectableId.replace(/\/protectableItems\//i, '/protectedItems/');

export async function protectables(azure: AzureBackup, vaultId: string, kinds: readonly ProtectableKind[]): Promise<Protectable[]> {
  const asked = new Map<string, { managementType: string; workloadType: string }>();
  for (const kind of kinds) asked.set(protectableKinds[kind].workloadType, protectableKinds[kind]);
  const found: Protectable[] = [];
  for (const { managementType, workloadType } of asked.values()) {
    const { body } = await azure.operation({
      id: 'BackupProtectableItems_List',
      scope: vaultId,
      query: filter({ backupManagementType: managementType, workloadType }),
    });
    for (const raw of entries(body)) {
      const type = words(object(raw.properties).protectableItemType);
      const kind = kinds.find((one) => protectableKinds[one].workloadType === workloadType && protectableKinds[one].types.test(type));
      if (kind) found.push(protectableView(raw, kind));
    }
  }
  return found;
}

/** Storage accounts, or machines, that could be registered with the vault. */
export async function registrables(azure: AzureBackup, vaultId: string, kind: 'account' | 'server'): Promise<Protectable[]> {
  const { body } = await azure.operation({
    id: 'ProtectableContainers_List',
    scope: vaultId,
    path: { fabricName: 'Azure' },
    query: filter({ backupManagementType: kind === 'account' ? 'AzureStorage' : 'AzureWorkload' }),
  });
  return entries(body).map(({ id, name, properties }) => {
    const p = object(properties);
    const friendlyName = text(p.friendlyName) ?? words(name).split(';').at(-1) ?? '';
    return {
      id: words(id),
      name: words(name),
      friendlyName,
      kind,
      containerName: words(name),
      serverName: friendlyName,
      instance: null,
      resourceId: text(p.containerId),
      protectionState: null,
      autoProtected: false,
      databases: null,
      ready: true,
      problem: null,
    };
  });
}

/** By id or by name; `server` tells two databases of the same name apart. Null: there is none (any more). */
export async function findProtectable(
  azure: AzureBackup,
  vaultId: string,
  kinds: readonly ProtectableKind[],
  { name, server, instance }: { readonly name: string; readonly server?: string | undefined; readonly instance?: string | undefined },
): Promise<Protectable | null> {
  const same = (a: string | null, b: string | undefined) => !b || a?.toLowerCase() === b.toLowerCase();
  const found = (await protectables(azure, vaultId, kinds)).filter((one) =>
    isArmId(name)
      ? sameId(one.id, name)
      : [one.friendlyName, one.name].some((candidate) => candidate.toLowerCase() === name.toLowerCase()) &&
        (same(one.serverName, server) || same(lastPart(one.containerName).split(';').at(-1) ?? '', server)) &&
        same(one.instance, instance),
  );
  if (found.length > 1)
    throw fail('param_invalid', `There are ${found.length} called ${name}. Say which server or instance, or choose it by its id.`, {
      advice: [`They are on ${[...new Set(found.map((one) => `${one.serverName}/${one.instance}`))].slice(0, 5).join(', ')}.`],
    });
  return found[0] ?? null;
}
