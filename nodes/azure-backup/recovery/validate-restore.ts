// Asks Azure whether a restore of a VM would start: quota, network, storage account, names, rights. Nothing is restored. The fields are
// those of the three nodes that restore a VM.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { choice, optionalAzureId, text } from '../../kit/fields.ts';
import { list, object, texts, words } from '../answer.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { pointPlace } from '../place.ts';
import { placeChoices, resourceGroupChoices, subnetChoices } from './choices.ts';
import { pointFor } from './points.ts';
import { diskFields, placeFields, rehydrationFields, sourceFields, type VmTarget, vmRestoreRequest } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
      ],
    },
  ],
  storageAccounts: [{ name: 'strestore01' }],
  machines: [{ name: 'vm-sql-03' }, { name: 'vm-new-01' }],
};
const subnet =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-weu/subnets/restore';
const onlyNewVm = { when: { param: 'to', in: ['newVm'] } };

export default defineNode({
  type: 'azure-backup.validate-restore',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Validate a restore of a VM',
  summary: 'Asks Azure whether a restore of a VM would start, without restoring anything.',
  icon: 'shield-checkmark',
  keywords: ['pre-check', 'dry run', 'restore drill', 'validate operation'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    ...sourceFields,
    to: choice(['disks', 'newVm', 'original'], {
      title: 'Restore to',
      ui: { labels: { disks: 'New disks', newVm: 'A new VM', original: 'The VM itself, replacing its disks' } },
    }).default('disks'),
    ...diskFields({ when: { param: 'to', in: ['disks'] } }),
    name: text({ title: 'Name of the new VM', ui: onlyNewVm }).optional(),
    resourceGroup: text({
      title: 'Resource group of the new VM',
      description: 'Its name or id.',
      ui: { widget: 'choices', choices: 'resourceGroup', ...onlyNewVm },
    }).optional(),
    subnet: optionalAzureId('subnet', { title: 'Subnet', ui: onlyNewVm }),
    ...rehydrationFields,
    ...placeFields,
  }),
  ports: ['valid', 'invalid'],
  result: z.object({
    valid: z.boolean(),
    itemId: z.string(),
    recoveryPointId: z.string(),
    problems: z.array(z.object({ code: z.string(), message: z.string(), advice: z.array(z.string()) })),
  }),
  line: '{item} · to {to} · from {recoveryPoint}',
  async run({ params, azure }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = await pointFor(azure, id, params.recoveryPoint);
    const restoreRequest = await vmRestoreRequest(azure, await azure.item(id), point, params, targetOf(params));
    const { body } = await azure.operation({
      id: 'Operation_Validate',
      scope: pointPlace(point).scope,
      body: { id: point, properties: { objectType: 'ValidateIaasVMRestoreOperationRequest', restoreRequest } },
    });
    const results = list(object(object(body).validateOperationResponse).validationResults).map(object);
    const problems = results
      .filter(({ code }) => !/^(success|0|)$/i.test(words(code)))
      .map(({ code, message, recommendations }) => ({ code: words(code), message: words(message), advice: texts(recommendations) }));
    const valid = problems.length === 0;
    return { port: valid ? 'valid' : 'invalid', data: { valid, itemId: id, recoveryPointId: point, problems } };
  },
  choices: {
    vault: vaultChoices,
    item: itemChoices,
    recoveryPoint: recoveryPointChoices,
    storageAccount: storageAccountChoices,
    subnet: subnetChoices,
    resourceGroup: resourceGroupChoices,
    ...placeChoices,
  },
  examples: [
    {
      name: 'It would start',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', targetResourceGroup: 'rg-workloads' },
      expect: { port: 'valid', data: { valid: true, problems: [] } },
    },
    {
      name: 'The name of the new VM is taken',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', to: 'newVm', name: 'vm-sql-03', resourceGroup: 'rg-workloads', subnet },
      expect: { port: 'invalid', data: { valid: false, problems: [{ code: 'UserErrorTargetVirtualMachineAlreadyExists' }] } },
    },
    {
      name: 'A new VM without a name',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', to: 'newVm' },
      expect: { failed: { code: 'param_missing' } },
    },
    {
      name: 'There is no recovery point yet',
      given: { estate },
      params: { item: 'vm-new-01', storageAccount: 'strestore01' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

interface Target {
  readonly to: 'disks' | 'newVm' | 'original';
  readonly targetResourceGroup?: string | undefined;
  readonly luns: readonly number[];
  readonly name?: string | undefined;
  readonly resourceGroup?: string | undefined;
  readonly subnet?: string | undefined;
}

function targetOf({ to, name, resourceGroup, subnet, ...rest }: Target): VmTarget {
  if (to !== 'newVm') return to === 'original' ? { to } : { to, ...rest };
  if (!name || !resourceGroup || !subnet)
    throw fail('param_missing', 'A new VM needs a name, a resource group and a subnet.', { refused: true });
  return { to, name, resourceGroup, subnet };
}
