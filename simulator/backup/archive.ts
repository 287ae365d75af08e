// The archive tier: which recovery points are worth moving there, moving one by a job, and what moving or bringing back would
// cost. Costs are the retail prices of the service per GB and month, in US dollars.
import { checkBody } from '../requests/check.ts';
import { moveRequest, recommendedRequest, tieringCostRequest } from '../requests/recovery-point.ts';
import { itemKey, keyOfItem, keyOfVault, pointKey, policyKey, vaultId } from '../state/keys.ts';
import type { Item, Json, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, isAnswer, objectNotFound, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { running } from './backup-now.ts';
import { I, itemRoute, V, vaultRoute } from './lookups.ts';
import { itemOperation } from './operations.ts';
import { findPoint, pointView } from './points.ts';
import { itemsUnder } from './policy-view.ts';
import { startJob, startOperation } from './start-job.ts';
import { bytesOf, notMovable } from './tiers.ts';

const pointsOf = (call: Call, item: Item): Point[] => call.store.list('point', keyOfItem(item)).map(({ doc }) => doc);
const movable = (call: Call, item: Item) => pointsOf(call, item).filter((point) => notMovable(item, point, call.at) === null);

const recommended = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(recommendedRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const without = new Set(checked.value.excludedRPList ?? []);
  const found = movable(call, item).filter((point) => !without.has(point.id));
  return page(call, found, (point) => pointView(call, vault, item, point, false));
};

const move = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(moveRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { sourceTierType, targetTierType } = checked.value;
  if (sourceTierType !== 'HardenedRP') return invalidInput('sourceTierType');
  if (targetTierType !== 'ArchivedRP') return invalidInput('targetTierType');
  const point = findPoint(call, item);
  if (!point) return objectNotFound(param(call, 'point'));
  const reason = notMovable(item, point, call.at);
  if (reason)
    return serviceRefusal(400, 'UserErrorRecoveryPointNotMoveReady', `Recovery point cannot be moved to archive. ${reason}`, point.id);
  if (running(call, vault, item, /^MoveRecoveryPoint/)) {
    const message = 'Another recovery point of the item is being moved. Wait for that job to end.';
    return serviceRefusal(409, 'UserErrorOperationInProgress', message, item.friendlyName);
  }
  const job = startJob(call, item, {
    operation: 'MoveRecoveryPoint',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    bag: { 'Source Tier': 'VaultStandard', 'Target Tier': 'VaultArchive' },
    makes: { archive: pointKey(point.item, point.id) },
  });
  return accepted(call, itemOperation(vault, item, startOperation(call, keyOfVault(vault), { jobId: job.id })));
};

const price = { vault: 0.0224, archive: 0.0031, rehydrate: { Standard: 0.02, High: 0.1 } } as const;

/** Archived data takes a little more than in the vault: it is kept as fulls. */
function saving(call: Call, items: Item[]): Json {
  const bytes = items.flatMap((item) => movable(call, item).map((point) => bytesOf(item, point))).reduce((sum, one) => sum + one, 0);
  return {
    objectType: 'TieringCostSavingInfo',
    sourceTierSizeReductionInBytes: bytes,
    targetTierSizeIncreaseInBytes: Math.round(bytes * 1.2),
    retailSourceTierCostPerGBPerMonth: price.vault,
    retailTargetTierCostPerGBPerMonth: price.archive,
  };
}

function cost(call: Call, vault: Vault): Json | Answer {
  const checked = checkBody(tieringCostRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value;
  const key = keyOfVault(vault);
  if (request.objectType === 'FetchTieringCostSavingsInfoForVaultRequest') {
    return saving(
      call,
      call.store.list('item', key).map(({ doc }) => doc),
    );
  }
  if (request.objectType === 'FetchTieringCostSavingsInfoForPolicyRequest') {
    const policy = call.store.get('policy', policyKey(key, request.policyName));
    return policy ? saving(call, itemsUnder(call, vault, policy.name)) : objectNotFound(request.policyName);
  }
  const item = call.store.get('item', itemKey(key, request.containerName, request.protectedItemName));
  if (!item) return objectNotFound(request.protectedItemName);
  if (request.objectType === 'FetchTieringCostSavingsInfoForProtectedItemRequest') return saving(call, [item]);
  const point = call.store.get('point', pointKey(keyOfItem(item), request.recoveryPointId));
  if (!point) return objectNotFound(request.recoveryPointId);
  return {
    objectType: 'TieringCostRehydrationInfo',
    rehydrationSizeInBytes: bytesOf(item, point),
    retailRehydrationCostPerGBPerMonth: price.rehydrate[request.rehydrationPriority],
  };
}

const fetchCost = (call: Call, vault: Vault): Answer => {
  const found = cost(call, vault);
  if (isAnswer(found)) return found;
  const operation = startOperation(call, keyOfVault(vault), { result: { kind: 'body', body: found, key: '' } });
  const base = `${vaultId(vault)}/backupTieringCost/default`;
  return accepted(call, { location: `${base}/operationResults/${operation.id}`, status: `${base}/operationsStatus/${operation.id}` });
};

export const archiveRoutes: Route[] = [
  itemRoute('POST', `${I}/recoveryPointsRecommendedForMove`, recommended),
  itemRoute('POST', `${I}/recoveryPoints/{point}/move`, move),
  vaultRoute('POST', `${V}/backupTieringCost/default/fetchTieringCost`, fetchCost),
];
