// Lists virtual machines, by tag and by whether they are protected. Protection is known from the vaults' own lists: one read per
// vault, not one per machine.
import { z } from 'zod';
import type { AzureVm } from '../kit/capabilities-azure.ts';
import { defineNode } from '../kit/define.ts';
import { choice, text } from '../kit/fields.ts';

const estate = {
  vaults: [{ name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily' }] }],
  machines: [
    { name: 'vm-new-01', tags: { BackupTier: 'gold' } },
    { name: 'vm-lab-02', tags: { backup: 'exclude' } },
  ],
};

export default defineNode({
  type: 'azure.find-vms',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Find VMs',
  summary: 'Lists virtual machines, by tag and by protection.',
  icon: 'server',
  keywords: ['virtual machines', 'tags', 'unprotected', 'az vm list'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    tag: text({ title: 'With the tag', ui: { placeholder: 'BackupTier' } }).optional(),
    tagValue: text({ title: 'and the value', description: 'Empty: any.', ui: { placeholder: 'gold' } }).optional(),
    withoutTag: text({ title: 'Without the tag', description: 'A name, or name=value.', ui: { placeholder: 'backup=exclude' } }).optional(),
    protection: choice(['any', 'protected', 'unprotected'], {
      title: 'Protection',
      ui: { labels: { any: 'Does not matter', protected: 'Protected by Azure Backup', unprotected: 'Not protected' } },
    }).default('any'),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        resourceGroup: z.string(),
        location: z.string(),
        tags: z.record(z.string(), z.string()),
        powerState: z.string().nullable(),
        protected: z.boolean().nullable().meta({ title: 'Protected', description: 'Only when asked for.' }),
        vaultName: z.string().nullable(),
      }),
    ),
  }),
  line: '{protection} · with {tag} · {tagValue} · without {withoutTag}',
  async run({ params, azure }) {
    const vaultOf = new Map<string, string>();
    if (params.protection !== 'any') {
      for await (const item of azure.items(null, { managementType: 'AzureIaasVM', workloadType: 'VM' })) {
        if (item.sourceResourceId && !item.softDeleted) vaultOf.set(item.sourceResourceId.toLowerCase(), item.vaultName);
      }
    }
    const tag = params.tag ? { tag: { name: params.tag, ...(params.tagValue ? { value: params.tagValue } : {}) } } : undefined;
    async function* wanted() {
      for await (const vm of azure.vms(tag)) {
        const vaultName = vaultOf.get(vm.id.toLowerCase()) ?? null;
        if (params.withoutTag && hasTag(vm, params.withoutTag)) continue;
        if (params.protection !== 'any' && (vaultName !== null) !== (params.protection === 'protected')) continue;
        yield { ...vm, protected: params.protection === 'any' ? null : vaultName !== null, vaultName };
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  examples: [
    {
      name: 'Machines that nobody backs up',
      given: { estate },
      params: { protection: 'unprotected', withoutTag: 'backup=exclude' },
      expect: { port: 'done', data: { count: 1, items: [{ name: 'vm-new-01', protected: false, tags: { BackupTier: 'gold' } }] } },
    },
    {
      name: 'By tag',
      given: { estate },
      params: { tag: 'backuptier', tagValue: 'gold' },
      expect: { port: 'done', data: { count: 1, items: [{ name: 'vm-new-01', protected: null }] } },
    },
    { name: 'No machine has it', given: { estate }, params: { tag: 'Owner' }, expect: { port: 'done', data: { count: 0, items: [] } } },
    {
      name: 'The connection has no right to read',
      given: { estate, faults: [{ match: { path: 'virtualMachines' }, answer: { status: 403, code: 'AuthorizationFailed' } }] },
      params: {},
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});

function hasTag(vm: AzureVm, text: string): boolean {
  const [name = '', value] = text.split('=').map((part) => part.trim().toLowerCase());
  return Object.entries(vm.tags).some(([key, is]) => key.toLowerCase() === name && (value === undefined || is.toLowerCase() === value));
}
