// Deletes a backup instance with its recovery points. With soft delete it can be brought back for some days; without, never.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { orIfMissing } from '../find.ts';
import { sameId } from '../place.ts';
import { apiVersion, type BackupInstance, backupVaultChoices, findInstance, instanceChoices, instancesOf } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

export default defineNode({
  type: 'azure-backup.delete-instance',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Delete a backup instance',
  summary: 'Stops protection and deletes all recovery points; soft delete keeps them for some days.',
  icon: 'shield-dismiss',
  keywords: ['stop and delete data', 'az dataprotection backup-instance delete', 'Remove-AzDataProtectionBackupInstance'],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Instance' }),
  }),
  ports: ['done'],
  result: dataAcceptedShape,
  line: '{instance}',
  async run({ params, azure, key }) {
    const { id, vaultId } = await findInstance(azure, params.instance, params.vault);
    const answer = await azure.arm({ method: 'DELETE', path: id, apiVersion, key });
    return dataStarted(answer, { vaultId, instanceId: id });
  },
  resume: resumeDataStart,
  async recover(open) {
    const { instance, vault } = open.params;
    const gone = await orIfMissing<BackupInstance | null>(findInstance(open.azure, instance, vault, true), () => null);
    if (gone) {
      const still = await Array.fromAsync(instancesOf(open.azure, gone.vaultId));
      if (!still.some(({ sourceId }) => sameId(sourceId, gone.sourceId)))
        return closeByDataJob(open, { vaultId: gone.vaultId, instanceId: gone.id }, async () => true);
    }
    return 'unknown';
  },
  choices: { vault: backupVaultChoices, instance: instanceChoices },
  examples: [
    {
      name: 'A disk nobody needs',
      given: { estate },
      params: { vault: 'bvault-weu', instance: 'disk-erp-02' },
      expect: { port: 'done', data: { jobId: null, instanceId: { $like: 'disk-erp-02' } } },
    },
    { name: 'It was deleted before', given: { estate }, params: { instance: 'disk-old' }, expect: { failed: { code: 'not_found' } } },
    {
      name: 'The role is missing',
      given: { estate, faults: [{ match: { method: 'DELETE' }, answer: { status: 403, code: 'AuthorizationFailed' } }] },
      params: { instance: 'disk-erp-02' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
