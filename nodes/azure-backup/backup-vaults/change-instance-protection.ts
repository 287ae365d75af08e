// Stops, suspends or resumes backups of an instance. Recovery points stay in every case; deleting them is another step.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { apiVersion, backupVaultChoices, findInstance, instanceChoices } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

const calls = {
  stop: { path: 'stopProtection', leads: /stopped/i },
  suspend: { path: 'suspendBackups', leads: /suspended/i },
  resume: { path: 'resumeProtection', leads: /configur/i },
} as const;

export default defineNode({
  type: 'azure-backup.change-instance-protection',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Stop, suspend or resume an instance',
  summary: 'Stops, suspends or resumes backups in a Backup vault. Recovery points stay.',
  icon: 'pause',
  keywords: [
    'stop protection',
    'suspend backups',
    'az dataprotection backup-instance stop-protection',
    'Suspend-AzDataProtectionBackupInstanceBackup',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Instance' }),
    action: choice(['stop', 'suspend', 'resume'], {
      title: 'Do what',
      ui: {
        labels: {
          stop: 'Stop protection, keep all points for ever',
          suspend: 'Suspend backups, points expire as the policy says',
          resume: 'Resume protection',
        },
      },
    }).default('stop'),
  }),
  ports: ['done'],
  result: dataAcceptedShape,
  line: '{action} · {instance}',
  async run({ params, azure, key }) {
    const { id, vaultId } = await findInstance(azure, params.instance, params.vault);
    const answer = await azure.arm({ method: 'POST', path: `${id}/${calls[params.action].path}`, apiVersion, body: {}, key });
    return dataStarted(answer, { vaultId, instanceId: id });
  },
  resume: resumeDataStart,
  async recover(open) {
    const { id, vaultId, state } = await findInstance(open.azure, open.params.instance, open.params.vault);
    return closeByDataJob(open, { vaultId, instanceId: id }, async () => calls[open.params.action].leads.test(state));
  },
  choices: { vault: backupVaultChoices, instance: instanceChoices },
  examples: [
    {
      name: 'Stop and keep everything',
      given: { estate },
      params: { instance: 'disk-erp-01', action: 'stop' },
      expect: { port: 'done', data: { jobId: null, instanceId: { $like: 'disk-erp-01' } } },
    },
    {
      name: 'Resume what was stopped',
      given: { estate },
      params: { vault: 'bvault-weu', instance: 'disk-erp-02', action: 'resume' },
      expect: { port: 'done', data: { instanceId: { $like: 'disk-erp-02' } } },
    },
    {
      name: 'It runs already',
      given: { estate },
      params: { instance: 'disk-erp-01', action: 'resume' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorInvalidProtectionState', status: 400 } } },
    },
  ],
});
