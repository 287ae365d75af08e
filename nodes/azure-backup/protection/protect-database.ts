// Turns on backup for a SQL or SAP HANA database of a registered server. A database that the vault protects already is left as it is.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, text } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { policyId, vaultId } from '../find.ts';
import { itemPlace, lastPart, sameId } from '../place.ts';
import { findProtectable, type ProtectableKind, protectedItemIdOf } from '../protectable.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart, started } from '../start.ts';
import { protectableChoices } from './choices.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }, { name: 'daily' }],
      items: [{ kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log' }],
    },
  ],
  machines: [{ name: 'sql-01', databases: [{ name: 'orders' }, { name: 'crm' }] }],
};

const types = {
  sql: { workloadType: 'SQLDataBase', protectedItemType: 'AzureVmWorkloadSQLDatabase' },
  hana: { workloadType: 'SAPHanaDatabase', protectedItemType: 'AzureVmWorkloadSAPHanaDatabase' },
} as const;

interface Named {
  readonly kind: keyof typeof types;
  readonly database: string;
  readonly server?: string | undefined;
  readonly instance?: string | undefined;
}

export default defineNode({
  type: 'azure-backup.protect-database',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Protect a database',
  summary: 'Turns on backup for a SQL or SAP HANA database in an Azure VM.',
  icon: 'database',
  keywords: ['enable backup', 'SQL in Azure VM', 'SAP HANA', 'az backup protection enable-for-azurewl', 'configure backup'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    kind: choice(['sql', 'hana'], { title: 'Kind', ui: { labels: { sql: 'SQL Server', hana: 'SAP HANA' } } }).default('sql'),
    vault: azureId('vault', { title: 'Vault', description: 'With which the server is registered.' }),
    database: azureId('database', { title: 'Database' }),
    server: text({
      title: 'Server',
      description: 'Only where several servers have a database of that name.',
      ui: { advanced: true },
    }).optional(),
    instance: text({ title: 'Instance', ui: { advanced: true, placeholder: 'MSSQLSERVER' } }).optional(),
    policy: azureId('policy', { title: 'Policy' }),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ alreadyProtected: z.boolean() }),
  line: '{database} · with {policy} · in {vault}',
  async run({ params, azure, key }) {
    const vault = await vaultId(azure, params.vault);
    const policy = await policyId(azure, params.policy, vault);
    const found = await findProtectable(azure, vault, [params.kind], named(params));
    if (!found) {
      const itemId = await protectedAlready(azure, vault, params);
      return accepted({ jobId: null, vaultId: vault, operationId: null, requestId: null }, itemId, { alreadyProtected: true });
    }
    if (!found.ready)
      throw fail('conflict', `Azure cannot look into ${found.friendlyName}: ${found.problem?.message}`, {
        azure: { code: found.problem?.code ?? 'Failed' },
        refused: true,
      });
    const itemId = protectedItemIdOf(found.id);
    const answer = await azure.operation({
      id: 'ProtectedItems_CreateOrUpdate',
      ...itemPlace(itemId),
      body: { properties: { backupManagementType: 'AzureWorkload', ...types[params.kind], policyId: policy } },
      key,
    });
    return started(answer, { vaultId: vault, itemId, more: { alreadyProtected: false } });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    const vault = await vaultId(azure, params.vault);
    const found = await findProtectable(azure, vault, [params.kind], named(params));
    const itemId = found ? protectedItemIdOf(found.id) : await protectedAlready(azure, vault, params);
    return closeByJob(open, vault, itemId, async () => found === null, { alreadyProtected: false });
  },
  choices: {
    vault: vaultChoices,
    database: protectableChoices(({ kind }) => [(kind as ProtectableKind | undefined) ?? 'sql']),
    policy: policyChoices,
  },
  examples: [
    {
      name: 'Turns on backup',
      given: { estate },
      params: { vault: 'vault-weu-prod', database: 'crm', policy: 'sql-full-log' },
      expect: { port: 'done', data: { alreadyProtected: false, jobId: { $uuid: true } } },
    },
    {
      name: 'It is protected already',
      given: { estate },
      params: { vault: 'vault-weu-prod', database: 'orders', policy: 'sql-full-log' },
      expect: { port: 'done', data: { alreadyProtected: true, jobId: null } },
    },
    {
      name: 'A policy for VMs',
      given: { estate },
      params: { vault: 'vault-weu-prod', database: 'crm', policy: 'daily' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidPolicyForGivenProvider', status: 400 }, refused: true } },
    },
    {
      name: 'A database that nobody has seen',
      given: { estate },
      params: { vault: 'vault-weu-prod', database: 'warehouse', policy: 'sql-full-log' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

const named = ({ database, server, instance }: Named) => ({ name: database, server, instance });

/** What is protected is no longer listed among what could be. */
async function protectedAlready(azure: AzureBackup, vault: string, { kind, database, server, instance }: Named): Promise<string> {
  const wanted = lastPart(database).toLowerCase();
  const { workloadType } = types[kind];
  for await (const item of azure.items(vault, { managementType: 'AzureWorkload', workloadType })) {
    const fits = [item.friendlyName, item.name].some((name) => name.toLowerCase() === wanted);
    const there = !server || item.serverName?.toLowerCase() === server.toLowerCase();
    const inInstance = !instance || item.name.split(';').at(-2)?.toLowerCase() === instance.toLowerCase();
    if (!item.softDeleted && (sameId(item.id, protectedItemIdOf(database)) || (fits && there && inInstance))) return item.id;
  }
  throw fail('not_found', `No database called ${lastPart(database)} is known to the vault.`, {
    advice: ['Register its server with the vault first, or rediscover its databases.'],
  });
}
