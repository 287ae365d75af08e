// Item-level recovery: mounting a recovery point of a virtual machine hands out a script that connects to it as a disk; the
// session ends when it is revoked, or by itself after twelve hours. Shares give their snapshot instead.
import { randomBytes } from 'node:crypto';
import { checkBody } from '../requests/check.ts';
import { mountRequest } from '../requests/recovery-point.ts';
import { keyOfItem, keyOfVault, pointKey } from '../state/keys.ts';
import type { Item, Json, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { I, itemRoute } from './lookups.ts';
import { itemOperation } from './operations.ts';
import { findPoint, machineOf } from './points.ts';
import { startOperation } from './start-job.ts';
import { isMounted, onlyArchived } from './tiers.ts';

/** How long a session lasts, and how long the service takes to open one. */
export const sessionMs = 12 * 3_600_000;
const openSeconds = 40;
const closeSeconds = 15;

const regionCode: Record<string, string> = { westeurope: 'weu', northeurope: 'neu', germanywestcentral: 'gwc', swedencentral: 'sdc' };

/** The script as the service sends it: for Linux its text with the session's password inside, for Windows a download. */
function clientScript(vault: Vault, item: Item, point: Point, windows: boolean): Json {
  const region = regionCode[vault.location] ?? vault.location.slice(0, 3);
  const suffix = `${item.friendlyName}_${region}_${point.id}_${randomBytes(8).toString('hex')}`;
  if (windows) {
    const url = `https://download.microsoft.com/download/azurebackup/IaaSVMILRExeForWindows.exe`;
    return { scriptContent: '', scriptExtension: '.exe', osType: 'Windows', url, scriptNameSuffix: suffix };
  }
  const lines = [
    '#!/usr/bin/env python3',
    '# Connects this machine to a recovery point of Azure Backup. Practice subscription: it connects to nothing.',
    `VMName="iaasvmcontainerv2;${item.friendlyName}"`,
    `MachineName="${item.friendlyName}"`,
    `TargetPortalAddress="pod01-rec2.${region}.backup.windowsazure.com"`,
    'TargetPortalPortNumber="3260"',
    `TargetNodeAddress="iqn.2016-01.microsoft.azure.backup:${item.dataId}-${point.id}.0"`,
    `TargetUserName="${item.dataId.slice(0, 12)}"`,
    `TargetPassword="${randomBytes(8).toString('hex').slice(0, 15)}"`,
    'raise SystemExit("This script belongs to a practice subscription.")',
    '',
  ];
  const scriptContent = Buffer.from(lines.join('\n')).toString('base64');
  return { scriptContent, scriptExtension: '.py', osType: 'Linux', url: '', scriptNameSuffix: suffix };
}

/** What the status of the operation hands out. */
export const mountDetails = (vault: Vault, item: Item, point: Point, windows: boolean): Json => ({
  objectType: 'OperationStatusProvisionILRExtendedInfo',
  recoveryTarget: { clientScripts: item.kind === 'vm' ? [clientScript(vault, item, point, windows)] : [] },
});

function refusal(call: Call, item: Item, point: Point): Answer | null {
  if (item.deleted) {
    const message = 'The backup item is in soft deleted state. Undelete it before recovering files from it.';
    return serviceRefusal(400, 'UserErrorItemInSoftDeletedState', message, item.friendlyName);
  }
  if (onlyArchived(item, point, call.at)) {
    const message = 'Item level recovery is not possible from a recovery point in the archive tier. Rehydrate the recovery point first.';
    return serviceRefusal(400, 'UserErrorRecoveryPointInArchiveTier', message, point.id);
  }
  return null;
}

const mount = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(mountRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const fits = { vm: 'IaasVMILRRegistrationRequest', share: 'AzureFileShareProvisionILRRequest', sql: '', hana: '', mars: '' }[item.kind];
  if (request.objectType !== fits) return invalidInput('properties.objectType');
  const point = findPoint(call, item);
  if (!point) return objectNotFound(param(call, 'point'));
  const refused = refusal(call, item, point);
  if (refused) return refused;
  const renew = 'renewExistingRegistration' in request && request.renewExistingRegistration === true;
  if (isMounted(point, call.at) && !renew) {
    const message = 'An item level recovery session of this recovery point is active already. Renew it, or unmount the disks first.';
    return serviceRefusal(400, 'UserErrorInstantIlrSessionAlreadyActive', message, point.id);
  }
  call.store.put('point', pointKey(point.item, point.id), { ...point, mountedUntil: call.at + sessionMs });
  const details = mountDetails(vault, item, point, machineOf(call, item)?.os !== 'Linux');
  return accepted(call, itemOperation(vault, item, startOperation(call, keyOfVault(vault), { details, seconds: openSeconds })));
};

const unmount = (call: Call, vault: Vault, item: Item): Answer => {
  const point = findPoint(call, item);
  if (!point) return objectNotFound(param(call, 'point'));
  const { mountedUntil: _, ...closed } = point;
  call.store.put('point', pointKey(keyOfItem(item), point.id), closed);
  return accepted(call, itemOperation(vault, item, startOperation(call, keyOfVault(vault), { seconds: closeSeconds })));
};

export const mountRoutes: Route[] = [
  itemRoute('POST', `${I}/recoveryPoints/{point}/provisionInstantItemRecovery`, mount),
  itemRoute('POST', `${I}/recoveryPoints/{point}/revokeInstantItemRecovery`, unmount),
];
