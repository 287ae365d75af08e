// Cross-region restore as Azure does it: a key to one recovery point, given by the vault's region to the paired one, and the restore
// started there with that key. Its job belongs to the paired region: the vault does not list it. Only raw requests know all this.
import type { AzureBackup, BackupJob } from '../../kit/capabilities-azure.ts';
import type { Outcome } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { count, entries, list, object, text, texts, time, words } from '../answer.ts';
import { vaultIdOf } from '../find.ts';
import { itemOfPoint, lastPart, sameId, subscriptionOf } from '../place.ts';
import { lookUntilSettled } from '../settling.ts';
import { started } from '../start.ts';
import { pairedRegion, plainRegion } from './paired-regions.ts';
import { type Point, pointOf } from './points.ts';

const apiVersion = '2018-12-20';

const locationOf = (vaultId: string, region: string): string =>
  `${subscriptionOf(vaultId)}/providers/Microsoft.RecoveryServices/locations/${plainRegion(region)}`;

/** The region that the param names, or the pair of the vault's own. */
export async function secondaryRegion(azure: AzureBackup, vaultId: string, named: string | undefined): Promise<string> {
  if (named) return plainRegion(named);
  for await (const { id, location } of azure.vaults()) {
    if (!sameId(id, vaultId)) continue;
    const pair = pairedRegion(location);
    if (pair !== null) return pair;
    throw fail('param_missing', `Name the region: ${location} has no pair that is known here.`, { refused: true });
  }
  throw fail('not_found', `There is no vault ${lastPart(vaultId)}.`);
}

/** Newest first. The slash at the end is what tells the paired region's list from the vault's own. */
export async function secondaryPoints(azure: AzureBackup, itemId: string): Promise<Point[]> {
  const { body } = await azure.arm({ method: 'GET', path: `${itemId}/recoveryPoints/`, apiVersion });
  return entries(body)
    .map(pointOf)
    .sort((a, b) => b.time.localeCompare(a.time));
}

interface Start {
  readonly key: string;
  readonly region: string;
  readonly pointId: string;
  readonly managementType: string;
  readonly request: JsonObject;
}

export async function restoreInPair(azure: AzureBackup, { key, region, pointId, managementType, request }: Start): Promise<Outcome> {
  const vaultId = vaultIdOf(pointId) as string;
  const location = locationOf(vaultId, region);
  const workload = managementType === 'AzureWorkload' ? `?$filter=${encodeURIComponent("backupManagementType eq 'AzureWorkload'")}` : '';
  const identity = await azure.arm({ method: 'GET', path: `${location}/backupAadProperties${workload}`, apiVersion });
  const properties = (object(identity.body).properties ?? {}) as Json;
  const access = await azure.arm({ method: 'POST', path: `${pointId}/accessToken`, apiVersion, body: { properties } });
  const answer = await azure.arm({
    method: 'POST',
    path: `${location}/backupCrossRegionRestore`,
    apiVersion,
    body: { crossRegionRestoreAccessDetails: (object(access.body).properties ?? {}) as Json, restoreRequest: request },
    key,
  });
  return started(answer, { vaultId, itemId: itemOfPoint(pointId), more: { recoveryPointId: pointId, region } });
}

export async function jobInPair(azure: AzureBackup, vaultId: string, region: string, jobName: string): Promise<BackupJob> {
  const body = { resourceId: vaultId, jobName };
  return jobView(
    (await azure.arm({ method: 'POST', path: `${locationOf(vaultId, region)}/backupCrrJob`, apiVersion, body })).body,
    vaultId,
  );
}

interface Open {
  readonly azure: AzureBackup;
  readonly key: string;
  readonly run: { readonly world: 'practice' | 'real' };
  readonly intent: { readonly at: number };
  readonly signal: AbortSignal;
}

/** The job that a request with the step's key has started; null: there is none. */
export const jobInPairByKey = (open: Open, vaultId: string, region: string): Promise<BackupJob | null> =>
  lookUntilSettled(open, () => jobWithKey(open, vaultId, region));

async function jobWithKey({ azure, key }: Open, vaultId: string, region: string): Promise<BackupJob | null> {
  const path = `${locationOf(vaultId, region)}/backupCrrJobs`;
  const { body } = await azure.arm({ method: 'POST', path, apiVersion, body: { resourceId: vaultId } });
  const jobs = entries(body).map((raw) => jobView(raw, vaultId));
  return jobs.find(({ activityId }) => activityId?.toLowerCase() === key.toLowerCase()) ?? null;
}

function jobView(raw: unknown, vaultId: string): BackupJob {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const info = object(p.extendedInfo);
  const percent = count(info.progressPercentage);
  const [startTime, endTime] = [time(p.startTime), time(p.endTime)];
  return {
    id: words(id),
    jobId: text(name) ?? lastPart(words(id)),
    vaultId,
    vaultName: lastPart(vaultId),
    itemName: words(p.entityFriendlyName),
    containerName: text(p.containerName),
    managementType: words(p.backupManagementType),
    operation: words(p.operation),
    status: text(p.status) ?? 'InProgress',
    startTime: startTime ?? '',
    endTime,
    durationSeconds: startTime && endTime ? (Date.parse(endTime) - Date.parse(startTime)) / 1000 : null,
    progress: percent === null ? null : Math.min(1, percent / 100),
    activityId: text(p.activityId),
    tasks: list(info.tasksList).map((task) => ({ name: words(object(task).taskId), status: words(object(task).status) })),
    properties: Object.fromEntries(Object.entries(object(info.propertyBag)).map(([key, value]) => [key, words(value)])),
    errors: list(p.errorDetails).map((entry) => {
      const { errorCode, errorTitle, errorString, recommendations } = object(entry);
      const symbolic = /^[A-Za-z]\w+$/.test(words(errorTitle)) ? words(errorTitle) : null;
      return {
        code: symbolic ?? text(errorCode) ?? 'Failed',
        title: words(errorTitle),
        message: words(errorString),
        advice: texts(recommendations),
      };
    }),
  };
}
