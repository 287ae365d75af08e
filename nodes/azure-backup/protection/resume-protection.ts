// Backs up an item again whose protection was stopped with its data kept.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { itemChoices, policyChoices, vaultChoices } from '../choices.ts';
import { itemId, policyId, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-old-09', policy: 'daily', state: 'ProtectionStopped' as const, points: { count: 3 } }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.resume-protection',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Resume protection',
  summary: 'Backs up an item again whose protection was stopped.',
  icon: 'resume',
  keywords: ['resume backup', 'az backup protection resume'],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    policy: azureId('policy', { title: 'Policy' }),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · with {policy}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    const policy = await policyId(azure, params.policy, vaultIdOf(item) as string);
    return accepted(await azure.resumeProtection(item, { key, policyId: policy }), item);
  },
  async recover(open) {
    const { azure, params } = open;
    const item = await itemId(azure, params.item, params.vault);
    return closeByJob(open, vaultIdOf(item) as string, item, async () => !/stopped/i.test((await azure.item(item)).protectionState));
  },
  choices: { vault: vaultChoices, item: itemChoices, policy: policyChoices },
  examples: [
    {
      name: 'Backs it up again',
      given: { estate },
      params: { item: 'vm-old-09', policy: 'daily' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { item: 'vm-old-09', policy: 'weekly' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Azure asks to slow down',
      given: {
        estate,
        faults: [
          {
            match: { method: 'PUT', path: 'protectedItems' },
            answer: { status: 429, code: 'SubscriptionRequestsThrottled', retryAfter: 120 },
          },
        ],
      },
      params: { item: 'vm-old-09', policy: 'daily' },
      expect: {
        failed: { code: 'throttled', azure: { code: 'SubscriptionRequestsThrottled', status: 429 }, refused: true, retryAfter: 120_000 },
      },
    },
  ],
});
