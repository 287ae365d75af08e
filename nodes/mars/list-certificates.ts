// Lists the certificates of a machine that its MARS agent could register with.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { listCertificates } from './scripts/registration.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.list-certificates',
  section: 'Settings',
  title: 'List certificates for MARS',
  summary: 'Lists the certificates in the machine’s store that a MARS agent can register with.',
  icon: 'key',
  keywords: ['certificate', 'Get-OBCertificateListFromLocalStore'],
  line: '{machine}',
  operation: listCertificates,
  looks: true,
  params: {},
  request: () => ({}),
  result: {
    items: z.array(z.object({ thumbprint: z.string(), subject: z.string(), expires: z.string().nullable() })),
    total: z.number(),
    next: z.number().nullable(),
  },
  examples: [
    {
      name: 'One certificate',
      given: { estate },
      params: { machine: vmMachine },
      expect: {
        port: 'done',
        data: { items: [{ thumbprint: '9F2C4E7A1B3D5F60718293A4B5C6D7E8F9012345', subject: 'CN=Windows Azure Tools' }] },
      },
    },
    {
      name: 'On an Arc machine',
      given: { estate },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { machine: 'srv-branch-01', total: 1 } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
