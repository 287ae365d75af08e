// Lists the other servers whose backups are in the vault of a MARS agent: from these it can restore as well.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { listServers } from './scripts/recovery.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.list-servers',
  section: 'Recovery',
  title: 'List other MARS servers',
  summary: 'Lists the servers of the same vault from whose backups this server can restore.',
  icon: 'server',
  keywords: ['alternate server', 'Get-OBAlternateBackupServer'],
  line: '{machine}',
  operation: listServers,
  looks: true,
  params: {},
  request: () => ({}),
  result: { items: z.array(z.object({ name: z.string() })), total: z.number(), next: z.number().nullable() },
  examples: [
    {
      name: 'One other server',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { items: [{ name: 'srv-branch-01.contoso.local' }] } },
    },
    {
      name: 'From the other side',
      given: { estate },
      params: { where: 'arc', machine: arcMachine },
      expect: { port: 'done', data: { items: [{ name: 'srv-app-01' }] } },
    },
    {
      name: 'The server is not registered',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-bare-01' }] }) },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'MachineNotRegistered' } } },
    },
  ],
});
