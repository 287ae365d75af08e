// backupPolicies: list, one, put with the rules of the service, delete unless items use it.

import { checkBody } from '../requests/check.ts';
import { policyRequest } from '../requests/policy.ts';
import { keyOfVault, policyId, policyKey } from '../state/keys.ts';
import type { Policy, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { guarded } from './guard.ts';
import { deniedOnImmutable, isImmutable } from './immutability.ts';
import { V, vaultRoute } from './lookups.ts';
import { machineOf } from './points.ts';
import { keepsShorter } from './policy-compare.ts';
import { normalPolicy } from './policy-model.ts';
import { brokenRule } from './policy-rules.ts';
import { itemsUnder, policyView } from './policy-view.ts';
import { startJob, startOperation } from './start-job.ts';

const find = (call: Call, vault: Vault) => call.store.get('policy', policyKey(keyOfVault(vault), param(call, 'policy')));

const list = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'fabricName', 'workloadType']);
  if ('refused' in parsed) return parsed.refused;
  const { filter } = parsed;
  const workload = (policy: Policy) =>
    String(policy.properties.workLoadType ?? (policy.properties.backupManagementType === 'AzureIaasVM' ? 'VM' : ''));
  const policies = call.store
    .list('policy', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter(
      (policy) =>
        matches(filter.backupManagementType, String(policy.properties.backupManagementType)) &&
        matches(filter.workloadType, workload(policy)) &&
        matches(filter.fabricName, 'Azure'),
    );
  return page(call, policies, (policy) => policyView(call, vault, policy));
};

const get = (call: Call, vault: Vault): Answer => {
  const policy = find(call, vault);
  return policy ? ok(policyView(call, vault, policy)) : objectNotFound(param(call, 'policy'));
};

const put = (call: Call, vault: Vault): Answer => {
  const name = param(call, 'policy');
  if (!/^[A-Za-z][A-Za-z0-9-]{2,149}$/.test(name)) {
    return invalidInput('policyName', 'A policy name has 3 to 150 letters, digits and hyphens, and starts with a letter.');
  }
  const checked = checkBody(policyRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { protectedItemsCount: _, resourceGuardOperationRequests: requests, ...properties } = checked.value.properties;
  const rule = brokenRule(checked.value.properties);
  if (rule) return serviceRefusal(400, 'BMSUserErrorInvalidPolicyInput', `Input for the policy is not valid: ${rule.message}`, rule.place);
  const old = find(call, vault);
  if (old && old.properties.backupManagementType !== properties.backupManagementType) {
    return serviceRefusal(
      400,
      'BMSUserErrorInvalidPolicyInput',
      'The type of an existing policy cannot change.',
      'properties.backupManagementType',
    );
  }
  const next = { properties: normalPolicy(properties) };
  const less = old !== null && keepsShorter(old, next);
  const refused = less
    ? (guarded(call, vault, 'changePolicy', requests) ?? (isImmutable(vault) ? deniedOnImmutable(old.name) : null))
    : null;
  if (refused) return refused;
  const tooOften = limitProblem(call, vault, old === null);
  if (tooOften) return tooOften;
  const key = policyKey(keyOfVault(vault), name);
  const policy: Policy = { vault: keyOfVault(vault), name: old?.name ?? name, ...next };
  call.store.put('policy', key, policy, { parent: policy.vault });
  const items = itemsUnder(call, vault, name);
  if (items.length === 0) return ok(policyView(call, vault, policy));
  // Every item under the policy gets a job that brings the change to it, unless its machine is gone.
  const reachable = items.filter((item) => item.kind !== 'vm' || machineOf(call, item));
  const jobs = reachable.map((item) =>
    startJob(call, item, { operation: 'ConfigureBackup', startAt: call.at, activityId: call.activityId, userTriggered: true }),
  );
  const gone = items.filter((item) => !reachable.includes(item)).map((item) => [item.friendlyName, sourceGone]);
  const details = {
    objectType: 'OperationStatusJobsExtendedInfo',
    jobIds: jobs.map((job) => job.id),
    failedJobsError: Object.fromEntries(gone),
  };
  const operation = startOperation(call, policy.vault, { details, result: { kind: 'policy', key } });
  return accepted(call, {
    location: `${policyId(vault, policy)}/operationResults/${operation.id}`,
    status: `${policyId(vault, policy)}/operations/${operation.id}`,
  });
};

const sourceGone = 'UserErrorVmNotFoundV2: The virtual machine of the backup item does not exist any more.';

/** What the service takes: policies per vault, and changes of policies in a day. */
const policiesPerVault = 200;
const changesADay = 50;

function limitProblem(call: Call, vault: Vault, isNew: boolean): Answer | null {
  if (isNew && call.store.count('policy', keyOfVault(vault)) >= policiesPerVault) {
    return serviceRefusal(400, 'BMSUserErrorInvalidInput', `A vault holds at most ${policiesPerVault} policies.`, vault.name);
  }
  const recent = (vault.policyChanges ?? []).filter((at) => call.at - at < 86_400_000);
  if (recent.length >= changesADay) {
    const message = 'Operation is blocked for some time as it has been attempted beyond a limit.';
    return serviceRefusal(400, 'CloudDosTimeboudLimitReached', message, vault.name);
  }
  call.store.put('vault', keyOfVault(vault), { ...vault, policyChanges: [...recent, call.at] });
  return null;
}

const remove = (call: Call, vault: Vault): Answer => {
  const policy = find(call, vault);
  if (!policy) return { status: 204 };
  const used = itemsUnder(call, vault, policy.name);
  if (used.length > 0) {
    const message = `Policy '${policy.name}' cannot be deleted because ${used.length} protected item(s) use it. Assign another policy to them first.`;
    return serviceRefusal(400, 'BMSUserErrorPolicyInUse', message, policy.name);
  }
  call.store.remove('policy', policyKey(policy.vault, policy.name));
  return { status: 200 };
};

export const policyRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupPolicies`, list),
  vaultRoute('GET', `${V}/backupPolicies/{policy}`, get),
  vaultRoute('PUT', `${V}/backupPolicies/{policy}`, put),
  vaultRoute('DELETE', `${V}/backupPolicies/{policy}`, remove),
];
