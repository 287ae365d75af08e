// Compares a policy with another, of the same vault or of another one, or with how it should be. Says whether it protects less.
import { z } from 'zod';
import { policySentence } from '../../kit/backup-policy/sentence.ts';
import { type BackupPolicyPlan, backupPolicySchema } from '../../kit/backup-policy/shape.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { carriedOver, changeKinds, isWeaker, policyChanges } from './compare.ts';
import { mustExist, policyRef, readable } from './read.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [
        { name: 'daily-30d', keepWeeks: 12 },
        { name: 'daily-14d', keepDays: 14 },
        { name: 'agents', kind: 'mars' as const },
      ],
    },
    { name: 'vault-neu-dr', location: 'northeurope', policies: [{ name: 'daily-30d', keepWeeks: 12 }] },
  ],
};

export default defineNode({
  type: 'azure-backup.compare-policies',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Compare policies',
  summary: 'Says what differs between two policies, and whether the second protects less.',
  icon: 'policy',
  keywords: ['difference', 'drift', 'retention reduced', 'baseline'],
  needs: ['Microsoft.RecoveryServices/Vaults/backupPolicies/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    policy: azureId('policy', { title: 'Policy' }),
    with: choice(['policy', 'plan'], {
      title: 'Compare with',
      ui: { labels: { policy: 'another policy', plan: 'a policy as it should be' } },
    }).default('policy'),
    otherVault: optionalAzureId('vault', {
      title: 'Other vault',
      description: 'Empty: the same vault.',
      ui: { when: { param: 'with', in: ['policy'] } },
    }),
    otherPolicy: optionalAzureId('otherPolicy', { title: 'Other policy', ui: { when: { param: 'with', in: ['policy'] } } }),
    plan: backupPolicySchema.optional().meta({ title: 'As it should be', ui: { widget: 'policy', when: { param: 'with', in: ['plan'] } } }),
  }),
  ports: ['done'],
  result: z.object({
    same: z.boolean(),
    weaker: z.boolean().meta({ title: 'The second keeps shorter or backs up less often' }),
    changes: z.array(z.object({ what: z.string(), before: z.string(), after: z.string(), kind: z.enum(changeKinds) })),
    before: z.string().meta({ title: 'The first in one sentence' }),
    after: z.string().meta({ title: 'The second in one sentence' }),
  }),
  line: '{policy} · with {otherPolicy}',
  async run({ params, azure }) {
    const before = readable(await mustExist(azure, await policyRef(azure, params.vault, params.policy)));
    let after = params.plan ? carriedOver(before, params.plan as BackupPolicyPlan) : undefined;
    if (params.with === 'policy') {
      if (!params.otherPolicy) throw fail('param_missing', 'Say which policy to compare with.');
      after = readable(await mustExist(azure, await policyRef(azure, params.otherVault || params.vault, params.otherPolicy)));
    }
    if (!after) throw fail('param_missing', 'Say how the policy should be.');
    const changes = policyChanges(before, after);
    const sentences = { before: policySentence(before), after: policySentence(after) };
    return { port: 'done', data: { same: changes.length === 0, weaker: changes.some(isWeaker), changes, ...sentences } };
  },
  choices: {
    vault: vaultChoices,
    policy: policyChoices,
    otherPolicy: (ask) => policyChoices({ ...ask, params: { ...ask.params, vault: ask.params.otherVault || (ask.params.vault ?? null) } }),
  },
  examples: [
    {
      name: 'The second keeps backups shorter',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'daily-30d', otherPolicy: 'daily-14d' },
      expect: {
        port: 'done',
        data: {
          same: false,
          weaker: true,
          changes: [
            { what: 'Daily backup points (days)', before: '30', after: '14', kind: 'shorter' },
            { what: 'Weekly backup points (weeks)', before: '12', after: 'none', kind: 'shorter' },
          ],
        },
      },
    },
    {
      name: 'The same policy in the vault of another region',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'daily-30d', otherVault: 'vault-neu-dr', otherPolicy: 'daily-30d' },
      expect: { port: 'done', data: { same: true, weaker: false, changes: [] } },
    },
    {
      name: 'Against how it should be',
      given: { estate },
      params: {
        vault: 'vault-weu-prod',
        policy: 'daily-14d',
        with: 'plan',
        plan: { workload: 'vm', schedule: { every: 'day', at: '22:00', timeZone: 'UTC' }, keep: { days: 30 } },
      },
      expect: { port: 'done', data: { same: false, weaker: false, changes: [{ before: '14', after: '30', kind: 'longer' }] } },
    },
    {
      name: 'A policy of the agent cannot be compared',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'agents', otherPolicy: 'daily-14d' },
      expect: {
        failed: {
          code: 'param_invalid',
          message: 'The policy agents cannot be read here. The MARS agent owns this policy; it is changed on the machine.',
        },
      },
    },
  ],
});
