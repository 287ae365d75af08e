// What is registered with a vault, read and found by name: machines with databases, storage accounts, servers with the MARS agent.
// Azure lists them one management type at a time and refuses to list them all.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { fail } from '../kit/errors.ts';
import { count, entries, list, object, text, texts, time, words } from './answer.ts';
import { filter } from './filter.ts';
import { isArmId, vaultIdOf, vaultIdOrAll } from './find.ts';
import { containerPlace, lastPart } from './place.ts';

/** What people call a kind, and the word by which the service filters. */
export const containerKinds = { databases: 'AzureWorkload', storage: 'AzureStorage', mars: 'MAB', vm: 'AzureIaasVM' } as const;
export type ContainerKind = keyof typeof containerKinds;

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly vaultId: string;
  readonly vaultName: string;
  readonly kind: ContainerKind;
  readonly sourceResourceId: string | null;
  /** Registered, SoftDeleted … */
  readonly registrationStatus: string | null;
  readonly healthStatus: string | null;
  /** Items backed up in it; null when Azure does not say. */
  readonly protectedItemCount: number | null;
  /** Of a machine with databases: what it is registered for. */
  readonly workloadType: string | null;
  /** Of a MARS server. */
  readonly agentVersion: string | null;
  readonly lastSeen: string | null;
  /** Why Azure could not look into it, when it could not. */
  readonly problem: { readonly code: string; readonly message: string; readonly advice: readonly string[] } | null;
}

const kindOf = (managementType: string): ContainerKind =>
  (Object.keys(containerKinds) as ContainerKind[]).find((kind) => containerKinds[kind].toLowerCase() === managementType.toLowerCase()) ??
  'vm';

function containerView(raw: unknown): Container {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const extended = object(p.extendedInfo);
  const vaultId = vaultIdOf(words(id)) ?? '';
  return {
    id: words(id),
    name: words(name),
    friendlyName: text(p.friendlyName) ?? words(name).split(';').at(-1) ?? '',
    vaultId,
    vaultName: lastPart(vaultId),
    kind: kindOf(words(p.backupManagementType)),
    sourceResourceId: text(p.sourceResourceId) ?? text(p.virtualMachineId),
    registrationStatus: text(p.registrationStatus),
    healthStatus: text(p.containerHealthState) ?? text(p.healthStatus),
    protectedItemCount: count(p.protectedItemCount),
    workloadType: text(p.workloadType) ?? text(object(list(object(extended.inquiryInfo).inquiryDetails)[0]).type),
    agentVersion: text(p.agentVersion),
    lastSeen: time(extended.lastRefreshedAt) ?? time(p.lastUpdatedTime),
    problem: problemOf(p),
  };
}

/** The inquiry into a machine reports "Success" even where a part of it failed. */
function problemOf(p: { readonly [name: string]: unknown }): Container['problem'] {
  const inquiry = object(object(p.extendedInfo).inquiryInfo);
  const candidates = [
    ...list(inquiry.inquiryDetails).map((detail) => object(object(detail).inquiryValidation).errorDetail),
    inquiry.errorDetail,
    ...list(p.mabContainerHealthDetails),
  ].map(object);
  const found = candidates.find(({ code }) => text(code) !== null && !/^(success|0)$/i.test(words(code)));
  return found ? { code: words(found.code), message: words(found.message ?? found.title), advice: texts(found.recommendations) } : null;
}

export async function containersOf(
  azure: AzureBackup,
  vaultId: string,
  kinds: readonly ContainerKind[],
  deleted = false,
): Promise<Container[]> {
  const found: Container[] = [];
  for (const kind of kinds) {
    const { body } = await azure.operation({
      id: deleted ? 'DeletedProtectionContainers_List' : 'BackupProtectionContainers_List',
      scope: vaultId,
      query: filter({ backupManagementType: containerKinds[kind], status: deleted ? null : 'Registered' }),
    });
    for (const raw of entries(body)) found.push(containerView(raw));
  }
  return found;
}

/** By id, by its name in Azure, or by the name of the machine or account. */
export async function findContainer(
  azure: AzureBackup,
  container: string,
  vault: string | undefined,
  kinds: readonly ContainerKind[],
): Promise<Container> {
  if (isArmId(container)) {
    const at = containerPlace(container);
    const { body } = await azure.operation({ id: 'ProtectionContainers_Get', ...at });
    return containerView(body);
  }
  const one = await vaultIdOrAll(azure, vault);
  const vaults = one === null ? [] : [one];
  if (one === null) for await (const { id } of azure.vaults()) vaults.push(id);
  const found: Container[] = [];
  const wanted = container.toLowerCase();
  for (const id of vaults)
    for (const candidate of await containersOf(azure, id, kinds))
      if ([candidate.friendlyName, candidate.name].some((name) => name.toLowerCase() === wanted)) found.push(candidate);
  if (found.length > 1)
    throw fail('param_invalid', `${container} is registered ${found.length} times. Choose it by its id.`, {
      advice: [`It is in ${[...new Set(found.map(({ vaultName }) => vaultName))].slice(0, 5).join(', ')}.`],
    });
  if (!found[0])
    throw fail('not_found', `${container} is not registered with ${vault ? lastPart(vault) : 'any vault'}.`, {
      advice: ['Register it first: "Register a server or storage account".'],
    });
  return found[0];
}
