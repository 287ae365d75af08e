// Everything that keeps a vault from being deleted, with what to do about each: what Azure's own message only hints at.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { FailureError } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';
import { list, raw, text, type VaultSettings } from './vault.ts';

export const obstacleKinds = [
  'item',
  'deletedItem',
  'container',
  'server',
  'backupServer',
  'privateEndpoint',
  'replicatedItem',
  'lock',
  'immutability',
] as const;

export const obstacle = z.object({
  kind: z.enum(obstacleKinds),
  name: z.string(),
  id: z.string(),
  detail: z.string(),
  action: z.string().meta({ title: 'What to do' }),
  node: z.string().nullable().meta({ title: 'Type of step that does it' }),
});

export type Obstacle = z.output<typeof obstacle>;

/** Containers of VMs go by themselves with their item. */
const containerTypes = ['AzureStorage', 'AzureWorkload', 'MAB'] as const;

export async function obstaclesOf(azure: AzureBackup, vault: VaultSettings): Promise<Obstacle[]> {
  const found: Obstacle[] = [];
  for await (const item of azure.items(vault.id)) {
    const deleted = item.softDeleted;
    found.push({
      kind: deleted ? 'deletedItem' : 'item',
      name: item.friendlyName,
      id: item.id,
      detail: deleted ? `${item.workloadType}, deleted` : `${item.workloadType}, ${item.protectionState}`,
      action: deleted
        ? vault.softDelete === 'Disabled'
          ? 'Undelete it, then stop its protection and delete its data.'
          : `Wait until Azure purges it (${vault.softDeleteDays} days after its deletion).`
        : 'Stop its protection and delete its data.',
      node: deleted ? 'azure-backup.undelete' : 'azure-backup.stop-protection',
    });
  }
  for (const type of containerTypes) {
    const { body } = await azure.operation({
      id: 'BackupProtectionContainers_List',
      scope: vault.id,
      query: { $filter: `backupManagementType eq '${type}'` },
    });
    for (const one of list(raw(body).value)) found.push(containerObstacle(raw(one), type));
  }
  const engines = await azure.operation({ id: 'BackupEngines_List', scope: vault.id });
  for (const one of list(raw(engines.body).value))
    found.push({
      kind: 'backupServer',
      name: text(raw(raw(one).properties).friendlyName, text(raw(one).name)),
      id: text(raw(one).id),
      detail: text(raw(raw(one).properties).backupEngineType, 'Backup server'),
      action: 'Unregister the DPM or Azure Backup Server in the portal, or with its own console.',
      node: null,
    });
  for (const endpoint of vault.privateEndpoints)
    found.push({
      kind: 'privateEndpoint',
      name: endpoint.name,
      id: endpoint.id,
      detail: endpoint.state,
      action: 'Remove the private endpoint connection.',
      node: 'azure-backup.remove-private-endpoint',
    });
  found.push(...(await replicated(azure, vault)), ...(await locks(azure, vault)));
  if (vault.immutability === 'Locked' && found.some(({ kind }) => kind === 'item'))
    found.push({
      kind: 'immutability',
      name: vault.name,
      id: vault.id,
      detail: 'Immutability is locked',
      action: 'Recovery points can only expire: the vault cannot be emptied before.',
      node: null,
    });
  return found;
}

function containerObstacle(container: { readonly [name: string]: Json }, type: (typeof containerTypes)[number]): Obstacle {
  const name = text(raw(container.properties).friendlyName, text(container.name));
  return {
    kind: type === 'MAB' ? 'server' : 'container',
    name,
    id: text(container.id),
    detail: { AzureStorage: 'Storage account', AzureWorkload: 'Machine with databases', MAB: 'Server with the MARS agent' }[type],
    action: type === 'MAB' ? 'Unregister the server; its backups are deleted with it.' : 'Unregister it once nothing in it is protected.',
    node: 'azure-backup.unregister',
  };
}

/** Site Recovery keeps a vault too. A connection without the right to see it learns of it from Azure at the deletion. */
async function replicated(azure: AzureBackup, vault: VaultSettings): Promise<Obstacle[]> {
  const body = await readable(azure, `${vault.id}/replicationUsages`, '2024-04-01');
  const count = list(raw(body).value).reduce<number>((sum, one) => sum + Number(raw(one).protectedItemCount ?? 0), 0);
  if (count === 0) return [];
  const action = 'Disable replication in Site Recovery.';
  return [{ kind: 'replicatedItem', name: `${count} replicated items`, id: vault.id, detail: 'Site Recovery', action, node: null }];
}

async function locks(azure: AzureBackup, vault: VaultSettings): Promise<Obstacle[]> {
  const body = await readable(azure, `${vault.id}/providers/Microsoft.Authorization/locks`, '2020-05-01');
  return list(raw(body).value).map((one): Obstacle => {
    const { id, name, properties } = raw(one);
    const level = text(raw(properties).level, 'CanNotDelete');
    return { kind: 'lock', name: text(name), id: text(id), detail: level, action: 'Remove the lock.', node: 'azure.delete-lock' };
  });
}

async function readable(azure: AzureBackup, path: string, apiVersion: string): Promise<Json> {
  try {
    return (await azure.arm({ method: 'GET', path, apiVersion })).body;
  } catch (error) {
    const status = error instanceof FailureError ? error.failure.azure?.status : undefined;
    if (status === 403 || status === 404) return null;
    throw error;
  }
}
