// Registers a machine with SQL or SAP HANA, or a storage account, with a vault, so that what is in it can be protected. What the
// vault has already is left as it is, unless it is to be registered again.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, flag } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { vaultChoices } from '../choices.ts';
import { type Container, containersOf } from '../containers.ts';
import { vaultId } from '../find.ts';
import { partOf, sameId } from '../place.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart, started } from '../start.ts';
import { storageAccountId } from '../storage.ts';
import { vmId } from '../vm.ts';
import { sourceChoices } from './choices.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }],
      items: [{ kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' }],
    },
  ],
  machines: [
    { name: 'sql-01', databases: [{ name: 'orders' }] },
    { name: 'sql-02', databases: [{ name: 'crm' }] },
  ],
  storageAccounts: [{ name: 'stfiles01', shares: ['home'] }],
};

type Kind = 'sql' | 'hana' | 'storage';
interface Source {
  readonly id: string;
  readonly containerId: string;
  readonly there: Container | null;
}

export default defineNode({
  type: 'azure-backup.register',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'Register a server or storage account',
  summary: 'Registers a database server or a storage account with a vault.',
  icon: 'server',
  keywords: ['register container', 're-register', 'az backup container register', 'Register-AzRecoveryServicesBackupContainer'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    kind: choice(['sql', 'hana', 'storage'], {
      title: 'What',
      ui: { labels: { sql: 'A VM with SQL Server', hana: 'A VM with SAP HANA', storage: 'A storage account with file shares' } },
    }).default('sql'),
    source: azureId('source', { title: 'VM or storage account' }),
    vault: azureId('vault', { title: 'Vault', description: 'In the region of the VM or storage account.' }),
    again: flag({
      title: 'Register again when it is registered',
      description: 'Repairs a registration whose extension or permissions were lost.',
      ui: { advanced: true },
    }).default(false),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ containerId: z.string(), alreadyRegistered: z.boolean() }),
  line: '{source} · with {vault}',
  async run({ params, azure, key }) {
    const vault = await vaultId(azure, params.vault);
    const { id, containerId, there } = await sourceOf(azure, params, vault);
    const about = { containerId, alreadyRegistered: there !== null };
    if (there && !params.again) return accepted({ jobId: null, vaultId: vault, operationId: null, requestId: null }, containerId, about);
    const answer = await azure.operation({
      id: 'ProtectionContainers_Register',
      scope: vault,
      path: { fabricName: 'Azure', containerName: partOf(containerId, 'protectionContainers') ?? '' },
      body: { properties: { ...request[params.kind], sourceResourceId: id, ...(there ? { operationType: 'Reregister' } : {}) } },
      key,
    });
    return started(answer, { vaultId: vault, itemId: containerId, more: about });
  },
  resume: resumeStart,
  async recover(open) {
    const vault = await vaultId(open.azure, open.params.vault);
    const { containerId, there } = await sourceOf(open.azure, open.params, vault);
    // Registering again leaves nothing that could be told apart; it may simply be asked for again.
    const otherwise = async () => !open.params.again && there !== null;
    return closeByJob(open, vault, containerId, otherwise, { containerId, alreadyRegistered: false });
  },
  choices: { source: sourceChoices, vault: vaultChoices },
  examples: [
    {
      name: 'A VM with SQL Server',
      given: { estate },
      params: { kind: 'sql', source: 'sql-02', vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { alreadyRegistered: false } },
    },
    {
      name: 'A storage account',
      given: { estate },
      params: { kind: 'storage', source: 'stfiles01', vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { alreadyRegistered: false } },
    },
    {
      name: 'It is registered already',
      given: { estate },
      params: { kind: 'sql', source: 'sql-01', vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { alreadyRegistered: true, jobId: null } },
    },
    {
      name: 'A VM that does not exist',
      given: { estate },
      params: { kind: 'sql', source: 'sql-77', vault: 'vault-weu-prod' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Another vault has it',
      given: { estate: { ...estate, vaults: [...estate.vaults, { name: 'vault-weu-test' }] } },
      params: { kind: 'sql', source: 'sql-01', vault: 'vault-weu-test' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorContainerAlreadyRegistered', status: 400 } } },
    },
  ],
});

const workload = { backupManagementType: 'AzureWorkload', containerType: 'VMAppContainer' };
const request = {
  sql: { ...workload, workloadType: 'SQLDataBase' },
  hana: { ...workload, workloadType: 'SAPHanaDatabase' },
  storage: { backupManagementType: 'AzureStorage', containerType: 'StorageContainer', acquireStorageAccountLock: 'Acquire' },
} as const;

async function sourceOf(azure: AzureBackup, params: { readonly kind: Kind; readonly source: string }, vault: string): Promise<Source> {
  const storage = params.kind === 'storage';
  const id = storage ? await storageAccountId(azure, params.source, vault) : (await vmId(azure, params.source)).id;
  const group = partOf(id, 'resourceGroups') ?? '';
  const name = storage ? partOf(id, 'storageAccounts') : partOf(id, 'virtualMachines');
  const fresh = `${vault}/backupFabrics/Azure/protectionContainers/${storage ? 'StorageContainer;Storage' : 'VMAppContainer;Compute'};${group};${name}`;
  const registered = await containersOf(azure, vault, [storage ? 'storage' : 'databases']);
  const there = registered.find(({ sourceResourceId, id: known }) => sameId(sourceResourceId, id) || sameId(known, fresh)) ?? null;
  return { id, containerId: there?.id ?? fresh, there };
}
