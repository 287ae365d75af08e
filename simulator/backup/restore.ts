// Restores: of disks, of a machine to another or the same place, of shares, of databases; and the request that validates one
// without doing it. What a restore to another place makes exists when its job has succeeded.
import { checkBody } from '../requests/check.ts';
import { restoreRequest, validateRequest } from '../requests/restore.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Item, Json, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import { type Route, route, router } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { running } from './backup-now.ts';
import { findItem, I, itemRoute, V, vaultRoute } from './lookups.ts';
import { itemOperation } from './operations.ts';
import { findPoint } from './points.ts';
import { restoreProblem } from './restore-rules.ts';
import { restoreWork } from './restore-work.ts';
import { startJob, startOperation } from './start-job.ts';

/** The point that the path names; a point in time of a database needs none but the range. */
function pointOf(call: Call, item: Item): Point | Pick<Point, 'at'> | null {
  if (param(call, 'point') === 'DefaultRangeRecoveryPoint') return item.newestPoint === null ? null : { at: item.newestPoint };
  return findPoint(call, item);
}

const trigger = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(restoreRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const point = pointOf(call, item);
  if (!point) return objectNotFound(param(call, 'point'));
  if (item.deleted) {
    const message = 'The backup item is in soft deleted state. Undelete it before restoring from it.';
    return serviceRefusal(400, 'UserErrorItemInSoftDeletedState', message, item.friendlyName);
  }
  const problem = restoreProblem(call, item, request, { point: 'id' in point ? point : null, region: vault.location });
  if (problem) return problem;
  const inPlace = request.recoveryType === 'OriginalLocation';
  if (inPlace && running(call, vault, item, /^Restore/)) {
    return serviceRefusal(409, 'UserErrorRestoreOperationInProgress', 'Another restore of this item is in progress.', item.friendlyName);
  }
  const job = startJob(call, item, {
    operation: 'Restore',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    ...restoreWork(call, item, point, request),
  });
  return accepted(call, itemOperation(vault, item, startOperation(call, keyOfVault(vault), { jobId: job.id })));
};

const pointPath = router([route('GET', `${I}/recoveryPoints/{point}`, () => ({ status: 200 }))]);

/** The outcome of a validation: empty when the restore could start, else the error it would have met. */
function validation(call: Call, vault: Vault): { results: Json[] } | { refused: Answer } {
  const checked = checkBody(validateRequest, call.body);
  if ('refused' in checked) return checked;
  const found = pointPath('GET', checked.value.id);
  if (!found || found === 'wrong-method') return { refused: invalidInput('id') };
  const inner = { ...call, params: found.params };
  const item = findItem(inner, vault);
  const point = item && pointOf(inner, item);
  if (!item || !point) return { refused: objectNotFound(checked.value.id) };
  const origin = { point: 'id' in point ? point : null, region: vault.location };
  const problem = restoreProblem(inner, item, checked.value.properties.restoreRequest, origin);
  if (!problem) return { results: [] };
  const error = asJson(asJson(problem.body).error);
  return { results: [{ code: error.code, message: error.message, recommendations: ['Correct the request and validate it again.'] }] };
}

const validate = (call: Call, vault: Vault): Answer => {
  const outcome = validation(call, vault);
  return 'refused' in outcome ? outcome.refused : ok({ validateOperationResponse: { validationResults: outcome.results } });
};

const triggerValidate = (call: Call, vault: Vault): Answer => {
  const outcome = validation(call, vault);
  if ('refused' in outcome) return outcome.refused;
  const response = { validationResults: outcome.results };
  const operation = startOperation(call, keyOfVault(vault), {
    details: { objectType: 'OperationStatusValidateOperationExtendedInfo', validateOperationResponse: response },
    result: { kind: 'body', body: { validateOperationResponse: response }, key: '' },
  });
  return accepted(call, {
    location: `${vaultId(vault)}/backupValidateOperationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupValidateOperationsStatuses/${operation.id}`,
  });
};

export const restoreRoutes: Route[] = [
  itemRoute('POST', `${I}/recoveryPoints/{point}/restore`, trigger),
  vaultRoute('POST', `${V}/backupValidateOperation`, validate),
  vaultRoute('POST', `${V}/backupTriggerValidateOperation`, triggerValidate),
];
