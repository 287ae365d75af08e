// Brings a soft-deleted backup instance back, with its recovery points. Backups stay stopped until somebody resumes them.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { orIfMissing } from '../find.ts';
import { apiVersion, type BackupInstance, backupVaultChoices, deletedInstanceChoices, findInstance } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

export default defineNode({
  type: 'azure-backup.undelete-instance',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Undelete a backup instance',
  summary: 'Brings back a soft-deleted instance of a Backup vault.',
  icon: 'undo',
  keywords: [
    'soft delete',
    'az dataprotection backup-instance deleted-backup-instance undelete',
    'Undo-AzDataProtectionBackupInstanceDeletion',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Deleted instance' }),
  }),
  ports: ['done'],
  result: dataAcceptedShape,
  line: '{instance}',
  async run({ params, azure, key }) {
    const { id, vaultId } = await findInstance(azure, params.instance, params.vault, true);
    const answer = await azure.arm({ method: 'POST', path: `${id}/undelete`, apiVersion, body: {}, key });
    return dataStarted(answer, { vaultId, instanceId: id.replace(/\/deletedBackupInstances\//i, '/backupInstances/') });
  },
  resume: resumeDataStart,
  async recover(open) {
    // The list of deleted ones gives ids among the deleted; once it is back it lives among the others.
    const live = open.params.instance.replace(/\/deletedBackupInstances\//i, '/backupInstances/');
    const back = await orIfMissing<BackupInstance | null>(findInstance(open.azure, live, open.params.vault), () => null);
    if (!back || /softdeleted/i.test(back.state)) return 'didNot';
    return closeByDataJob(open, { vaultId: back.vaultId, instanceId: back.id }, async () => true);
  },
  choices: { vault: backupVaultChoices, instance: deletedInstanceChoices },
  examples: [
    {
      name: 'A disk that was deleted by mistake',
      given: { estate },
      params: { instance: 'disk-old' },
      expect: { port: 'done', data: { jobId: null, instanceId: { $like: '/backupInstances/disk-old' } } },
    },
    { name: 'It was never deleted', given: { estate }, params: { instance: 'disk-erp-01' }, expect: { failed: { code: 'not_found' } } },
    {
      name: 'Somebody else was faster',
      given: { estate, faults: [{ match: { path: '/undelete' }, answer: { status: 404, code: 'BackupInstanceNotFound' } }] },
      params: { instance: 'disk-old' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BackupInstanceNotFound', status: 404 } } },
    },
  ],
});
