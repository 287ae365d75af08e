// Reads the backup policy of a MARS agent: files, schedule, retention, whether it is paused.
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { policyShape, whatField } from './policy.ts';
import { getPolicy } from './scripts/policies.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.get-policy',
  section: 'Policy',
  title: 'Get MARS policy',
  summary: 'Reads what a MARS agent backs up, when, and how long it keeps it.',
  icon: 'policy',
  keywords: [
    'schedule',
    'retention',
    'Get-OBPolicy',
    'Get-OBSchedule',
    'Get-OBRetentionPolicy',
    'Get-OBFileSpec',
    'Get-OBSystemStatePolicy',
  ],
  line: '{machine} · {what}',
  operation: getPolicy,
  looks: true,
  params: { what: whatField },
  request: ({ what }) => ({ what }),
  result: { policy: policyShape.nullable().describe('Null: none is set up') },
  examples: [
    {
      name: 'Files and folders',
      given: { estate },
      params: { machine: vmMachine },
      expect: {
        port: 'done',
        data: {
          policy: { state: 'Valid', include: [{ path: 'D:\\', recursive: true }], schedule: { times: ['22:00'] }, retention: { days: 30 } },
        },
      },
    },
    {
      name: 'The system state is not backed up',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, what: 'systemState' },
      expect: { port: 'done', data: { policy: null, agentVersion: '2.0.9262.0' } },
    },
    {
      name: 'The server is not registered',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-bare-01' }] }) },
      params: { machine: bareMachine },
      expect: { failed: { code: 'mars_failed', azure: { code: 'MachineNotRegistered' } } },
    },
  ],
});
