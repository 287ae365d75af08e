// Policies of Backup vaults: list, one, put, delete unless instances use it.
import { checkBody } from '../requests/check.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { childKey, keyOfBackupVault } from './keys.ts';
import { dataError, inVault, V } from './lookups.ts';
import type { BackupVault, DataPolicy } from './model.ts';
import { retentionNames } from './policy.ts';
import { dataPolicyPut } from './requests.ts';
import { kindOfType } from './sources.ts';
import { policyView } from './views.ts';

const keyOf = (call: Call, vault: BackupVault) => childKey(keyOfBackupVault(vault), param(call, 'policy'));
const policiesOf = (call: Call, vault: BackupVault) => call.store.list('dataPolicy', keyOfBackupVault(vault)).map(({ doc }) => doc);

const get = (call: Call, vault: BackupVault): Answer => {
  const policy = call.store.get('dataPolicy', keyOf(call, vault));
  return policy
    ? ok(policyView(vault, policy))
    : dataError(404, 'BackupPolicyNotFound', `The policy '${param(call, 'policy')}' was not found.`);
};

const put = (call: Call, vault: BackupVault): Answer => {
  const name = param(call, 'policy');
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{2,149}$/.test(name))
    return dataError(400, 'InvalidPolicyName', 'A policy name has 3 to 150 letters, digits and hyphens.');
  const checked = checkBody(dataPolicyPut, call.body);
  if ('refused' in checked) return checked.refused;
  const { properties } = checked.value;
  const strange = properties.datasourceTypes.find((type) => kindOfType(type) === null);
  if (strange) return dataError(400, 'UserErrorInvalidDatasourceType', `The datasource type '${strange}' is not known.`);
  const key = keyOf(call, vault);
  const policy: DataPolicy = { vault: keyOfBackupVault(vault), name, properties };
  if (!retentionNames(policy).includes('Default'))
    return dataError(400, 'UserErrorPolicyInvalid', 'A policy needs a retention rule with the name Default.');
  call.store.put('dataPolicy', key, policy, { parent: policy.vault });
  return ok(policyView(vault, policy));
};

const remove = (call: Call, vault: BackupVault): Answer => {
  const key = keyOf(call, vault);
  const policy = call.store.get('dataPolicy', key);
  if (!policy) return { status: 204 };
  const used = call.store
    .list('backupInstance', keyOfBackupVault(vault))
    .filter(({ doc }) => doc.policy.toLowerCase() === policy.name.toLowerCase());
  if (used.length > 0) return dataError(400, 'UserErrorPolicyInUse', `${used.length} backup instance(s) use the policy '${policy.name}'.`);
  call.store.remove('dataPolicy', key);
  return { status: 200 };
};

export const dataPolicyRoutes: Route[] = [
  inVault('GET', `${V}/backupPolicies`, (call, vault) => page(call, policiesOf(call, vault), (policy) => policyView(vault, policy))),
  inVault('GET', `${V}/backupPolicies/{policy}`, get),
  inVault('PUT', `${V}/backupPolicies/{policy}`, put),
  inVault('DELETE', `${V}/backupPolicies/{policy}`, remove),
];
