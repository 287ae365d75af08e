// For conformance tests: what has to happen before an official example can be asked for, done through the simulator's own
// wire protocol: a policy to read is put first, an operation to poll is started first. Gives the example to ask for.

import type { signedIn } from './in-process.ts';
import { type Example, text } from './spec.ts';

type World = ReturnType<typeof signedIn>;
type Step = (world: World, example: Example) => Promise<Partial<Record<string, unknown>>>;

const V = (e: Example) =>
  `/subscriptions/${text(e, 'subscriptionId')}/resourceGroups/${text(e, 'resourceGroupName')}/providers/Microsoft.RecoveryServices/vaults/${text(e, 'vaultName')}`;
const C = (e: Example) => `${V(e)}/backupFabrics/Azure/protectionContainers/${encodeURIComponent(text(e, 'containerName'))}`;
const I = (e: Example) => `${C(e)}/protectedItems/${encodeURIComponent(text(e, 'protectedItemName'))}`;

async function must(world: World, method: string, path: string, body?: unknown) {
  const answer = await world.raw(method, path, body);
  if (answer.status >= 300) throw new Error(`preparation: ${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
}

/** The id of the operation that a 202 names, after its end. */
async function operation(world: World, method: string, path: string, body?: unknown) {
  const answer = await must(world, method, path, body);
  world.clock.pass(60);
  const link = answer.headers.get('azure-asyncoperation') ?? '';
  return { operationId: /\/([^/?]+)\?/.exec(link)?.[1] ?? '' };
}

const expected = (example: Example) => example.responses[200]?.body;
const members = (value: unknown): Record<string, unknown>[] =>
  typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value) ? value.value : [];

const backup = (world: World, e: Example) =>
  operation(world, 'POST', `${I(e)}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });

async function putPolicy(world: World, e: Example, name: string, properties: unknown) {
  // One official answer leaves out the policyType that a request with such a schedule needs.
  const enhanced = JSON.stringify(properties).includes('SimpleSchedulePolicyV2') ? { policyType: 'V2' } : {};
  await must(world, 'PUT', `${V(e)}/backupPolicies/${name}`, { properties: { ...Object(properties), ...enhanced } });
  return {};
}

async function register(world: World, e: Example) {
  const [, , group = '', account = ''] = text(e, 'containerName').split(';');
  const sourceResourceId = `/subscriptions/${text(e, 'subscriptionId')}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
  const properties = { containerType: 'StorageContainer', backupManagementType: 'AzureStorage', sourceResourceId };
  await must(world, 'PUT', C(e), { properties });
  return {};
}

const changePolicy: Step = async (world, e) => {
  const name = text(e, 'policyName');
  const policy = await must(world, 'GET', `${V(e)}/backupPolicies/DefaultPolicy`);
  await putPolicy(world, e, name, policy.body.properties);
  const items = await must(world, 'GET', `${V(e)}/backupProtectedItems?$filter=${encodeURIComponent("itemType eq 'VM'")}`);
  const item = items.body.value[0];
  const properties = { protectedItemType: 'Microsoft.Compute/virtualMachines', policyId: `${V(e)}/backupPolicies/${name}` };
  await must(world, 'PUT', encodeURI(item.id), { properties });
  return operation(world, 'PUT', `${V(e)}/backupPolicies/${name}`, { properties: policy.body.properties });
};

export const preparations: Partial<Record<string, Step>> = {
  ProtectedItemOperationStatuses_Get: backup,
  ProtectedItemOperationResults_Get: async (world, e) =>
    operation(world, 'PUT', I(e), {
      properties: { protectedItemType: 'Microsoft.Compute/virtualMachines', protectionState: 'ProtectionStopped' },
    }),
  BackupOperationResults_Get: async (world, e) => operation(world, 'POST', `${V(e)}/backupFabrics/Azure/refreshContainers`),
  BackupOperationStatuses_Get: async (world, e) => {
    const jobs = await must(world, 'GET', `${V(e)}/backupJobs`);
    return operation(world, 'POST', `${V(e)}/backupJobs/${jobs.body.value[0].name}/cancel`);
  },
  JobOperationResults_Get: async (world, e) => operation(world, 'POST', `${V(e)}/backupJobs/${text(e, 'jobName')}/cancel`),
  ExportJobsOperationResults_Get: async (world, e) => operation(world, 'POST', `${V(e)}/backupJobsExport`),
  ProtectionContainerRefreshOperationResults_Get: async (world, e) =>
    operation(world, 'POST', `${V(e)}/backupFabrics/Azure/refreshContainers`),
  ProtectionContainerOperationResults_Get: async (world, e) => operation(world, 'POST', `${C(e)}/inquire`),
  ProtectionPolicyOperationResults_Get: changePolicy,
  ProtectionPolicyOperationStatuses_Get: changePolicy,
  ProtectionPolicies_Get: (world, e) => {
    const policy = expected(e);
    return putPolicy(
      world,
      e,
      text(e, 'policyName'),
      typeof policy === 'object' && policy !== null && 'properties' in policy ? policy.properties : null,
    );
  },
  BackupPolicies_List: async (world, e) => {
    for (const { name } of (await must(world, 'GET', `${V(e)}/backupPolicies`)).body.value)
      await must(world, 'DELETE', `${V(e)}/backupPolicies/${name}`);
    for (const policy of members(expected(e))) await putPolicy(world, e, String(policy.name), policy.properties);
    return {};
  },
  ProtectionPolicies_Delete: async (world, e) => {
    const policy = await must(world, 'GET', `${V(e)}/backupPolicies/DefaultPolicy`);
    return putPolicy(world, e, text(e, 'policyName'), policy.body.properties);
  },
  ProtectionContainers_Unregister: register,
  ProtectionContainers_Inquire: register,
  ProtectionIntent_Get: async (world, e) => {
    const intent = expected(e);
    const properties = typeof intent === 'object' && intent !== null && 'properties' in intent ? intent.properties : null;
    await must(world, 'PUT', `${V(e)}/backupFabrics/Azure/backupProtectionIntent/${text(e, 'intentObjectName')}`, { properties });
    return {};
  },
  BackupProtectionIntent_List: async (world, e) => {
    for (const intent of members(expected(e))) {
      await must(world, 'PUT', `${V(e)}/backupFabrics/Azure/backupProtectionIntent/${intent.name}`, { properties: intent.properties });
    }
    return {};
  },
  DeletedProtectionContainers_List: async (world, e) => {
    const items = await must(
      world,
      'GET',
      `${V(e)}/backupProtectedItems?$filter=${encodeURIComponent("backupManagementType eq 'AzureWorkload'")}`,
    );
    for (const { id } of items.body.value) await must(world, 'DELETE', encodeURI(id));
    return {};
  },
};
