// Lists what a MARS agent wants people to know: failed backups, updates, warnings.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { listNotifications } from './scripts/settings.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.list-notifications',
  section: 'Agents',
  title: 'List MARS notifications',
  summary: 'Lists the notifications of a MARS agent.',
  icon: 'alert',
  keywords: ['alerts', 'Get-OBNotification'],
  line: '{machine}',
  operation: listNotifications,
  looks: true,
  params: {},
  request: () => ({}),
  result: {
    items: z.array(z.object({ severity: z.string(), title: z.string(), message: z.string(), time: z.string().nullable() })),
    total: z.number(),
    next: z.number().nullable(),
  },
  examples: [
    {
      name: 'Nothing to tell',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { machine: 'srv-app-01', total: 0 } },
    },
    {
      name: 'An update is available',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-branch-01', version: '2.0.9200.0' }] }) },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { agentVersion: '2.0.9200.0', items: [{ severity: 'Warning', title: 'Agent update available' }] } },
    },
    {
      name: 'The agent is not installed',
      given: { estate },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'Modules_ModuleNotFound' } } },
    },
  ],
});
