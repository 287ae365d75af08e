// How full a vault is: items and containers by kind, storage by redundancy, and how far it is from Azure's limits.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { list, raw, text, vaultApi } from './vault.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'shares', kind: 'share' as const }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
        { name: 'vm-web-01', policy: 'daily', points: { count: 3 } },
        { kind: 'share' as const, name: 'finance', account: 'stfiles01', policy: 'shares' },
      ],
    },
  ],
};

/** What a vault may hold, by the service's documentation. */
const limits = { vms: 1000, datasources: 2000, policies: 200 } as const;
const share = (used: number, limit: number) => ({ used, limit, percent: Math.round((used / limit) * 1000) / 10 });
const level = z.object({ used: z.int(), limit: z.int(), percent: z.number() });

export default defineNode({
  type: 'azure-backup.vault-usage',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Vault usage',
  summary: 'Counts what a vault protects and stores, and how near it is to Azure’s limits.',
  icon: 'sigma',
  keywords: ['quota', 'limits', 'storage', 'item count', 'cost', 'az backup vault list-usages'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupUsageSummaries/read',
    'Microsoft.RecoveryServices/Vaults/usages/read',
    'Microsoft.RecoveryServices/Vaults/backupPolicies/read',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    items: z.record(z.string(), z.int()).meta({ title: 'Protected items by kind' }),
    containers: z.record(z.string(), z.int()).meta({ title: 'Registered containers by kind' }),
    itemCount: z.int(),
    storageGb: z.number().nullable().meta({ title: 'Backup storage (GB)' }),
    limits: z.object({ vms: level, datasources: level, policies: level }),
    usages: z.array(z.object({ name: z.string(), title: z.string(), value: z.number(), unit: z.string() })),
  }),
  line: '{vault}',
  async run({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const summary = async (type: string) => {
      const { body } = await azure.operation({ id: 'BackupUsageSummaries_List', scope: id, query: { $filter: `type eq '${type}'` } });
      return Object.fromEntries(list(raw(body).value).map((one) => [text(raw(raw(one).name).value), Number(raw(one).currentValue ?? 0)]));
    };
    const items = await summary('BackupProtectedItemCountSummary');
    const containers = await summary('BackupProtectionContainerCountSummary');
    const usages = list(raw((await azure.arm({ method: 'GET', path: `${id}/usages`, apiVersion: vaultApi })).body).value).map(usageOf);
    let policies = 0;
    for await (const _ of azure.policies(id)) policies += 1;
    const itemCount = Object.values(items).reduce((sum, one) => sum + one, 0);
    const stored = usages.filter(({ name, unit }) => unit === 'Bytes' && /StorageUsage$/i.test(name));
    return {
      port: 'done',
      data: {
        vaultId: id,
        items,
        containers,
        itemCount,
        storageGb: stored.length === 0 ? null : Math.round(stored.reduce((sum, { value }) => sum + value, 0) / 1024 ** 3),
        limits: {
          vms: share(items.AzureIaasVM ?? 0, limits.vms),
          datasources: share(itemCount, limits.datasources),
          policies: share(policies, limits.policies),
        },
        usages,
      },
    };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'How full it is',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: {
        port: 'done',
        data: {
          items: { AzureIaasVM: 2, AzureStorage: 1 },
          containers: { AzureStorage: 1 },
          itemCount: 3,
          limits: {
            vms: { used: 2, limit: 1000, percent: 0.2 },
            datasources: { used: 3, limit: 2000 },
            policies: { used: 4, limit: 200, percent: 2 },
          },
        },
      },
    },
    {
      name: 'An empty vault',
      given: { estate: { vaults: [{ name: 'vault-empty' }] } },
      params: { vault: 'vault-empty' },
      expect: { port: 'done', data: { items: {}, itemCount: 0, storageGb: 0 } },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

function usageOf(usage: Json) {
  const { name, currentValue, unit } = raw(usage);
  const { value, localizedValue } = raw(name);
  return { name: text(value), title: text(localizedValue, text(value)), value: Number(currentValue ?? 0), unit: text(unit, 'Count') };
}
