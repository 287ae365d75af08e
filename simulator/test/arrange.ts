// For conformance tests: an estate in which an official example makes sense, read from the example's own parameters, and the
// requests that bring it into the state the example starts from.
import { type EstateInput, estate } from '../../nodes/kit/estate.ts';
import { armParts, lastName } from '../state/keys.ts';
import { bodyOf, type Example, text } from './spec.ts';

type VaultInput = NonNullable<EstateInput['vaults']>[number];
type ItemInput = NonNullable<VaultInput['items']>[number];

const strings = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
};

/** Every storage account that the request names must exist. */
function accountsIn(example: Example) {
  const ids = strings(example.parameters).map(armParts);
  const [kind = '', , group = '', account = ''] = text(example, 'containerName').split(';');
  if (/^storagecontainer$/i.test(kind))
    ids.push({ subscription: '', resourceGroup: group, type: 'microsoft.storage/storageaccounts', name: account });
  const named = ids.flatMap((id) => (id?.type === 'microsoft.storage/storageaccounts' ? [id] : []));
  const unique = new Map(named.map((id) => [`${id.resourceGroup}/${id.name}`.toLowerCase(), id]));
  return [...unique.values()].map(({ name, resourceGroup }) => ({ name: name.toLowerCase(), resourceGroup, location: region }));
}

const region = 'southeastasia';

/** The protected machine that a question about a resource is about. */
function machineAsked(example: Example): ItemInput | null {
  const asked = strings(example.parameters)
    .map(armParts)
    .find((id) => id?.type === 'microsoft.compute/virtualmachines');
  return asked && !text(example, 'vaultName')
    ? { kind: 'vm', name: asked.name, resourceGroup: asked.resourceGroup, lastBackup: { at: '-PT10H' } }
    : null;
}

