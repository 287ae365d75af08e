// Creates a policy or changes one, with the policy editor as its form. Checked by Azure's rules before anything is sent; a change
// that keeps backups shorter than today is refused unless it is wanted, because Azure then deletes recovery points.
import { z } from 'zod';
import { policyFindings } from '../../kit/backup-policy/rules.ts';
import { policySentence } from '../../kit/backup-policy/sentence.ts';
import { type BackupPolicyPlan, backupPolicySchema } from '../../kit/backup-policy/shape.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { consentsFor } from '../vaults/guards.ts';
import { carriedOver, changeKinds, isWeaker, policyChanges } from './compare.ts';
import { policyNameChoices } from './name-choices.ts';
import { existingPolicy, policyRef, readable } from './read.ts';
import { setPolicyExamples } from './set-policy-examples.ts';
import { policyBody } from './to-wire.ts';

const change = z.object({ what: z.string(), before: z.string(), after: z.string(), kind: z.enum(changeKinds) });

export default defineNode({
  type: 'azure-backup.set-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'Create or change policy',
  summary: 'Makes a backup policy, or changes one. Shorter retention, where allowed, lets Azure delete older recovery points for good.',
  icon: 'policy',
  keywords: [
    'modify policy',
    'schedule',
    'retention',
    'archive tier',
    'enhanced policy',
    'az backup policy create',
    'az backup policy set',
    'New-AzRecoveryServicesBackupProtectionPolicy',
    'Set-AzRecoveryServicesBackupProtectionPolicy',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupPolicies/read',
    'Microsoft.RecoveryServices/Vaults/backupPolicies/write',
    'Microsoft.RecoveryServices/Vaults/backupPolicies/operations/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
  ],
  connection: 'azure',
  effect: ({ shorter }) => (shorter === 'allow' ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    name: azureId('name', { title: 'Policy name', description: 'A new name makes a new policy.' }),
    policy: backupPolicySchema.meta({ title: 'Policy', ui: { widget: 'policy' } }),
    existing: choice(['change', 'keep', 'fail'], {
      title: 'If there is one of this name',
      ui: { labels: { change: 'Change it, for all items that use it', keep: 'Leave it as it is', fail: 'Fail' }, advanced: true },
    }).default('change'),
    shorter: choice(['refuse', 'allow'], {
      title: 'If it would keep backups shorter or make fewer',
      description: 'Azure deletes recovery points that a policy no longer keeps.',
      ui: { labels: { refuse: 'Refuse', allow: 'Allow: older recovery points may be deleted' } },
    }).default('refuse'),
  }),
  ports: ['done'],
  result: z.object({
    id: z.string(),
    name: z.string(),
    vaultId: z.string(),
    outcome: z.enum(['created', 'changed', 'same']),
    summary: z.string(),
    changes: z.array(change),
    jobIds: z.array(z.string()).meta({ title: 'Jobs', description: 'One for each item that the change is brought to.' }),
    failedJobs: z.record(z.string(), z.string()).meta({ title: 'Items that Azure could not change' }),
  }),
  line: '{name} · in {vault}',
  async run({ params, azure, key }) {
    const ref = await policyRef(azure, params.vault, params.name);
    const before = await existingPolicy(azure, ref);
    const given = params.policy as BackupPolicyPlan;
    const policy = before?.policy ? carriedOver(before.policy, given) : given;
    const [wrong, ...others] = policyFindings(policy);
    if (wrong)
      throw fail('param_invalid', `The policy cannot be sent: ${wrong.message}`, {
        refused: true,
        advice: [wrong, ...others].map(({ path, message }) => `${path.join('.')}: ${message}`),
      });
    const summary = policySentence(policy);
    const result = { id: ref.id, name: ref.name, vaultId: ref.vault, summary, changes: [], jobIds: [], failedJobs: {} };
    if (before && params.existing === 'fail') throw fail('conflict', `There is a policy called ${ref.name} already.`, { refused: true });
    if (before && params.existing === 'keep') return { port: 'done', data: { ...result, outcome: 'same', summary: before.summary } };
    const changes = before ? policyChanges(readable(before), policy) : [];
    if (before && changes.length === 0) return { port: 'done', data: { ...result, outcome: 'same' } };
    const weaker = changes.filter(isWeaker);
    if (weaker.length > 0 && params.shorter === 'refuse')
      throw fail('conflict', `The change to ${ref.name} would protect less than today.`, {
        refused: true,
        advice: [
          ...weaker.map(({ what, before: was, after }) => `${what}: ${was} → ${after}`),
          'Allow it in the step if older recovery points may go.',
        ],
      });
    const consents = weaker.length > 0 ? await consentsFor(azure, ref.vault, ['updateProtectionPolicyRequests']) : [];
    const answer = await azure.operation({
      id: 'ProtectionPolicies_CreateOrUpdate',
      scope: ref.vault,
      path: { policyName: ref.name },
      body: { properties: { ...policyBody(policy), ...(consents.length > 0 ? { resourceGuardOperationRequests: consents } : {}) } },
      key,
    });
    // The jobs stand in the operation's status; its result would only be the policy again.
    const watched = answer.pending?.statusUrl ? { ...answer, pending: { ...answer.pending, resultUrl: null } } : answer;
    return settleOperation(watched, {
      says: 'waits until Azure has brought the change to the items',
      more: { ...result, changes: [...changes], outcome: before ? 'changed' : 'created' } as unknown as Json,
      finish,
    });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, finish),
  async recover({ params, azure }) {
    const policy = params.policy as BackupPolicyPlan;
    const ref = await policyRef(azure, params.vault, params.name);
    const now = await existingPolicy(azure, ref);
    if (!now?.policy || policyChanges(now.policy, carriedOver(now.policy, policy)).length > 0) return 'didNot';
    const data = { id: ref.id, name: ref.name, vaultId: ref.vault, summary: now.summary, changes: [], jobIds: [], failedJobs: {} };
    return { happened: { port: 'done', data: { ...data, outcome: 'changed' } } };
  },
  choices: { vault: vaultChoices, name: policyNameChoices },
  examples: setPolicyExamples,
});

/** The jobs of the items, where the change goes to items. */
function finish({ body, jobId, more }: { readonly body: Json; readonly jobId: string | null; readonly more: Json }) {
  const { jobIds, failedJobsError } = (body ?? {}) as { readonly jobIds?: readonly string[]; readonly failedJobsError?: object };
  return { port: 'done', data: { ...(more as object), jobIds: jobIds ?? (jobId ? [jobId] : []), failedJobs: failedJobsError ?? {} } };
}
