// Is this resource protected, and where; could it be; how many of what does the vault hold. Asked per region or per vault.

import { checkBody } from '../requests/check.ts';
import { backupStatusRequest, featureRequest, preValidateRequest } from '../requests/status.ts';
import { armParts, keyOfVault, shortContainer, vaultId, vmContainer, vmItem } from '../state/keys.ts';
import type { Item, Vault } from '../state/model.ts';
import { type Answer, invalidInput, ok } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { parseFilter } from '../wire/filter.ts';
import { type Route, route } from '../wire/router.ts';
import { kinds } from './kinds.ts';
import { findSubscription, V, vaultRoute } from './lookups.ts';

const where = '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/locations/{region}';

function protectionOf(call: Call, resourceId: string, type: string, name?: string): { item: Item; vault: Vault } | null {
  const same = (a: string) => a.toLowerCase() === resourceId.toLowerCase();
  const found = call.store
    .list('item')
    .map(({ doc }) => doc)
    .find(
      (item) => kinds[item.kind].itemType === type && same(item.sourceId) && (!name || item.friendlyName === name || item.name === name),
    );
  const vault = found && call.store.get('vault', found.vault);
  return found && vault ? { item: found, vault } : null;
}

const backupStatus = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(backupStatusRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { resourceId, resourceType, poLogicalName } = checked.value;
  if (!armParts(resourceId)) return invalidInput('resourceId');
  const found = protectionOf(call, resourceId, resourceType, poLogicalName);
  if (!found) return ok({ protectionStatus: 'NotProtected', errorCode: 'Success', errorMessage: '' });
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
  if (!protectionOf(call, checked.value.resourceId, checked.value.resourceType))
    return ok({ status: 'Succeeded', errorCode: 'Success', ...names });
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
  const basic = 'vmSize' in checked.value && /^Basic_/i.test(checked.value.vmSize ?? '');
  return ok({ supportStatus: basic ? 'DefaultOFF' : 'Supported' });
};

const titles: Record<string, string> = {
  AzureIaasVM: 'Azure Virtual Machine',
  AzureStorage: 'Azure Storage (Azure Files)',
  AzureWorkload: 'SQL in Azure VM',
  MAB: 'Azure Backup Agent',
};

/** Protected items by management type, or containers (virtual machines are not counted as containers). */
const usage = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['type']);
  if ('refused' in parsed) return parsed.refused;
  const type = parsed.filter.type?.toLowerCase() ?? 'backupprotecteditemcountsummary';
  const key = keyOfVault(vault);
  const managed =
    type === 'backupprotecteditemcountsummary'
      ? call.store.list('item', key).map(({ doc }) => kinds[doc.kind].management)
      : type === 'backupprotectioncontainercountsummary'
        ? call.store
            .list('container', key)
            .map(({ doc }) => doc.management)
            .filter((management) => management !== 'AzureIaasVM')
        : null;
  if (!managed) return invalidInput('$filter');
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
