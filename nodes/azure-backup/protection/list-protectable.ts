// Lists what a vault could protect and does not yet: VMs, file shares, databases, instances.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, text } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { type Protectable, protectables, registrables } from '../protectable.ts';
import { listOf } from '../shapes.ts';

const kinds = ['all', 'vm', 'share', 'sql', 'sqlInstance', 'sqlGroup', 'hana', 'hanaSystem', 'account', 'server'] as const;

const shape = z.object({
  id: z.string(),
  name: z.string(),
  friendlyName: z.string().meta({ title: 'Name' }),
  kind: z.enum(kinds).exclude(['all']),
  containerName: z.string(),
  serverName: z.string().nullable(),
  instance: z.string().nullable().meta({ title: 'Instance, availability group or HANA system' }),
  resourceId: z.string().nullable(),
  protectionState: z.string().nullable(),
  autoProtected: z.boolean(),
  databases: z.int().nullable().meta({ title: 'Databases in it' }),
  ready: z.boolean().meta({ title: 'Azure can look into it' }),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [{ kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' }],
    },
  ],
  machines: [
    {
      name: 'sql-01',
      databases: [{ name: 'orders' }, { name: 'crm' }],
    },
    { name: 'vm-new-01' },
  ],
  storageAccounts: [{ name: 'stfiles01', shares: ['home'] }],
};

export default defineNode({
  type: 'azure-backup.list-protectable',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'List what can be protected',
  summary: 'Lists VMs, file shares and databases that a vault could protect and does not.',
  icon: 'search',
  keywords: [
    'unprotected',
    'protectable items',
    'protectable containers',
    'az backup protectable-item list',
    'Get-AzRecoveryServicesBackupProtectableItem',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Vault', description: 'Only what lies in its region is listed.' }),
    kind: choice(kinds, {
      title: 'Kind',
      description: 'Shares and databases appear once their storage account or server is registered.',
      ui: {
        labels: {
          all: 'Everything',
          vm: 'Azure VMs',
          share: 'Azure file shares',
          sql: 'SQL databases',
          sqlInstance: 'SQL instances',
          sqlGroup: 'SQL availability groups',
          hana: 'SAP HANA databases',
          hanaSystem: 'SAP HANA systems',
          account: 'Storage accounts that are not registered yet',
          server: 'Servers that are not registered yet',
        },
      },
    }).default('all'),
    server: text({ title: 'On the server or account', description: 'Empty: all.', ui: { advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: listOf(shape),
  line: '{kind} · {server} · for {vault}',
  async run({ params, azure }) {
    const vault = await vaultId(azure, params.vault);
    const found = await listed(azure, vault, params.kind);
    const server = params.server?.toLowerCase();
    const items = server ? found.filter((one) => one.serverName?.toLowerCase() === server) : found;
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'A database that nobody protects',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'sql' },
      expect: { port: 'done', data: { count: 1, items: [{ friendlyName: 'crm', kind: 'sql', serverName: 'sql-01', ready: true }] } },
    },
    {
      name: 'VMs without a backup',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'vm' },
      expect: { port: 'done', data: { count: 2 } },
    },
    {
      name: 'Storage accounts to register',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'account' },
      expect: { port: 'done', data: { count: 1, items: [{ friendlyName: 'stfiles01', kind: 'account' }] } },
    },
    {
      name: 'Nothing on that server',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'sql', server: 'sql-77' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

function listed(azure: AzureBackup, vault: string, kind: (typeof kinds)[number]): Promise<Protectable[]> {
  if (kind === 'account' || kind === 'server') return registrables(azure, vault, kind);
  return protectables(azure, vault, kind === 'all' ? ['vm', 'share', 'sql', 'hana'] : [kind]);
}
