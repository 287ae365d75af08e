// Lists the vaults that a certificate of the machine opens.
import { z } from 'zod';
import { text } from '../kit/fields.ts';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { listRecoveryServices } from './scripts/registration.ts';

const estate = marsEstate();
const thumbprint = '9F2C4E7A1B3D5F60718293A4B5C6D7E8F9012345';

export default marsNode({
  type: 'mars.list-vaults-by-certificate',
  section: 'Settings',
  title: 'List vaults of a certificate',
  summary: 'Lists the vaults that a server can register with by a certificate in its store.',
  icon: 'vault',
  keywords: ['certificate', 'Get-OBRecoveryService'],
  line: '{machine} · {thumbprint}',
  operation: listRecoveryServices,
  looks: true,
  params: {
    thumbprint: text({
      title: 'Thumbprint of the certificate',
      ui: { placeholder: '{{ steps.listCertificates.items[0].thumbprint }}' },
    }).min(1),
  },
  request: (params) => ({ thumbprint: params.thumbprint }),
  result: { items: z.array(z.object({ name: z.string(), region: z.string() })), total: z.number(), next: z.number().nullable() },
  examples: [
    {
      name: 'One vault',
      given: { estate },
      params: { machine: vmMachine, thumbprint },
      expect: { port: 'done', data: { items: [{ name: 'vault-branch', region: 'westeurope' }] } },
    },
    {
      name: 'A certificate that is not there',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, thumbprint: '00' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'CertificateNotFound' } } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine, thumbprint },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
