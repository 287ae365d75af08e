// Lists what is registered with a vault: MARS servers, machines with databases, storage accounts. Says which of them Azure could not
// look into, and which registrations are deleted but can come back.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { choice, optionalAzureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { type Container, type ContainerKind, containersOf } from '../containers.ts';
import { vaultIdOrAll } from '../find.ts';
import { listOf } from '../shapes.ts';

const kinds = ['all', 'mars', 'databases', 'storage', 'vm'] as const;

const shape = z.object({
  id: z.string(),
  name: z.string(),
  friendlyName: z.string().meta({ title: 'Name' }),
  vaultId: z.string(),
  vaultName: z.string(),
  kind: z.enum(kinds).exclude(['all']),
  sourceResourceId: z.string().nullable(),
  registrationStatus: z.string().nullable(),
  healthStatus: z.string().nullable(),
  protectedItemCount: z.int().nullable(),
  workloadType: z.string().nullable(),
  agentVersion: z.string().nullable(),
  lastSeen: z.string().nullable(),
  problem: z.object({ code: z.string(), message: z.string(), advice: z.array(z.string()) }).nullable(),
});

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [
        { kind: 'mars' as const, name: 'C:\\', machine: 'srv-file-01' },
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-containers',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'List registered servers',
  summary: 'Lists MARS servers, database servers and storage accounts registered with a vault.',
  icon: 'server',
  keywords: [
    'backup infrastructure',
    'MARS',
    'az backup container list',
    'Get-AzRecoveryServicesBackupContainer',
    'soft deleted containers',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
    kind: choice(kinds, {
      title: 'Kind',
      ui: {
        labels: {
          all: 'Servers and storage accounts',
          mars: 'Servers with the MARS agent',
          databases: 'SQL and SAP HANA servers',
          storage: 'Storage accounts',
          vm: 'Azure VMs',
        },
      },
    }).default('all'),
    state: choice(['registered', 'deleted'], {
      title: 'State',
      description: 'Deleted: all that was protected in it is deleted and can still be brought back.',
      ui: { labels: { registered: 'Registered', deleted: 'Soft deleted' } },
    }).default('registered'),
  }),
  ports: ['done'],
  result: listOf(shape),
  line: '{kind} · {state} · {vault}',
  async run({ params, azure }) {
    const wanted: readonly ContainerKind[] = params.kind === 'all' ? ['mars', 'databases', 'storage'] : [params.kind];
    const one = await vaultIdOrAll(azure, params.vault);
    const vaults = one === null ? [] : [one];
    if (one === null) for await (const { id } of azure.vaults()) vaults.push(id);
    const items: Container[] = [];
    for (const vault of vaults) items.push(...(await containersOf(azure, vault, wanted, params.state === 'deleted')));
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Servers with the MARS agent',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'mars' },
      expect: {
        port: 'done',
        data: { count: 1, items: [{ friendlyName: 'srv-file-01', kind: 'mars', registrationStatus: 'Registered' }] },
      },
    },
    {
      name: 'Everything that is registered anywhere',
      given: { estate },
      params: {},
      expect: { port: 'done', data: { count: 2 } },
    },
    {
      name: 'Nothing is deleted',
      given: { estate },
      params: { vault: 'vault-weu-prod', state: 'deleted' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'The identity may not look',
      given: {
        estate,
        faults: [{ match: { path: 'backupProtectionContainers' }, answer: { status: 403, code: 'AuthorizationFailed' } }],
      },
      params: { vault: 'vault-weu-prod' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
