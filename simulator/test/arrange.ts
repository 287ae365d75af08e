// For conformance tests: an estate in which an official example makes sense, read from the example's own parameters, and the
// requests that bring it into the state the example starts from.
import { type EstateInput, estate } from '../../nodes/kit/estate.ts';
import { armParts, lastName } from '../state/keys.ts';
import { type Example, text } from './spec.ts';

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

function itemIn(example: Example): ItemInput | null {
  const at = text(example, 'protectedItemName') || lastName(text(example, 'containerName'));
  const parts = at.split(';');
  const [group = '', name = ''] = parts.slice(-2);
  if (/^vm;/i.test(at)) {
    const id = text(example, 'recoveryPointId');
    return {
      kind: 'vm',
      name,
      resourceGroup: group,
      points: { count: 3, newest: '-PT10H', ids: id ? [id] : [] },
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

export function estateFor(example: Example, options: { protectedAlready: boolean }) {
  const item = itemIn(example) ?? machineAsked(example);
  const withJobs = /Job/.test(example.operationId) || example.operationId === 'BackupOperationStatuses_Get';
  const empty = /StorageConfig|BackupPolicies_List/.test(example.operationId);
  const policies = policiesIn(example).filter((name) => name !== 'DefaultPolicy');
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
    subscriptions: [{ id: text(example, 'subscriptionId') || '00000000-0000-0000-0000-000000000000', name: 'Examples' }],
    resourceGroups: [{ name: text(example, 'resourceGroupName') || 'rg', location: region }],
    machines: [...machine, ...sql, spare],
    storageAccounts: [...accountsIn(example), { name: 'unregistered1', resourceGroup: 'iaasvm-rg', location: region }],
    vaults:
      first || text(example, 'vaultName')
        ? [
            {
              name: text(example, 'vaultName') || 'vault-1',
              resourceGroup: text(example, 'resourceGroupName') || 'rg',
              location: region,
              policies: policies.map((name) => ({ name })),
              items,
              jobs:
                first && withJobs
                  ? [
                      { item: first.name, ...(job ? { id: job } : {}), status: 'InProgress', at: '-PT1M', seconds: 1200 },
                      { item: first.name, status: 'InProgress', at: '2017-08-03T05:31:07Z', seconds: 1e9 },
                    ]
                  : [],
            },
          ]
        : [],
  });
}