/** The policies that the request and the expected answers point to. */
function policiesIn(example: Example): string[] {
  const used = strings(example.parameters).filter((one) => /\/backupPolicies\//i.test(one));
  return [...new Set(used.map(lastName))];
}

/** A parameter, or a member of the body by the same name. */
const named = (example: Example, name: string): string => text(example, name) || String(Object(bodyOf(example))[name] ?? '');

function itemIn(example: Example): ItemInput | null {
  const at = named(example, 'protectedItemName') || lastName(named(example, 'containerName'));
  const parts = at.split(';');
  const [group = '', name = ''] = parts.slice(-2);
  if (/^vm;/i.test(at)) {
    const id = named(example, 'recoveryPointId');
    // What moves to the archive is old, and is kept for long yet.
    const old = /MoveRecoveryPoint|RecommendedForMove/.test(example.operationId);
    return {
      kind: 'vm',
      name,
      resourceGroup: group,
      ...(old ? { policy: 'kept-long' } : {}),
      points: { count: 3, newest: old ? '-P120D' : '-PT10H', ids: id ? [id] : [] },
      lastBackup: { at: '-PT10H' },
    };
  }
  if (/^vmappcontainer;/i.test(at))
    return { kind: 'sql', name: 'master', machine: name, resourceGroup: group, lastBackup: { at: '-PT10H' } };
  return null;
}

/** Items that a list shows when the example names none. */
const plain: ItemInput[] = [
  { kind: 'vm', name: 'iaasvm-1', resourceGroup: 'iaasvm-rg', lastBackup: { at: '-PT10H' }, points: { count: 2, newest: '-PT10H' } },
  { kind: 'sql', name: 'master', machine: 'sqlserver-1', resourceGroup: 'iaasvm-rg', lastBackup: { at: '-PT10H' } },
  { kind: 'mars', name: 'C:\\', machine: 'srv-01', lastBackup: { at: '-PT10H' } },
];

/** Every resource group that the request names must exist. */
function groupsIn(example: Example) {
  const found = strings(example.parameters).flatMap((id) => /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(id) ?? []);
  const groups = [];
  for (let at = 0; at + 2 < found.length; at += 3) groups.push({ subscription: found[at + 1] ?? '', name: found[at + 2] ?? '' });
  return groups;
}

/** The other vault of a move of backup data. */
function otherVault(example: Example): VaultInput[] {
  const { targetResourceId, targetRegion, sourceResourceId, sourceRegion } = Object(bodyOf(example));
  const id = armParts(String(targetResourceId ?? sourceResourceId ?? ''));
  const location = String(targetRegion ?? sourceRegion ?? 'northeurope')
    .replaceAll(' ', '')
    .toLowerCase();
  if (id) return [{ name: id.name, resourceGroup: id.resourceGroup, subscription: id.subscription, location }];
  return /DataMove|^GetOperationStatus$/.test(example.operationId)
    ? [{ name: 'target-rsv', resourceGroup: text(example, 'resourceGroupName'), location }]
    : [];
}

/** Stands behind the vaults of the examples of multi-user authorization. */
export const exampleGuard =
  '/subscriptions/c999d45b-944f-418c-a0d8-c3fcfd1802c8/resourceGroups/vaultguardRGNew/providers/Microsoft.DataProtection/resourceGuards/VaultGuardTestNew';

export function estateFor(example: Example, options: { protectedAlready: boolean }) {
  const item = itemIn(example) ?? machineAsked(example);
  const withJobs = /Job/.test(example.operationId) || example.operationId === 'BackupOperationStatuses_Get';
  const empty = /StorageConfig|BackupPolicies_List|EncryptionConfig|TriggerDataMove/.test(example.operationId);
  const inBody = text(example, 'policyName') ? '' : named(example, 'policyName');
  const policies = [...policiesIn(example), inBody].filter((name) => name !== '' && name !== 'DefaultPolicy');
  const subscription = text(example, 'subscriptionId') || '00000000-0000-0000-0000-000000000000';
  const guardSubscription = armParts(exampleGuard)?.subscription ?? '';
  const groups = groupsIn(example);
  const job = text(example, 'jobName');
  const items = item && options.protectedAlready ? [item] : item || empty ? [] : plain;
  const first = items[0];
  const machine =
    item?.kind === 'vm' ? [{ name: item.name, resourceGroup: item.resourceGroup ?? '', location: region, dataDisks: 1, zone: '1' }] : [];
  const spare = { name: 'unprotected-1', resourceGroup: 'iaasvm-rg', location: region };
  const sql =
    item?.kind === 'sql'
      ? [{ name: item.machine ?? '', resourceGroup: item.resourceGroup ?? '', location: region, databases: [{ name: 'master' }] }]
      : [];
  return estate({
    subscriptions: [...new Set([subscription, guardSubscription, ...groups.map((group) => group.subscription)])].map((id) => ({
      id,
      name: 'Examples',
    })),
    resourceGroups: [
      { name: text(example, 'resourceGroupName') || 'rg', location: region },
      { name: 'vaultguardRGNew', subscription: guardSubscription, location: region },
      ...groups.map((group) => ({ ...group, location: region })),
    ],
    machines: [...machine, ...sql, spare],
    storageAccounts: [...accountsIn(example), { name: 'unregistered1', resourceGroup: 'iaasvm-rg', location: region }],
    vaults:
      first || text(example, 'vaultName')
        ? [
            {
              name: text(example, 'vaultName') || 'vault-1',
              resourceGroup: text(example, 'resourceGroupName') || 'rg',
              location: region,
              policies: [
                ...policies.map((name) => ({ name })),
                ...(items.some((one) => one.policy === 'kept-long') ? [{ name: 'kept-long', keepDays: 3_650 }] : []),
              ],
              items,
              jobs:
                first && withJobs
                  ? [
                      { item: first.name, ...(job ? { id: job } : {}), status: 'InProgress', at: '-PT1M', seconds: 1200 },
                      { item: first.name, status: 'InProgress', at: '2017-08-03T05:31:07Z', seconds: 1e9 },
                    ]
                  : [],
            },
            ...otherVault(example),
          ]
        : [],
  });
}
