// Says which disks of a VM are backed up: all, all but some, only some, or the OS disk alone. Recovery points that exist keep the
// disks they have; the next backup follows the new choice.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { closeByJob } from '../accepted.ts';
import { list, object } from '../answer.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId, vaultIdOf } from '../find.ts';
import { lunList } from '../luns.ts';
import { itemPlace } from '../place.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart, started } from '../start.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'shares-daily', kind: 'share' as const }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { name: 'vm-off-01', policy: 'daily', state: 'ProtectionStopped' as const, points: { count: 2 } },
        { kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily' },
      ],
    },
  ],
  machines: [{ name: 'vm-sql-03', dataDisks: 3 }],
};

export default defineNode({
  type: 'azure-backup.change-disks',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Choose the disks of a VM',
  summary: 'Says which disks of a protected VM are backed up.',
  icon: 'settings',
  keywords: ['selective disk backup', 'disk exclusion', 'LUN', 'az backup protection update-for-vm', 'disk list'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'VM' }),
    disks: choice(['all', 'include', 'exclude', 'osOnly'], {
      title: 'Back up',
      description: 'The OS disk is always part of it.',
      ui: {
        labels: { all: 'All disks', include: 'Only these data disks', exclude: 'All but these data disks', osOnly: 'Only the OS disk' },
      },
    }).default('all'),
    luns: lunList({
      title: 'Data disks',
      description: 'Their LUNs, with commas between them.',
      ui: { placeholder: '0, 1', when: { param: 'disks', in: ['include', 'exclude'] } },
    }),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · {disks} {luns}',
  async run({ params, azure, key }) {
    const id = await itemId(azure, params.item, params.vault);
    const now = await azure.item(id);
    if (now.managementType !== 'AzureIaasVM') throw fail('param_invalid', `${now.friendlyName} is no VM.`, { refused: true });
    if (now.policyId === null)
      throw fail('conflict', `${now.friendlyName} is not backed up at present. Resume its protection first.`, { refused: true });
    const answer = await azure.operation({
      id: 'ProtectedItems_CreateOrUpdate',
      ...itemPlace(id),
      body: {
        properties: {
          protectedItemType: 'Microsoft.Compute/virtualMachines',
          sourceResourceId: now.sourceResourceId ?? '',
          policyId: now.policyId,
          extendedProperties: wanted(params),
        },
      },
      key,
    });
    return started(answer, { vaultId: now.vaultId, itemId: id });
  },
  resume: resumeStart,
  async recover(open) {
    const id = await itemId(open.azure, open.params.item, open.params.vault);
    const { body } = await open.azure.operation({ id: 'ProtectedItems_Get', ...itemPlace(id) });
    const there = object(object(object(object(body).properties).extendedProperties).diskExclusionProperties);
    const asked = object(wanted(open.params).diskExclusionProperties);
    const same = there.isInclusionList === asked.isInclusionList && `${list(there.diskLunList)}` === `${list(asked.diskLunList)}`;
    return closeByJob(open, vaultIdOf(id) as string, id, async () => same);
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Leaves the scratch disk out',
      given: { estate },
      params: { item: 'vm-sql-03', disks: 'exclude', luns: '2' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'All disks again',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Its protection is stopped',
      given: { estate },
      params: { item: 'vm-off-01', disks: 'osOnly' },
      expect: { failed: { code: 'conflict', refused: true } },
    },
    {
      name: 'A disk that the VM does not have',
      given: { estate },
      params: { item: 'vm-sql-03', disks: 'include', luns: '7' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidInput', status: 400 }, refused: true } },
    },
    {
      name: 'What is no LUN',
      given: { estate },
      params: { item: 'vm-sql-03', disks: 'include', luns: 'data' },
      expect: { failed: { code: 'param_invalid' } },
    },
    { name: 'A file share has no disks', given: { estate }, params: { item: 'home' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

interface Wanted {
  readonly disks: 'all' | 'include' | 'exclude' | 'osOnly';
  readonly luns: readonly number[];
}

/** Without the property Azure goes back to all disks; an empty list of disks to include is the OS disk alone. */
function wanted({ disks, luns }: Wanted): {
  readonly diskExclusionProperties?: { diskLunList: readonly number[]; isInclusionList: boolean };
} {
  if (disks === 'all') return {};
  if (disks !== 'osOnly' && luns.length === 0) throw fail('param_missing', 'Say which disks, by their LUNs.', { refused: true });
  return { diskExclusionProperties: { diskLunList: disks === 'osOnly' ? [] : luns, isInclusionList: disks !== 'exclude' } };
}
