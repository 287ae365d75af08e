// What a restore from a Backup vault needs to know besides: which point, in which store, in which region.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { entries, list, object, time, words } from '../answer.ts';
import { lastPart } from '../place.ts';
import { apiVersion, type BackupInstance } from './backup-vault.ts';

interface Point {
  readonly recoveryPointId: string;
  readonly sourceDataStoreType: string;
}

/** The named point, or the newest. */
export async function newestPoint(azure: AzureBackup, { id, friendlyName }: BackupInstance, wanted: string | undefined): Promise<Point> {
  const { body } = await azure.arm({ method: 'GET', path: `${id}/recoveryPoints`, apiVersion });
  const points = entries(body)
    .map((raw) => ({ name: words(raw.name), properties: object(raw.properties) }))
    .map(({ name, properties }) => ({
      name,
      at: time(properties.recoveryPointTime) ?? '',
      store: words(object(list(properties.recoveryPointDataStoresDetails)[0]).type),
    }))
    .sort((a, b) => b.at.localeCompare(a.at));
  const found = wanted ? points.find(({ name }) => name.toLowerCase() === lastPart(wanted).toLowerCase()) : points[0];
  if (!found)
    throw fail('not_found', wanted ? `${friendlyName} has no recovery point ${wanted}.` : `${friendlyName} has no recovery point yet.`, {
      advice: points.length > 0 ? [`The newest is of ${points[0]?.at}.`] : ['Run a backup first.'],
    });
  return { recoveryPointId: found.name, sourceDataStoreType: storeNames[found.store] ?? found.store };
}

/** Older answers call the stores otherwise. */
const storeNames: { readonly [name: string]: string } = { Snapshot: 'OperationalStore', BackupStorage: 'VaultStore' };

export async function vaultLocation(azure: AzureBackup, vaultId: string): Promise<string> {
  const { body } = await azure.arm({ method: 'GET', path: vaultId, apiVersion });
  return words(object(body).location);
}
