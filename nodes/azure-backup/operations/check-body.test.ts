import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/json.ts';
import { loadSchemas, operationIds, operationOf, schemaOf } from './catalogue.ts';
import { bodyProblems } from './check-body.ts';
import { operationForm } from './form.ts';

const problems = async (model: string, body: Json) =>
  (await bodyProblems(await loadSchemas(), model, body)).map(({ path, says }) => `${path} ${says}`);

const vmBackup = { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2026-12-31T22:00:00Z' };

describe('a body', () => {
  test.each([
    ['that fits', { properties: vmBackup }, []],
    ['that was read before, with what Azure writes itself', { id: '/x', name: 'x', type: 'y', eTag: 'z', properties: vmBackup }, []],
    ['with an unset property', { properties: { ...vmBackup, recoveryPointExpiryTimeInUTC: null } }, []],
    [
      'of no kind',
      { properties: {} },
      ['properties.objectType must be one of AzureFileShareBackupRequest, AzureWorkloadBackupRequest, IaasVMBackupRequest'],
    ],
    [
      'of a kind that every object knows',
      { properties: { objectType: 'constructor' } },
      [expect.stringContaining('properties.objectType must be one of')],
    ],
    [
      'with an unknown property',
      { properties: { ...vmBackup, enableCompression: true } },
      ['properties.enableCompression is not known here'],
    ],
    ['with a property in another case', { Properties: vmBackup }, ['Properties is not known here; it is called properties']],
    [
      'with a time that is none',
      { properties: { ...vmBackup, recoveryPointExpiryTimeInUTC: 'soon' } },
      [expect.stringContaining('must be a time')],
    ],
    ['with a list for an object', { properties: [vmBackup] }, ['properties must be an object']],
    ['that is no object', 'everything', ['it must be an object']],
    ['that is nothing', null, ['it must be an object']],
    ['with a tag that is no text', { tags: { owner: 7 }, properties: vmBackup }, ['tags.owner must be text']],
  ] as const)('%s', async (_name, body, expected) => expect(await problems('BackupRequestResource', body as Json)).toEqual(expected));

  test('is checked in depth and in lists', async () => {
    const body = {
      properties: {
        backupManagementType: 'AzureIaasVM',
        instantRpRetentionRangeInDays: '5',
        schedulePolicy: { schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunTimes: ['2026-01-01T02:00:00Z', 'two'] },
      },
    };
    expect(await problems('ProtectionPolicyResource', body)).toEqual([
      'properties.instantRpRetentionRangeInDays must be a number',
      'properties.schedulePolicy.scheduleRunTimes[1] must be a time such as 2026-12-31T22:00:00Z',
    ]);
  });

  test('of the restore of a database knows the kinds of its kinds', async () => {
    const body = { properties: { objectType: 'AzureWorkloadSQLPointInTimeRestoreRequest', pointInTime: '2026-01-01T02:00:00Z' } };
    expect(await problems('RestoreRequestResource', body)).toEqual([]);
  });
});

describe('the form of an operation', () => {
  test.each(operationIds.map((id) => [id]))('%s is whole', async (id) => {
    const operation = operationOf(id);
    const form = await operationForm(id);
    const { path, body } = (form?.params.properties ?? {}) as { path?: { properties: object }; body?: { $defs: object } };
    expect(Object.keys(path?.properties ?? {})).toEqual(operation?.parts);
    expect(body === undefined).toBe(operation?.body === null);
    // Every reference leads somewhere.
    for (const part of [body, form?.result]) {
      const defs = Object.keys((part as { $defs?: object } | undefined)?.$defs ?? {});
      const used = [...JSON.stringify(part ?? {}).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
      expect(used.filter((name) => !defs.includes(name as string))).toEqual([]);
    }
  });

  test('holds only what belongs to it', async () => {
    const { $defs } = schemaOf(await loadSchemas(), 'BackupRequestResource') as { $defs: object };
    expect(Object.keys($defs).length).toBeLessThan(10);
    expect(await operationForm('constructor')).toBeNull();
  });
});
