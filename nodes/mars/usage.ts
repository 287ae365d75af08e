// How much storage in the vault a MARS agent uses.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { getUsage } from './scripts/settings.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.usage',
  section: 'Agents',
  title: 'MARS storage usage',
  summary: 'Says how much storage the backups of a MARS agent use.',
  icon: 'sigma',
  keywords: ['size', 'capacity', 'Get-OBMachineUsage'],
  line: '{machine}',
  operation: getUsage,
  looks: true,
  params: {},
  request: () => ({}),
  result: { storageBytes: z.number() },
  examples: [
    {
      name: 'Three recovery points',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { storageBytes: 3 * 1_610_612_736 } },
    },
    {
      name: 'Nothing backed up yet',
      given: { estate: marsEstate([{}, { points: { count: 0 } }]) },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { storageBytes: 0 } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
