// Restores a VM in the paired region, from the copy of the vault's data there: to disks or as a new VM. Works while the vault's own
// region is down. "Wait for cross-region restore" waits for it; the vault does not list its job.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { choice, optionalAzureId, text } from '../../kit/fields.ts';
import { accepted } from '../accepted.ts';
import { itemChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { isArmId, itemId, vaultIdOf } from '../find.ts';
import { resumeStart } from '../start.ts';
import { placeChoices, resourceGroupChoices, secondaryPointChoices, subnetChoices } from './choices.ts';
import { jobInPairByKey, restoreInPair, secondaryPoints, secondaryRegion } from './cross-region.ts';
import { restoreShape } from './trigger.ts';
import { diskFields, placeFields, sourceFields, type VmTarget, vmRestoreRequest } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      crossRegionRestore: true,
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 4, newest: '-PT8H', everyHours: 24, ids: ['7004', '7003'] } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 1, newest: '-PT1H' } },
      ],
    },
    { name: 'vault-weu-local', policies: [{ name: 'daily' }], items: [{ name: 'vm-local-01', policy: 'daily', points: { count: 3 } }] },
  ],
  storageAccounts: [{ name: 'strestoreneu01', location: 'northeurope' }, { name: 'strestoreweu01' }],
  resourceGroups: [{ name: 'rg-restore', location: 'northeurope' }],
};
const onlyNewVm = { when: { param: 'to', in: ['newVm'] } };

export default defineNode({
  type: 'azure-backup.restore-cross-region',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore in the paired region',
  summary: 'Restores a VM in the paired region, to disks or as a new VM.',
  icon: 'restore',
  keywords: [
    'cross region restore',
    'CRR',
    'secondary region',
    'disaster recovery',
    'az backup restore restore-disks --use-secondary-region',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    ...sourceFields,
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest that has arrived.' }),
    storageAccount: sourceFields.storageAccount.meta({
      ...sourceFields.storageAccount.meta(),
      description: 'In the paired region.',
    }),
    region: text({
      title: 'Paired region',
      description: 'Empty: the pair of the vault’s region.',
      ui: { placeholder: 'northeurope', advanced: true },
    }).optional(),
    to: choice(['disks', 'newVm'], { title: 'Restore to', ui: { labels: { disks: 'New disks', newVm: 'A new VM' } } }).default('disks'),
    ...diskFields({ when: { param: 'to', in: ['disks'] } }),
    name: text({ title: 'Name of the new VM', ui: onlyNewVm }).optional(),
    resourceGroup: text({
      title: 'Resource group of the new VM',
      description: 'Its name or id.',
      ui: { widget: 'choices', choices: 'resourceGroup', ...onlyNewVm },
    }).optional(),
    subnet: optionalAzureId('subnet', { title: 'Subnet', description: 'In the paired region.', ui: onlyNewVm }),
    ...placeFields,
  }),
  ports: ['done'],
  result: restoreShape.extend({ region: z.string() }),
  line: '{item} · in {region} · from {recoveryPoint} · to {targetResourceGroup}',
  async run({ params, azure, key }) {
    const id = await itemId(azure, params.item, params.vault);
    const region = await secondaryRegion(azure, vaultIdOf(id) as string, params.region);
    const arrived = await secondaryPoints(azure, id);
    const point = arrived.find(
      ({ name, id: full }) => !params.recoveryPoint || name === params.recoveryPoint || full === params.recoveryPoint,
    );
    if (!point && !(params.recoveryPoint && isArmId(params.recoveryPoint)))
      throw fail(
        'not_found',
        params.recoveryPoint ? `${params.recoveryPoint} has not arrived in ${region}.` : `No recovery point has arrived in ${region} yet.`,
        {
          advice: ['Cross-region restore must be switched on in the vault. Points arrive within 12 hours.'],
          refused: true,
        },
      );
    const pointId = point?.id ?? (params.recoveryPoint as string);
    const item = await azure.item(id);
    const wanted = { ...params, rehydrate: 'no' as const, rehydrateDays: 15 };
    const request = await vmRestoreRequest(azure, item, pointId, wanted, targetOf(params), region);
    return restoreInPair(azure, { key, region, pointId, managementType: item.managementType, request });
  },
  resume: resumeStart,
  async recover(open) {
    const { params, azure, key } = open;
    const id = await itemId(azure, params.item, params.vault);
    const vaultId = vaultIdOf(id) as string;
    const region = await secondaryRegion(azure, vaultId, params.region);
    const job = await jobInPairByKey(open, vaultId, region);
    if (!job) return 'didNot';
    const about = { recoveryPointId: params.recoveryPoint ?? '', region };
    return { happened: accepted({ jobId: job.jobId, vaultId, operationId: null, requestId: key }, id, about) };
  },
  choices: {
    vault: vaultChoices,
    item: itemChoices,
    recoveryPoint: secondaryPointChoices,
    storageAccount: storageAccountChoices,
    subnet: subnetChoices,
    resourceGroup: resourceGroupChoices,
    ...placeChoices,
  },
  examples: [
    {
      name: 'The newest point that has arrived',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestoreneu01', targetResourceGroup: 'rg-restore' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, region: 'northeurope', recoveryPointId: { $like: '/7003$' } } },
    },
    {
      name: 'Nothing has arrived yet',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-new-01', storageAccount: 'strestoreneu01' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'A vault without cross-region restore',
      given: { estate },
      params: { item: 'vm-local-01', storageAccount: 'strestoreneu01' },
      expect: { failed: { code: 'not_found', refused: true } },
    },
    {
      name: 'A storage account of the wrong region',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestoreweu01', targetResourceGroup: 'rg-restore' },
      expect: { failed: { code: 'azure_error', refused: true } },
    },
    {
      name: 'A new VM without a name',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestoreneu01', to: 'newVm' },
      expect: { failed: { code: 'param_missing' } },
    },
  ],
});

interface Target {
  readonly to: 'disks' | 'newVm';
  readonly targetResourceGroup?: string | undefined;
  readonly luns: readonly number[];
  readonly name?: string | undefined;
  readonly resourceGroup?: string | undefined;
  readonly subnet?: string | undefined;
}

function targetOf({ to, name, resourceGroup, subnet, ...rest }: Target): VmTarget {
  if (to === 'disks') return { to, ...rest };
  if (!name || !resourceGroup || !subnet)
    throw fail('param_missing', 'A new VM needs a name, a resource group and a subnet.', { refused: true });
  return { to, name, resourceGroup, subnet };
}
