// Gathers every MARS agent that the vaults know, from Azure alone: containers with their agents' versions, items, policies, and the
// VMs and Arc machines that bear the same names. One list per vault and kind, not one read per machine.
import type { AzureBackup, AzureVault, BackupPolicy, ProtectedItem } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { type KnownMachine, machineFinder } from './match.ts';

type Azure = Pick<AzureBackup, 'vaults' | 'items' | 'policies' | 'arm' | 'operation' | 'vms'>;

export interface Agent {
  readonly server: string;
  readonly containerId: string;
  readonly vault: AzureVault;
  readonly version: string | null;
  readonly lastSeen: string | null;
  readonly items: readonly ProtectedItem[];
  readonly policies: readonly BackupPolicy[];
  readonly machine: KnownMachine | null;
}

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export async function agentsOf(azure: Azure, wanted: string | null): Promise<Agent[]> {
  const vaults: AzureVault[] = [];
  const asked = wanted?.toLowerCase();
  for await (const vault of azure.vaults())
    if (asked === undefined || vault.id.toLowerCase() === asked || vault.name.toLowerCase() === asked) vaults.push(vault);
  if (wanted !== null && vaults.length === 0) throw fail('not_found', `There is no vault called ${wanted.split('/').at(-1)}.`);
  const found: (Omit<Agent, 'machine'> & { readonly names: readonly string[] })[] = [];
  for (const vault of vaults) {
    const containers = await containersOf(azure, vault.id);
    if (containers.length === 0) continue;
    const items = await all(azure.items(vault.id, { managementType: 'MAB' }));
    const policies = (await all(azure.policies(vault.id))).filter(({ managementType }) => managementType === 'MAB');
    for (const container of containers) {
      const properties = object(container.properties);
      const name = text(properties.friendlyName) ?? text(container.name) ?? '';
      found.push({
        server: name,
        names: [name],
        containerId: text(container.id) ?? '',
        vault,
        version: text(properties.agentVersion),
        lastSeen: text(object(properties.extendedInfo).lastRefreshedAt),
        items: items.filter((item) => !item.softDeleted && same(item.containerName, text(container.name) ?? '')),
        policies,
      });
    }
  }
  const machineOf = machineFinder(found.length > 0 ? await machines(azure, vaults) : []);
  return found
    .map(({ names: _, ...agent }) => ({ ...agent, machine: machineOf(agent.server) }))
    .sort((a, b) => a.server.localeCompare(b.server, 'en', { numeric: true }));
}

/** Items name their container with or without its kind in front. */
const bare = (name: string): string => name.toLowerCase().replace(/^windows;/, '');
const same = (a: string, b: string): boolean => bare(a) === bare(b);

async function containersOf(azure: Azure, vaultId: string): Promise<JsonObject[]> {
  const { body } = await azure.operation({
    id: 'BackupProtectionContainers_List',
    scope: vaultId,
    query: { $filter: "backupManagementType eq 'MAB'" },
  });
  return list(object(body).value).map(object);
}

/** A vault's machines may live in any subscription that the connection sees; the vaults' own are asked. */
async function machines(azure: Azure, vaults: readonly AzureVault[]): Promise<KnownMachine[]> {
  const found: KnownMachine[] = [];
  for await (const { id, name, powerState } of azure.vms())
    found.push({
      kind: 'azureVm',
      id,
      names: [name],
      reachable: powerState === null || powerState === 'running',
      state: powerState ?? 'unknown',
    });
  for (const subscription of new Set(vaults.map(({ subscriptionId }) => subscriptionId.toLowerCase()))) {
    const { body } = await azure.arm({
      method: 'GET',
      path: `/subscriptions/${subscription}/providers/Microsoft.HybridCompute/machines`,
      apiVersion: '2025-01-13',
    });
    for (const machine of list(object(body).value).map(object)) {
      const properties = object(machine.properties);
      const names = [
        machine.name,
        properties.machineFqdn,
        properties.dnsFqdn,
        properties.displayName,
        object(properties.osProfile).computerName,
      ];
      found.push({
        kind: 'arc',
        id: text(machine.id) ?? '',
        names: names.flatMap((name) => text(name) ?? []),
        reachable: properties.status === 'Connected',
        state: text(properties.status) ?? 'unknown',
      });
    }
  }
  return found;
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}
