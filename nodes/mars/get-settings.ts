// Reads the settings of a MARS agent: proxy, bandwidth, whether a passphrase is set.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { getSettings } from './scripts/settings.ts';

export const settingsShape = {
  proxy: z.object({ server: z.string(), port: z.number(), user: z.string().nullable() }).nullable(),
  bandwidth: z
    .object({ days: z.array(z.string()), from: z.string(), to: z.string(), workKbps: z.number(), otherKbps: z.number() })
    .nullable()
    .describe('Null: not limited'),
  passphraseSet: z.boolean(),
};

const estate = marsEstate();

export default marsNode({
  type: 'mars.get-settings',
  section: 'Settings',
  title: 'Get MARS agent settings',
  summary: 'Reads the proxy and bandwidth settings of a MARS agent, and whether its passphrase is set.',
  icon: 'settings',
  keywords: ['proxy', 'bandwidth', 'throttling', 'Get-OBMachineSetting'],
  line: '{machine}',
  operation: getSettings,
  looks: true,
  params: {},
  request: () => ({}),
  result: settingsShape,
  examples: [
    {
      name: 'Straight to the internet, not limited',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { proxy: null, bandwidth: null, passphraseSet: true } },
    },
    {
      name: 'A fresh agent has no passphrase',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-bare-01' }] }) },
      params: { machine: bareMachine },
      expect: { port: 'done', data: { passphraseSet: false } },
    },
    {
      name: 'A machine that does not exist',
      given: { estate: { ...estate, hybridMachines: [{ name: 'srv-other-01' }], automationAccounts: [] } },
      params: { where: 'arc', machine: arcMachine },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceNotFound' } } },
    },
  ],
});
