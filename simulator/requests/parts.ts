// Pieces that the request schemas share: the resource envelope, times, ids. All objects are strict: a property that the
// published specification does not know is refused, as a wrong type is.
import { z } from 'zod';

/** An ISO time with or without fraction and zone, as .NET reads it. */
export const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/, 'a date-time');
export const int = z.int();
export const strings = z.array(z.string());

/** A resource: what a client may send back from a GET around the properties. */
export const resource = <P extends z.ZodType>(properties: P) =>
  z.strictObject({
    id: z.string().optional(),
    name: z.string().optional(),
    type: z.string().optional(),
    location: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
    eTag: z.string().optional(),
    properties,
  });

export const managementType = z.enum([
  'AzureIaasVM',
  'MAB',
  'DPM',
  'AzureBackupServer',
  'AzureSql',
  'AzureStorage',
  'AzureWorkload',
  'DefaultBackup',
]);
export const workloadType = z.enum([
  'VM',
  'FileFolder',
  'AzureSqlDb',
  'SQLDB',
  'Exchange',
  'Sharepoint',
  'VMwareVM',
  'SystemState',
  'Client',
  'GenericDataSource',
  'SQLDataBase',
  'AzureFileShare',
  'SAPHanaDatabase',
  'SAPAseDatabase',
  'SAPHanaDBInstance',
]);
