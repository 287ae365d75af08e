// What Recovery Services keeps beside a vault: usage counters, extended information, credentials for agents, the registration
// of servers, private link groups, whether a name is free, which DNS zones are needed.
import { createHash, randomBytes } from 'node:crypto';
import { statusOf } from '../backup/job-model.ts';
import { kinds } from '../backup/kinds.ts';
import { findGroup, findSubscription, V, vaultRoute } from '../backup/lookups.ts';
import { bytesOf } from '../backup/tiers.ts';
import { checkBody } from '../requests/check.ts';
import { capabilitiesRequest, certificateRequest, extendedInfoRequest, nameRequest } from '../requests/vault-extras.ts';
import { purge } from '../state/items.ts';
import { keyOfVault, vaultId, vaultKey } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';

const dayMs = 86_400_000;

/** Counters as the portal shows them on a vault; bytes of everything the vault holds. */
const usages = (call: Call, vault: Vault): Answer => {
  const key = keyOfVault(vault);
  const items = call.store.list('item', key).map(({ doc }) => doc);
  const jobs = call.store
    .list('job', key)
    .map(({ doc }) => doc)
    .filter((job) => call.at - job.startAt < dayMs);
  const of = (management: string) => items.filter((item) => kinds[item.kind].management === management);
  const bytes = items
    .flatMap((item) =>
      call.store.list('point', `${item.vault}|${item.container}|${item.name}`.toLowerCase()).map(({ doc }) => bytesOf(item, doc)),
    )
    .reduce((sum, one) => sum + one, 0);
  const servers = call.store.list('container', key).filter(({ doc }) => doc.management === 'MAB').length;
  const critical = (some: typeof items) => some.filter((item) => item.lastBackup?.status === 'Failed').length;
  const count = (value: string, localizedValue: string, currentValue: number, more: Json = {}): Json => ({
    unit: 'Count',
    ...more,
    currentValue,
    limit: -1,
    name: { value, localizedValue },
  });
  const size = (value: string, localizedValue: string, currentValue: number): Json => ({
    ...count(value, localizedValue, currentValue),
    unit: 'Bytes',
  });
  const daily = { quotaPeriod: 'P1D' };
  const geo = vault.redundancy === 'GeoRedundant';
  const instances = new Set(items.map((item) => `${item.vault}|${item.container}`)).size;
  return ok({
    value: [
      count('MABContainersCount', 'Backup management servers', servers + call.store.count('engine', key)),
      count('ProtectedItemCount', 'Backup items/Azure virtual machine backup', items.length),
      count('ProtectedItemCriticalCount', 'Critical', critical(items)),
      count('ProtectedItemWarningCount', 'Warning', 0),
      count('IaaSVMProtectedItemCount', 'Azure Virtual Machines', of('AzureIaasVM').length),
      count('IaaSVMProtectedItemCriticalCount', 'Critical', critical(of('AzureIaasVM'))),
      count('MABProtectedItemCount', 'File-Folders', of('MAB').length),
      count('AzureStorageProtectedItemCount', 'Azure Storage (Azure Files)', of('AzureStorage').length),
      count('AzureWorkloadProtectedItemCount', 'SQL in Azure VM', of('AzureWorkload').length),
      count('InProgressJobsCount', 'In progress', jobs.filter((job) => statusOf(job, call.at) === 'InProgress').length, daily),
      count('FailedJobsCount', 'Failed', jobs.filter((job) => statusOf(job, call.at) === 'Failed').length, daily),
      size('GRSStorageUsage', 'Cloud - GRS', geo ? bytes : 0),
      size('LRSStorageUsage', 'Cloud - LRS', geo ? 0 : bytes),
      count('ManagedInstances', 'Protected Instances', instances),
    ],
  });
};

const replicationUsages = (): Answer => ok({ value: [] });

const etagOf = (vault: Vault) => createHash('md5').update(JSON.stringify(vault.extra)).digest('hex');

const extendedInfo = (vault: Vault): Json => ({
  id: `${vaultId(vault)}/extendedInformation/vaultExtendedInfo`,
  name: 'vaultExtendedInfo',
  type: 'Microsoft.RecoveryServices/vaults/extendedInformation',
  etag: etagOf(vault),
  properties: {
    integrityKey: createHash('sha256').update(keyOfVault(vault)).digest('base64').slice(0, 24),
    algorithm: 'None',
  },
});

/** Site Recovery writes here; the keys that it sends are not kept, as the answer shows. */
const putExtendedInfo = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(extendedInfoRequest, call.body);
  return 'refused' in checked ? checked.refused : ok(extendedInfo(vault));
};

