// Browses and searches the files in a recovery point of a MARS agent.
import { z } from 'zod';
import { text } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { serverField, sliceFields, sourceField, timeField } from './recovery-fields.ts';
import { findFiles } from './scripts/recovery.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.find-files',
  section: 'Recovery',
  title: 'Find files in MARS backups',
  summary: 'Lists a folder of a recovery point, or searches files in it by name.',
  icon: 'search',
  keywords: ['browse', 'search', 'restore', 'Get-OBRecoverableItem', 'New-OBPagingContext'],
  line: '{source} · {folder} · {search}',
  operation: findFiles,
  looks: true,
  params: {
    source: sourceField,
    folder: text({ title: 'Folder', description: 'Empty: the whole volume.', ui: { placeholder: 'D:\\Data' } }).optional(),
    search: text({
      title: 'Name',
      description: 'With * for any text. Empty: what the folder holds.',
      ui: { placeholder: 'report*.xlsx' },
    }).optional(),
    time: timeField,
    server: serverField,
    ...sliceFields(200),
  },
  request: ({ source, folder = '', search = '', time = '', server = '', skip, take }) => ({
    source,
    folder,
    search,
    time,
    server,
    skip,
    take,
  }),
  result: {
    source: z.string(),
    time: z.string().nullable(),
    items: z.array(z.object({ path: z.string(), isFolder: z.boolean(), size: z.number().nullable(), modified: z.string().nullable() })),
    total: z.number(),
    next: z.number().nullable().describe('More begin here; null: that was all'),
  },
  examples: [
    {
      name: 'Reports by name',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', folder: 'D:\\Data', search: 'report-2026-0*' },
      expect: {
        port: 'done',
        data: {
          total: 9,
          next: null,
          items: [{ path: 'D:\\Data\\Finance\\report-2026-01.xlsx', isFolder: false }, {}, {}, {}, {}, {}, {}, {}, {}],
        },
      },
    },
    {
      name: 'What a folder holds, part by part',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, source: 'D:\\', folder: 'D:\\Data\\Scans', skip: 100, take: 2 },
      expect: {
        port: 'done',
        data: { total: 240, next: 102, items: [{ path: 'D:\\Data\\Scans\\scan-0101.pdf' }, { path: 'D:\\Data\\Scans\\scan-0102.pdf' }] },
      },
    },
    {
      name: 'What does not fit begins at “next”',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', folder: 'D:\\Data\\Mail', take: 400 },
      expect: { port: 'done', data: { total: 400, next: 100 } },
    },
    {
      name: 'All of it by way of a blob container',
      given: { estate: { ...estate, storageAccounts: [{ name: 'stops01', containers: [{ name: 'vaultflow' }] }] } },
      params: {
        machine: vmMachine,
        source: 'D:\\',
        folder: 'D:\\Data\\Mail',
        take: 400,
        outputContainer: 'https://stops01.blob.core.windows.net/vaultflow',
      },
      expect: { port: 'done', data: { total: 400, next: null } },
    },
    {
      name: 'A long list comes packed',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', folder: 'D:\\Data\\Scans', take: 240 },
      expect: { port: 'done', data: { total: 240, next: null } },
    },
    {
      name: 'A folder that is not in it',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', folder: 'D:\\Nowhere' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'FolderNotFound' } } },
    },
    {
      name: 'A time without a recovery point',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', time: '2020-01-01T00:00:00Z' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'PointNotFound' } } },
    },
  ],
});
