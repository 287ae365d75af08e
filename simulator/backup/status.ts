// Is this resource protected, and where; could it be; how many of what does the vault hold. Asked per region or per vault.

import { checkBody } from '../requests/check.ts';
import { backupStatusRequest, featureRequest, preValidateRequest } from '../requests/status.ts';
import { armParts, keyOfVault, resourceKey, shortContainer, vaultId, vmContainer, vmItem } from '../state/keys.ts';
import type { Container, Item, Json, Vault } from '../state/model.ts';
import { type Answer, invalidInput, ok } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { parseFilter } from '../wire/filter.ts';
import { type Route, route } from '../wire/router.ts';
import { itemsIn } from './container-view.ts';
import { kinds } from './kinds.ts';
import { findSubscription, V, vaultRoute } from './lookups.ts';
import { retainedOnly } from './new-item.ts';

const where = '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/locations/{region}';

function protectionOf(call: Call, resourceId: string, type: string, name?: string): { item: Item; vault: Vault } | null {
  const same = (a: string) => a.toLowerCase() === resourceId.toLowerCase();
  const all = call.store
    .list('item')
    .map(({ doc }) => doc)
    .filter(
      (item) => kinds[item.kind].itemType === type && same(item.sourceId) && (!name || item.friendlyName === name || item.name === name),
    );
  // A machine that moved to another vault has retained points in the old one.
  const found = all.find((item) => !retainedOnly(item)) ?? all[0];
  const vault = found && call.store.get('vault', found.vault);
  return found && vault ? { item: found, vault } : null;
}

/** A machine or account may be registered with a vault although the thing asked about is not protected. */
function registration(call: Call, resourceId: string): Json {
  const same = (container: Container) =>
    container.management !== 'AzureIaasVM' && container.sourceId.toLowerCase() === resourceId.toLowerCase();
  const container = call.store.list('container').find(({ doc }) => same(doc))?.doc;
  const vault = container && call.store.get('vault', container.vault);
  if (!container || !vault) return {};
  const protectedItemsCount = itemsIn(call, container).length;
  return {
    vaultId: vaultId(vault),
    fabricName: 'Azure',
    containerName: container.name,
    registrationStatus: 'Registered',
    protectedItemsCount,
  };
}

const backupStatus = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(backupStatusRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { resourceId, resourceType, poLogicalName } = checked.value;
  if (!armParts(resourceId)) return invalidInput('resourceId');
  const found = protectionOf(call, resourceId, resourceType, poLogicalName);
  if (!found) return ok({ protectionStatus: 'NotProtected', ...registration(call, resourceId), errorCode: 'Success', errorMessage: '' });
  const { item, vault } = found;
  return ok({
    protectionStatus: 'Protected',
    vaultId: vaultId(vault),
    fabricName: 'Azure',
    containerName: item.kind === 'vm' ? item.container : shortContainer(kinds[item.kind].management, item.container),
    protectedItemName: item.name,
    ...(item.policy === null ? {} : { policyName: item.policy }),
    errorCode: 'Success',
    errorMessage: '',
  });
};

const preValidate = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(preValidateRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const source = armParts(checked.value.resourceId);
  if (!source) return invalidInput('resourceId');
  const names = {
    containerName: vmContainer(source.resourceGroup, source.name),
    protectedItemName: vmItem(source.resourceGroup, source.name),
  };
  if (!protectionOf(call, checked.value.resourceId, checked.value.resourceType)) {
    const machine = call.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
    if (machine) return ok({ status: 'Succeeded', errorCode: 'Success', ...names });
    return ok({
      status: 'Failed',
      errorCode: 'UserErrorVmNotFoundV2',
      errorMessage: 'The specified Azure Virtual Machine Not Found.',
      recommendation: 'Make sure that the virtual machine exists, and start discovery again.',
      ...names,
    });
  }
  return ok({
    status: 'Failed',
    errorCode: 'VirtualMachineAlreadyProtected',
    errorMessage: 'Virtual machine with same name and same resource group is already protected.',
    recommendation: 'Please do not enable protection again.',
    ...names,
  });
};

const feature = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(featureRequest, call.body);
  if ('refused' in checked) return checked.refused;
  if (checked.value.featureType !== 'AzureVMResourceBackup') return ok({ supportStatus: 'Supported' });
  const { vmSize = '', vmSku = '' } = checked.value;
  if (/ultra/i.test(vmSku)) return ok({ supportStatus: 'NotSupported' });
  return ok({ supportStatus: /^Basic_/i.test(vmSize) ? 'DefaultOFF' : 'Supported' });
};

const titles: Record<string, string> = {
  AzureIaasVM: 'Azure Virtual Machine',
  AzureStorage: 'Azure Storage (Azure Files)',
  AzureWorkload: 'SQL in Azure VM',
  MAB: 'Azure Backup Agent',
  DPM: 'Data Protection Manager',
  AzureBackupServer: 'Azure Backup Server',
};

/** Protected items by management type, or containers (virtual machines are not counted as containers). */
const usage = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['type']);
  if ('refused' in parsed) return parsed.refused;
  const type = parsed.filter.type?.toLowerCase() ?? 'backupprotecteditemcountsummary';
  const key = keyOfVault(vault);
  const managed: string[] | null =
    type === 'backupprotecteditemcountsummary'
      ? call.store.list('item', key).map(({ doc }) => kinds[doc.kind].management)
      : type === 'backupprotectioncontainercountsummary'
        ? call.store
            .list('container', key)
            .map(({ doc }) => doc.management)
            .filter((management) => management !== 'AzureIaasVM')
        : null;
  if (!managed) return invalidInput('$filter');
  // What backup servers protect, the vault knows by number only.
  const containers = type === 'backupprotectioncontainercountsummary';
  for (const { doc: engine } of call.store.list('engine', key)) {
    const management = engine.kind === 'DpmBackupEngine' ? 'DPM' : 'AzureBackupServer';
    managed.push(...Array.from({ length: containers ? 1 : engine.items }, () => management));
  }
  const names = [...new Set(managed)].sort();
  const counted = names.map((name) => ({
    unit: 'Count',
    currentValue: managed.filter((one) => one === name).length,
    limit: -1,
    name: { value: name, localizedValue: titles[name] ?? name },
  }));
  return ok({ value: counted });
};

export const statusRoutes: Route[] = [
  route('POST', `${where}/backupStatus`, backupStatus),
  route('POST', `${where}/backupPreValidateProtection`, preValidate),
  route('POST', `${where}/backupValidateFeatures`, feature),
  vaultRoute('GET', `${V}/backupUsageSummaries`, usage),
];