/** The credentials with which an agent registers: issued for a certificate, valid for ten days. */
const certificate = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(certificateRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const given = checked.value.properties?.certificate ?? randomBytes(64).toString('base64');
  const name = param(call, 'certificate');
  return ok({
    id: `${vaultId(vault)}/certificates/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/certificates',
    properties: {
      authType: 'AzureActiveDirectory',
      certificate: given,
      friendlyName: vault.name,
      issuer: 'CN=Windows Azure Tools',
      resourceId: Number.parseInt(createHash('sha1').update(keyOfVault(vault)).digest('hex').slice(0, 12), 16),
      subject: 'CN=Windows Azure Tools',
      thumbprint: createHash('sha1').update(given).digest('hex').toUpperCase(),
      validFrom: instant(call.at),
      validTo: instant(call.at + 10 * dayMs),
      aadAuthority: 'https://login.microsoftonline.com',
      aadTenantId: call.store.setting('tenantId') ?? '',
      servicePrincipalClientId: call.store.setting('clientId') ?? '',
      servicePrincipalObjectId: call.newId(),
      azureManagementEndpointAudience: 'https://management.core.windows.net',
    },
  });
};

/** Unregisters a server with an agent, with everything it has backed up. */
const unregister = (call: Call, vault: Vault): Answer => {
  const key = keyOfVault(vault);
  const wanted = param(call, 'identity').toLowerCase();
  for (const { key: at, doc: container } of call.store.list('container', key)) {
    if (container.management !== 'MAB' || ![container.name.toLowerCase(), container.friendlyName.toLowerCase()].includes(wanted)) continue;
    for (const { doc: item } of call.store.startingWith('item', `${at}|`)) purge(call, item);
    call.store.remove('container', at);
  }
  call.store.remove('engine', `${key}|${wanted}`);
  return { status: 204 };
};

const zones = (location: string) => [
  `privatelink.${location.slice(0, 3)}.backup.windowsazure.com`,
  'privatelink.queue.core.windows.net',
  'privatelink.blob.core.windows.net',
];

const privateLinks = (vault: Vault): Json[] =>
  [
    {
      name: 'backupResource',
      groupId: 'AzureBackup',
      members: ['backup-fab1', 'backup-rec2', 'backup-prot1', 'backup-ecs1', 'backup-id1'],
    },
    {
      name: 'siteRecoveryResource',
      groupId: 'AzureSiteRecovery',
      members: ['siteRecovery-rcm1', 'siteRecovery-prot2', 'siteRecovery-id1'],
    },
  ].map(({ name, groupId, members }) => ({
    id: `${vaultId(vault)}/privateLinkResources/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/privateLinkResources',
    properties: { groupId, requiredMembers: members, requiredZoneNames: zones(vault.location) },
  }));

const privateLink = (call: Call, vault: Vault): Answer => {
  const wanted = param(call, 'link');
  const found = privateLinks(vault).find(({ name }) => String(name).toLowerCase() === wanted.toLowerCase());
  return found
    ? ok(found)
    : notFound(`Microsoft.RecoveryServices/vaults/${vault.name}/privateLinkResources/${wanted}`, vault.resourceGroup);
};

const nameAvailable = (call: Call): Answer => {
  const gone = findGroup(call);
  if (gone) return gone;
  const checked = checkBody(nameRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const taken = call.store.get('vault', vaultKey(param(call, 'sub'), param(call, 'group'), checked.value.name ?? ''));
  return ok(
    taken
      ? { nameAvailable: false, reason: 'AlreadyExists', message: 'Resource already exists with the same name.' }
      : { nameAvailable: true },
  );
};

const capabilities = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const checked = checkBody(capabilitiesRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const dnsZones = (checked.value.properties?.dnsZones ?? []).map(({ subResource }) => ({
    ...(subResource ? { subResource } : {}),
    requiredZoneNames: subResource === 'AzureSiteRecovery' ? ['privatelink.siterecovery.windowsazure.com'] : zones(param(call, 'region')),
  }));
  return ok({ type: checked.value.type, properties: { dnsZones } });
};

const info = `${V}/extendedInformation/vaultExtendedInfo`;
const groupLocation = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/locations/{region}';

export const vaultExtraRoutes: Route[] = [
  vaultRoute('GET', `${V}/usages`, usages),
  vaultRoute('GET', `${V}/replicationUsages`, replicationUsages),
  vaultRoute('GET', info, (_call, vault) => ok(extendedInfo(vault))),
  vaultRoute('PUT', info, putExtendedInfo),
  vaultRoute('PATCH', info, putExtendedInfo),
  vaultRoute('PUT', `${V}/certificates/{certificate}`, certificate),
  vaultRoute('DELETE', `${V}/registeredIdentities/{identity}`, unregister),
  vaultRoute('GET', `${V}/privateLinkResources`, (_call, vault) => ok({ value: privateLinks(vault) })),
  vaultRoute('GET', `${V}/privateLinkResources/{link}`, privateLink),
  route('POST', `${groupLocation}/checkNameAvailability`, nameAvailable),
  route('POST', '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/locations/{region}/capabilities', capabilities),
];
