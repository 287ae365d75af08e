// Lists the recovery points of a MARS agent, or of another server of its vault.
import { z } from 'zod';
import { text } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { serverField, sliceFields } from './recovery-fields.ts';
import { listPoints } from './scripts/recovery.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.list-recovery-points',
  section: 'Recovery',
  title: 'List MARS recovery points',
  summary: 'Lists from which times a server’s files can be restored, newest first.',
  icon: 'history',
  keywords: ['restore', 'Get-OBAllRecoveryPoints', 'Get-OBRecoverableSource', 'Get-OBRecoverableItem'],
  line: '{machine} · {source}',
  operation: listPoints,
  looks: true,
  params: {
    source: text({ title: 'Volume', description: 'Empty: everything that was backed up.', ui: { placeholder: 'D:\\' } }).optional(),
    server: serverField,
    ...sliceFields(100),
  },
  request: ({ source = '', server = '', skip, take }) => ({ source, server, skip, take }),
  result: {
    items: z.array(z.object({ source: z.string(), time: z.string(), server: z.string() })),
    total: z.number(),
    next: z.number().nullable().describe('More begin here; null: that was all'),
  },
  examples: [
    {
      name: 'Everything, newest first',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { total: 3, next: null, items: [{ source: 'D:\\', time: { $time: true } }, {}, {}] } },
    },
    {
      name: 'Of another server of the vault',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, server: 'srv-app-01', source: 'D:\\', take: 2 },
      expect: { port: 'done', data: { total: 3, next: 2, items: [{ server: 'srv-app-01' }, {}] } },
    },
    {
      name: 'A volume that was never backed up',
      given: { estate },
      params: { machine: vmMachine, source: 'X:\\' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'SourceNotFound' } } },
    },
    {
      name: 'A server that the vault does not know',
      given: { estate },
      params: { machine: vmMachine, server: 'srv-gone-01' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'ServerNotFound' } } },
    },
  ],
});
