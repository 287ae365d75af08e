// Asks Azure Backup whether a VM, a database in one, or a file share is protected, and by which vault.
import { z } from 'zod';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, optionalAzureId, text as textField } from '../kit/fields.ts';
import { object, resource, resourceChoices } from './find.ts';

const storageType = 'microsoft.storage/storageaccounts';
const resourceTypes = { vm: 'VM', sql: 'SQLDataBase', hana: 'SAPHanaDatabase', share: 'AzureFileShare' } as const;

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'shares-daily', kind: 'share' as const }, { name: 'sql-full-log', kind: 'sql' as const }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily' },
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' },
      ],
    },
  ],
  machines: [{ name: 'vm-new-01' }, { name: 'sql-01', databases: [{ name: 'orders' }, { name: 'crm' }] }],
  storageAccounts: [{ name: 'stfiles01', shares: ['home', 'projects'] }],
};

export default defineNode({
  type: 'azure.backup-status',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Is it protected?',
  summary: 'Asks Azure Backup whether a VM, database or file share is protected, and where.',
  icon: 'shield-checkmark',
  keywords: ['backup status', 'is a VM protected', 'az backup protection check-vm', 'Get-AzRecoveryServicesBackupStatus'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    kind: choice(['vm', 'sql', 'hana', 'share'], {
      title: 'What',
      ui: { labels: { vm: 'A VM', sql: 'A SQL database in a VM', hana: 'A SAP HANA database in a VM', share: 'A file share' } },
    }).default('vm'),
    vm: optionalAzureId('vm', { title: 'VM', ui: { when: { param: 'kind', in: ['vm', 'sql', 'hana'] } } }),
    account: optionalAzureId('account', { title: 'Storage account', ui: { when: { param: 'kind', in: ['share'] } } }),
    name: textField({ title: 'Name of the database or share', ui: { when: { param: 'kind', in: ['sql', 'hana', 'share'] } } }).optional(),
  }),
  ports: ['protected', 'unprotected'],
  result: z.object({
    protected: z.boolean(),
    vaultId: z.string().nullable(),
    itemId: z.string().nullable(),
    policyName: z.string().nullable(),
  }),
  line: '{vm} · {account} · {name}',
  async run({ params, azure }) {
    const status = await statusOf(azure, params);
    return { port: status.protected ? 'protected' : 'unprotected', data: status };
  },
  choices: {
    vm: async ({ azure, search }) => {
      const found = [];
      for await (const { id, name, resourceGroup, location } of azure.vms()) {
        if (name.toLowerCase().includes(search.toLowerCase()))
          found.push({ value: id, label: name, detail: `${resourceGroup} · ${location}` });
      }
      return found.slice(0, 200);
    },
    account: resourceChoices(storageType),
  },
  examples: [
    {
      name: 'It is',
      given: { estate },
      params: { vm: 'vm-sql-03' },
      expect: { port: 'protected', data: { protected: true, policyName: 'daily' } },
    },
    {
      name: 'It is not',
      given: { estate },
      params: { vm: 'vm-new-01' },
      expect: { port: 'unprotected', data: { protected: false, vaultId: null } },
    },
    {
      name: 'A file share',
      given: { estate },
      params: { kind: 'share', account: 'stfiles01', name: 'home' },
      expect: {
        port: 'protected',
        data: { policyName: 'shares-daily', itemId: { $like: '/protectionContainers/StorageContainer;[Ss]torage;.+;stfiles01/' } },
      },
    },
    {
      name: 'A database that nobody protects',
      given: { estate },
      params: { kind: 'sql', vm: 'sql-01', name: 'crm' },
      expect: { port: 'unprotected', data: { protected: false, itemId: null } },
    },
    {
      name: 'Without the name of the database',
      given: { estate },
      params: { kind: 'sql', vm: 'sql-01' },
      expect: { failed: { code: 'param_missing' } },
    },
    { name: 'A VM that does not exist', given: { estate }, params: { vm: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});

interface Wanted {
  readonly kind: keyof typeof resourceTypes;
  readonly vm?: string | undefined;
  readonly account?: string | undefined;
  readonly name?: string | undefined;
}

async function statusOf(azure: AzureBackup, { kind, vm, account, name }: Wanted): ReturnType<AzureBackup['backupStatus']> {
  if (kind === 'vm') return azure.backupStatus(await machine(azure, vm));
  if (!name) throw fail('param_missing', kind === 'share' ? 'Say which share.' : 'Say which database.');
  const source = kind === 'share' ? await storage(azure, account) : await machine(azure, vm);
  const { body } = await azure.operation({
    id: 'BackupStatus_Get',
    scope: /^\/subscriptions\/[^/]+/i.exec(source.id)?.[0] ?? '',
    path: { azureRegion: source.location },
    body: { resourceType: resourceTypes[kind], resourceId: source.id, poLogicalName: name },
  });
  const { protectionStatus, vaultId, containerName, protectedItemName, policyName } = object(body);
  const there = typeof protectionStatus === 'string' && /^protected$/i.test(protectionStatus) && typeof vaultId === 'string';
  // Here the service leaves out the kind of container that stands in ids.
  const prefix = kind === 'share' ? 'StorageContainer;' : 'VMAppContainer;';
  const container = String(containerName).toLowerCase().startsWith(prefix.toLowerCase()) ? containerName : `${prefix}${containerName}`;
  return {
    protected: there,
    vaultId: there ? vaultId : null,
    itemId: there ? `${vaultId}/backupFabrics/Azure/protectionContainers/${container}/protectedItems/${protectedItemName}` : null,
    policyName: there && typeof policyName === 'string' ? policyName : null,
  };
}

async function machine(azure: AzureBackup, vm: string | undefined): Promise<{ readonly id: string; readonly location: string }> {
  if (!vm) throw fail('param_missing', 'Say which VM.');
  const wanted = vm.toLowerCase();
  for await (const one of azure.vms()) if (one.id.toLowerCase() === wanted || one.name.toLowerCase() === wanted) return one;
  throw fail('not_found', `There is no VM called ${vm.split('/').at(-1)}.`);
}

function storage(azure: AzureBackup, account: string | undefined): Promise<{ readonly id: string; readonly location: string }> {
  if (!account) throw fail('param_missing', 'Say in which storage account.');
  return resource(azure, storageType, account, 'storage account');
}
