// Pauses the scheduled backups of a MARS agent, or lets them go on.
import { choice } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { policyShape, whatField } from './policy.ts';
import { setPolicyState } from './scripts/policies.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.set-policy-state',
  section: 'Policy',
  title: 'Pause or resume MARS backups',
  summary: 'Pauses the scheduled backups of a MARS agent, or lets them go on. Recovery points stay.',
  icon: 'pause',
  keywords: ['stop schedule', 'maintenance', 'Set-OBPolicyState', 'Get-OBPolicyState'],
  line: '{machine} · {state}',
  operation: setPolicyState,
  params: {
    state: choice(['Paused', 'Valid'], { title: 'Scheduled backups', ui: { labels: { Paused: 'Pause', Valid: 'Resume' } } }).default(
      'Paused',
    ),
    what: whatField,
  },
  request: ({ state, what }) => ({ state, what }),
  result: { policy: policyShape },
  examples: [
    {
      name: 'Pause during maintenance',
      given: { estate },
      params: { machine: vmMachine },
      expect: { port: 'done', data: { policy: { state: 'Paused', nextBackup: null } } },
    },
    {
      name: 'Go on',
      given: { estate: marsEstate([{}, { state: 'ProtectionStopped' }]) },
      params: { where: 'arc', machine: arcMachine, state: 'Valid' },
      expect: { port: 'done', data: { policy: { state: 'Valid', nextBackup: { $time: true } } } },
    },
    {
      name: 'No backup of the system state is set up',
      given: { estate },
      params: { machine: vmMachine, what: 'systemState' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'NoSystemStatePolicy' } } },
    },
  ],
});
