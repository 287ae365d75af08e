// Asks Azure what moving recovery points to the archive tier would save, or what fetching one back would cost.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { itemChoices, policyChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId, vaultId } from '../find.ts';
import { policyRef } from './read.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'monthly', keepMonths: 60 }],
      items: [{ name: 'vm-sql-03', policy: 'monthly', points: { count: 3, ids: ['2261228309976223948'] } }],
    },
  ],
};
const perGb = 1024 ** 3;

export default defineNode({
  type: 'azure-backup.archive-cost',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Estimate archive cost',
  summary: 'Estimates what the archive tier would save, or what bringing back a recovery point costs.',
  icon: 'sigma',
  keywords: ['tiering cost', 'archive tier', 'savings', 'rehydrate', 'fetchTieringCost'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupTieringCost/fetchTieringCost/action',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
  ],
  connection: 'azure',
  effect: 'read',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    of: choice(['vault', 'policy', 'item', 'rehydrate'], {
      title: 'Estimate',
      ui: {
        labels: {
          vault: 'savings in the vault',
          policy: 'savings under a policy',
          item: 'savings of an item',
          rehydrate: 'cost of bringing back a recovery point',
        },
      },
    }).default('vault'),
    policy: optionalAzureId('policy', { title: 'Policy', ui: { when: { param: 'of', in: ['policy'] } } }),
    item: optionalAzureId('item', { title: 'Item', ui: { when: { param: 'of', in: ['item', 'rehydrate'] } } }),
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', ui: { when: { param: 'of', in: ['rehydrate'] } } }),
    priority: choice(['Standard', 'High'], { title: 'Rehydration priority', ui: { when: { param: 'of', in: ['rehydrate'] } } }).default(
      'Standard',
    ),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    savedGb: z.number().nullable().meta({ title: 'Less in the standard tier (GB)' }),
    archivedGb: z.number().nullable().meta({ title: 'More in the archive tier (GB)' }),
    standardPricePerGb: z.number().nullable(),
    archivePricePerGb: z.number().nullable(),
    savedPerMonth: z.number().nullable().meta({ title: 'Saved per month', description: 'At retail prices.' }),
    rehydrateGb: z.number().nullable(),
    rehydrateCost: z.number().nullable().meta({ title: 'Cost per month while it is back' }),
  }),
  line: '{of} · {policy} · {item} · in {vault}',
  async run({ params, azure }) {
    const scope = await vaultId(azure, params.vault);
    const tiers = { sourceTierType: 'HardenedRP', targetTierType: 'ArchivedRP' };
    const item = async () => {
      if (!params.item) throw fail('param_missing', 'Say which item.');
      const id = await itemId(azure, params.item, scope);
      const [, containerName, protectedItemName] = /\/protectionContainers\/([^/]+)\/protectedItems\/([^/]+)/i.exec(id) ?? [];
      if (!containerName || !protectedItemName) throw fail('param_invalid', `${params.item} is not the id of a protected item.`);
      return { containerName: decodeURIComponent(containerName), protectedItemName: decodeURIComponent(protectedItemName) };
    };
    const body = async (): Promise<Json> => {
      switch (params.of) {
        case 'policy':
          if (!params.policy) throw fail('param_missing', 'Say which policy.');
          return {
            objectType: 'FetchTieringCostSavingsInfoForPolicyRequest',
            ...tiers,
            policyName: (await policyRef(azure, scope, params.policy)).name,
          };
        case 'item':
          return { objectType: 'FetchTieringCostSavingsInfoForProtectedItemRequest', ...tiers, ...(await item()) };
        case 'rehydrate':
          if (!params.recoveryPoint) throw fail('param_missing', 'Say which recovery point.');
          return {
            objectType: 'FetchTieringCostInfoForRehydrationRequest',
            sourceTierType: 'ArchivedRP',
            targetTierType: 'HardenedRP',
            ...(await item()),
            recoveryPointId: params.recoveryPoint.split('/').at(-1) as string,
            rehydrationPriority: params.priority,
          };
        default:
          return { objectType: 'FetchTieringCostSavingsInfoForVaultRequest', ...tiers };
      }
    };
    const answer = await azure.operation({ id: 'FetchTieringCost_Post', scope, body: await body() });
    return settleOperation(answer, { more: scope, finish });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, finish),
  choices: { vault: vaultChoices, policy: policyChoices, item: itemChoices, recoveryPoint: recoveryPointChoices },
  examples: [
    {
      name: 'Savings under a policy',
      given: { estate },
      params: { vault: 'vault-weu-prod', of: 'policy', policy: 'monthly' },
      expect: { port: 'done', data: { rehydrateGb: null, archivePricePerGb: 0.0031 } },
    },
    {
      name: 'What it costs to bring back a recovery point',
      given: { estate },
      params: { vault: 'vault-weu-prod', of: 'rehydrate', item: 'vm-sql-03', recoveryPoint: '2261228309976223948' },
      expect: { port: 'done', data: { savedGb: null, savedPerMonth: null, rehydrateCost: 0.16 } },
    },
    {
      name: 'An item is missing',
      given: { estate },
      params: { vault: 'vault-weu-prod', of: 'item' },
      expect: { failed: { code: 'param_missing', message: 'Say which item.' } },
    },
    {
      name: 'Azure does not know the policy',
      given: { estate },
      params: { vault: 'vault-weu-prod', of: 'policy', policy: 'nowhere' },
      expect: { failed: { code: 'azure_error' } },
    },
  ],
});

/** Two digits are as exact as an estimate is. */
const round = (value: number | null) => (value === null ? null : Math.round(value * 100) / 100);

function finish({ body, more }: { readonly body: Json; readonly more: Json }) {
  const cost = (body ?? {}) as { readonly [name: string]: Json };
  const number = (name: string) => (typeof cost[name] === 'number' ? cost[name] : null);
  const gb = (name: string) => (number(name) === null ? null : (number(name) as number) / perGb);
  const [saved, archived] = [gb('sourceTierSizeReductionInBytes'), gb('targetTierSizeIncreaseInBytes')];
  const [standard, archive] = [number('retailSourceTierCostPerGBPerMonth'), number('retailTargetTierCostPerGBPerMonth')];
  const [back, backPrice] = [gb('rehydrationSizeInBytes'), number('retailRehydrationCostPerGBPerMonth')];
  return {
    port: 'done',
    data: {
      vaultId: more,
      savedGb: round(saved),
      archivedGb: round(archived),
      standardPricePerGb: standard,
      archivePricePerGb: archive,
      savedPerMonth:
        saved === null || archived === null || standard === null || archive === null ? null : round(saved * standard - archived * archive),
      rehydrateGb: round(back),
      rehydrateCost: back === null || backPrice === null ? null : round(back * backPrice),
    },
  };
}
