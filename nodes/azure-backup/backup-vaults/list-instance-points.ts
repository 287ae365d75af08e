// Lists the recovery points of a backup instance, newest first; for blobs the span of time that can be restored.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { entries, list, object, time, words } from '../answer.ts';
import { apiVersion, backupVaultChoices, findInstance, instanceChoices } from './backup-vault.ts';
import { estate } from './example-estate.ts';

export default defineNode({
  type: 'azure-backup.list-instance-points',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'List points of an instance',
  summary: 'Lists recovery points of a disk, database or cluster, or the restorable time of blobs.',
  icon: 'history',
  keywords: ['recovery points', 'restorable time range', 'az dataprotection recovery-point list', 'Get-AzDataProtectionRecoveryPoint'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Instance' }),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        id: z.string(),
        pointId: z.string(),
        time: z.string().nullable(),
        expiresAt: z.string().nullable(),
        kind: z.string(),
        store: z.string(),
      }),
    ),
    /** Blobs: from when until when any moment can be restored. */
    restorableFrom: z.string().nullable(),
    restorableTo: z.string().nullable(),
  }),
  line: '{instance}',
  async run({ params, azure }) {
    const { id, kind } = await findInstance(azure, params.instance, params.vault);
    const range = kind === 'blob' ? await restorable() : { restorableFrom: null, restorableTo: null };
    const { body } = await azure.arm({ method: 'GET', path: `${id}/recoveryPoints`, apiVersion });
    const items = entries(body)
      .map((raw) => ({ raw, properties: object(raw.properties) }))
      .map(({ raw, properties }) => ({
        id: words(raw.id),
        pointId: words(raw.name),
        time: time(properties.recoveryPointTime),
        expiresAt: time(properties.expiryTime),
        kind: words(properties.recoveryPointType),
        store: words(object(list(properties.recoveryPointDataStoresDetails)[0]).type),
      }))
      .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
    return { port: 'done', data: { count: items.length, items, ...range } };

    async function restorable() {
      const answer = await azure.arm({
        method: 'POST',
        path: `${id}/findRestorableTimeRanges`,
        apiVersion,
        body: { sourceDataStoreType: 'OperationalStore' },
      });
      const ranges = list(object(object(answer.body).properties).restorableTimeRanges).map(object);
      return { restorableFrom: time(ranges[0]?.startTime), restorableTo: time(ranges.at(-1)?.endTime) };
    }
  },
  choices: { vault: backupVaultChoices, instance: instanceChoices },
  examples: [
    {
      name: 'Of a disk',
      given: { estate },
      params: { instance: 'disk-erp-01' },
      expect: { port: 'done', data: { count: 3, items: [{ store: 'OperationalStore', kind: 'Incremental' }], restorableFrom: null } },
    },
    {
      name: 'Of blobs: a span of time',
      given: { estate },
      params: { instance: 'streports' },
      expect: { port: 'done', data: { count: 0, restorableFrom: { $time: true }, restorableTo: { $time: true } } },
    },
    {
      name: 'An instance that does not exist',
      given: { estate },
      params: { instance: 'disk-99' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
