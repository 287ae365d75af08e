// Starts a backup of a disk, database or cluster in a Backup vault, by one of its policy's rules.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, optionalAzureId, text } from '../../kit/fields.ts';
import { entries, object, words } from '../answer.ts';
import { apiVersion, backupVaultChoices, findInstance, instanceChoices } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

export default defineNode({
  type: 'azure-backup.back-up-instance',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Back up an instance now',
  summary: 'Starts a backup of a disk, database or cluster in a Backup vault.',
  icon: 'shield',
  keywords: [
    'on demand',
    'ad hoc',
    'disk snapshot',
    'az dataprotection backup-instance adhoc-backup',
    'Backup-AzDataProtectionBackupInstanceAdhoc',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Instance' }),
    retention: text({
      title: 'Keep as',
      description: 'Name of a retention rule of the policy. Empty: Default.',
      ui: { placeholder: 'Default' },
    }).optional(),
  }),
  ports: ['done'],
  result: dataAcceptedShape,
  line: '{instance} · keep as {retention}',
  async run({ params, azure, key }) {
    const { id, vaultId, policyId, policyName } = await findInstance(azure, params.instance, params.vault);
    const { body } = await azure.arm({ method: 'GET', path: policyId, apiVersion });
    const rules = entries({ value: object(object(body).properties).policyRules });
    const rule = rules.find(({ objectType }) => objectType === 'AzureBackupRule');
    if (!rule)
      throw fail(
        'param_invalid',
        `The policy ${policyName} has no backup schedule: blobs are kept continuously and need no backup on demand.`,
        { refused: true },
      );
    const answer = await azure.arm({
      method: 'POST',
      path: `${id}/backup`,
      apiVersion,
      key,
      body: {
        backupRuleOptions: {
          ruleName: words(rule.name),
          triggerOption: params.retention ? { retentionTagOverride: params.retention } : {},
        },
      },
    });
    return dataStarted(answer, { vaultId, instanceId: id });
  },
  resume: resumeDataStart,
  async recover(open) {
    const { id, vaultId } = await findInstance(open.azure, open.params.instance, open.params.vault);
    return closeByDataJob(open, { vaultId, instanceId: id }, async () => false);
  },
  choices: { vault: backupVaultChoices, instance: instanceChoices },
  examples: [
    {
      name: 'A disk',
      given: { estate },
      params: { instance: 'disk-erp-01' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, instanceId: { $like: 'disk-erp-01' } } },
    },
    {
      name: 'Protection has been stopped',
      given: { estate },
      params: { instance: 'disk-erp-02' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorBackupInstanceNotInProtectedState', status: 400 } } },
    },
    { name: 'Blobs need none', given: { estate }, params: { instance: 'streports' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
