// For conformance tests: what has to happen before an official example can be asked for, done through the simulator's own
// wire protocol: a policy to read is put first, an operation to poll is started first. Gives the example to ask for.

import { exampleGuard } from './arrange.ts';
import type { signedIn } from './in-process.ts';
import { bodyOf, type Example, text } from './spec.ts';

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

/** A check of a restore, which goes on for a while and finds that the storage account is not there. */
const validation: Step = async (world, e) => {
  const { body } = await must(world, 'GET', `${V(e)}/backupProtectedItems?$filter=${encodeURIComponent("itemType eq 'VM'")}`);
  const [item] = body.value;
  const point = (await must(world, 'GET', `${encodeURI(item.id)}/recoveryPoints`)).body.value[0];
  return operation(world, 'POST', `${V(e)}/backupTriggerValidateOperation`, {
    id: point.id,
    properties: {
      objectType: 'ValidateIaasVMRestoreOperationRequest',
      restoreRequest: {
        objectType: 'IaasVMRestoreRequest',
        recoveryPointId: point.name,
        recoveryType: 'RestoreDisks',
        sourceResourceId: item.properties.sourceResourceId,
        storageAccountId: `/subscriptions/${text(e, 'subscriptionId')}/resourceGroups/iaasvm-rg/providers/Microsoft.Storage/storageAccounts/nowhere1`,
        region: 'southeastasia',
        createNewCloudService: false,
        originalStorageAccountOption: false,
      },
    },
  });
};

const guardBody = { location: 'southeastasia', properties: {} };

/** The Resource Guard of the examples. */
const guard: Step = async (world) => {
  await must(world, 'PUT', `${exampleGuard}?api-version=2024-04-01`, guardBody);
  return {};
};

/** A vault that asks it before critical operations. */
const guarded: Step = async (world, e) => {
  await guard(world, e);
  const name = text(e, 'resourceGuardProxyName') || 'VaultProxy';
  await must(world, 'PUT', `${V(e)}/backupResourceGuardProxies/${name}`, { properties: { resourceGuardResourceId: exampleGuard } });
  return {};
};

/** Someone asks for a way into the vault from a private network. */
async function endpoint(world: World, e: Example) {
  const privateEndpoint = {
    id: `/subscriptions/${text(e, 'subscriptionId')}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe`,
  };
  const properties = { privateEndpoint, privateLinkServiceConnectionState: { status: 'Approved', description: 'Approved' } };
  return operation(world, 'PUT', `${V(e)}/privateEndpointConnections/${text(e, 'privateEndpointConnectionName')}`, { properties });
}

/** The source vault of a move is ready. */
async function prepared(world: World, source: string, target: string, region: string) {
  const body = { targetResourceId: target, targetRegion: region, dataMoveLevel: 'Vault' };
  return operation(world, 'POST', `${source}/backupstorageconfig/vaultstorageconfig/prepareDataMove`, body);
}

const preparedHere: Step = (world, e) => prepared(world, V(e), V(e).replace(/[^/]+$/, 'target-rsv'), 'northeurope');

/** A vault encrypts with a key of the customer only when it has an identity that may use the key. */
async function identity(world: World, e: Example, user?: string) {
  const given = user ? { type: 'UserAssigned', userAssignedIdentities: { [user]: {} } } : { type: 'SystemAssigned' };
  await must(world, 'PATCH', `${V(e)}?api-version=2024-04-01`, { identity: given });
  return {};
}

const tieringCost: Step = (world, e) =>
  operation(world, 'POST', `${V(e)}/backupTieringCost/default/fetchTieringCost`, {
    objectType: 'FetchTieringCostSavingsInfoForVaultRequest',
    sourceTierType: 'HardenedRP',
    targetTierType: 'ArchivedRP',
  });

export const preparations: Partial<Record<string, Step>> = {
  ValidateOperationResults_Get: validation,
  ValidateOperationStatuses_Get: validation,
  GetTieringCostOperationResult_Get: tieringCost,
  TieringCostOperationStatus_Get: tieringCost,
  PrivateEndpointConnection_Get: endpoint,
  PrivateEndpointConnection_Delete: endpoint,
  PrivateEndpoint_GetOperationStatus: endpoint,
  GetOperationStatus: preparedHere,
  BMSPrepareDataMoveOperationResult_Get: preparedHere,
  async BMSTriggerDataMove(world, e) {
    const wanted = Object(bodyOf(e));
    const { operationId } = await prepared(world, wanted.sourceResourceId, V(e), 'southeastasia');
    const source = `${wanted.sourceResourceId}/backupstorageconfig/vaultstorageconfig/operationResults/${operationId}`;
    const { correlationId } = (await must(world, 'GET', source)).body;
    return { [e.bodyName ?? '']: { ...wanted, correlationId } };
  },
  BackupResourceEncryptionConfigs_Update: (world, e) => identity(world, e),
  async BackupResourceEncryptionConfigs_Get(world, e) {
    const { keyUri, encryptionAtRestType, userAssignedIdentity } = Object(Object(expected(e)).properties);
    await identity(world, e, userAssignedIdentity);
    const properties = { keyUri, encryptionAtRestType };
    await must(world, 'PUT', `${V(e)}/backupEncryptionConfigs/backupResourceEncryptionConfig`, { properties });
    return {};
  },
  ResourceGuardProxy_Put: guard,
  ResourceGuardProxies_Get: guarded,
  ResourceGuardProxy_Get: guarded,
  async ResourceGuardProxy_Delete(world, e) {
    await guarded(world, e);
    const proxy = `${V(e)}/backupResourceGuardProxies/${text(e, 'resourceGuardProxyName')}`;
    const resourceGuardOperationRequests = [`${exampleGuard}/deleteResourceGuardProxyRequests/default`];
    await must(world, 'POST', `${proxy}/unlockDelete`, { resourceGuardOperationRequests, resourceToBeDeleted: proxy });
    return {};
  },
  ResourceGuardProxy_UnlockDelete: guarded,
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
