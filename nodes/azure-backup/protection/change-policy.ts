// Gives a protected item another policy of its vault. One that keeps backups shorter, or makes fewer, is refused unless it is wanted:
// Azure then deletes recovery points.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { closeByJob } from '../accepted.ts';
import { itemChoices, policyChoices, vaultChoices } from '../choices.ts';
import { itemId, policyId, vaultIdOf } from '../find.ts';
import { isWeaker, policyChanges } from '../policies/compare.ts';
import { existingPolicy, policyRef } from '../policies/read.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart } from '../start.ts';
import { changeItem } from './guarded-change.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily-30d' }, { name: 'daily-90d', keepDays: 90 }, { name: 'shares', kind: 'share' as const }],
      items: [{ name: 'vm-sql-03', policy: 'daily-30d' }],
    },
  ],
};

const long = { vaults: estate.vaults.map((vault) => ({ ...vault, items: [{ name: 'vm-sql-03', policy: 'daily-90d' }] })) };

export default defineNode({
  type: 'azure-backup.change-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Change policy',
  summary: 'Gives a protected item another backup policy. A shorter retention, where allowed, lets Azure delete older recovery points.',
  icon: 'settings',
  keywords: ['policy', 'retention', 'schedule', 'az backup item set-policy'],
  connection: 'azure',
  effect: ({ shorter }) => (shorter === 'allow' ? 'destroy' : 'write'),
  target: 'item',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    policy: azureId('policy', { title: 'New policy' }),
    shorter: choice(['refuse', 'allow'], {
      title: 'If it would keep backups shorter or make fewer',
      description: 'Azure deletes recovery points that a policy no longer keeps.',
      ui: { labels: { refuse: 'Refuse', allow: 'Allow: older recovery points may be deleted' } },
    }).default('refuse'),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · to {policy}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    const policy = await policyId(azure, params.policy, vaultIdOf(item) as string);
    if (params.shorter === 'refuse') await mustNotWeaken(azure, item, policy);
    return changeItem(azure, item, key, { policyId: policy });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    const item = await itemId(azure, params.item, params.vault);
    const policy = await policyId(azure, params.policy, vaultIdOf(item) as string);
    return closeByJob(
      open,
      vaultIdOf(item) as string,
      item,
      async () => (await azure.item(item)).policyId?.toLowerCase() === policy.toLowerCase(),
    );
  },
  choices: { vault: vaultChoices, item: itemChoices, policy: policyChoices },
  examples: [
    {
      name: 'Keeps backups longer',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'daily-90d' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Keeping them less long is refused unless it is wanted',
      given: { estate: long },
      params: { item: 'vm-sql-03', policy: 'daily-30d' },
      expect: {
        failed: {
          code: 'conflict',
          refused: true,
          advice: ['Daily backup points (days): 90 → 30', 'Allow it in the step if older recovery points may go.'],
        },
      },
    },
    {
      name: 'Keeping them less long, because older ones may go',
      given: { estate: long },
      params: { item: 'vm-sql-03', policy: 'daily-30d', shorter: 'allow' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'weekly' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Keeps backups less long in a vault under a Resource Guard',
      given: {
        estate: {
          vaults: long.vaults.map((vault) => ({ ...vault, resourceGuard: 'guard-weu' })),
          resourceGuards: [{ name: 'guard-weu' }],
        },
      },
      params: { item: 'vm-sql-03', policy: 'daily-30d', shorter: 'allow' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A policy for another kind of item',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'shares' },
      expect: { failed: { code: 'azure_error' } },
    },
  ],
});

/** An item whose protection is stopped has no policy: nothing of it ends with another one. */
async function mustNotWeaken(azure: AzureBackup, item: string, policy: string): Promise<void> {
  const vault = vaultIdOf(item) as string;
  const { policyId: now, friendlyName } = await azure.item(item);
  if (now === null || now.toLowerCase() === policy.toLowerCase()) return;
  const [before, after] = await Promise.all([now, policy].map(async (id) => existingPolicy(azure, await policyRef(azure, vault, id))));
  // A policy that is gone, or for another kind of item, is Azure's to refuse.
  if (!before || !after || before.managementType !== after.managementType) return;
  const unread = [before, after].find((one) => one.policy === null);
  const weaker = before.policy && after.policy ? policyChanges(before.policy, after.policy).filter(isWeaker) : [];
  if (!unread && weaker.length === 0) return;
  throw fail(
    'conflict',
    unread
      ? `Whether ${after.name} protects ${friendlyName} less than ${before.name} cannot be told. ${unread.unread}`
      : `${after.name} would protect ${friendlyName} less than ${before.name} does.`,
    {
      refused: true,
      advice: [
        ...weaker.map(({ what, before: was, after: is }) => `${what}: ${was} → ${is}`),
        'Allow it in the step if older recovery points may go.',
      ],
    },
  );
}
