// What state a MARS agent is in: registration, policy, last and next backup, what runs now, how much it keeps.
import { z } from 'zod';
import { arcMachine, bareMachine, marsEstate, vmMachine } from './example-estate.ts';
import { jobOf, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { getStatus } from './scripts/jobs.ts';

export default marsNode({
  type: 'mars.agent-status',
  section: 'Agents',
  title: 'MARS agent status',
  summary: 'Says whether a MARS agent is registered and protects anything, when it last backed up and when it will next.',
  icon: 'shield-checkmark',
  keywords: ['health', 'registered', 'next backup', 'Get-OBPolicyState', 'Get-OBMachineUsage'],
  line: '{machine}',
  operation: getStatus,
  looks: true,
  params: {},
  request: () => ({}),
  result: {
    registered: z.boolean(),
    vault: z.object({ name: z.string(), subscriptionId: z.string(), resourceGroup: z.string() }).nullable(),
    policyState: z.string().nullable().describe('Valid or Paused; null: nothing is set up'),
    systemStatePolicyState: z.string().nullable(),
    protects: z.array(z.string()),
    nextBackup: z.string().nullable(),
    lastBackup: jobShape.nullable(),
    running: jobShape.nullable(),
    storageBytes: z.number().nullable(),
    recoveryPoints: z.number(),
    newestRecoveryPoint: z.string().nullable(),
    oldestRecoveryPoint: z.string().nullable(),
    updateAvailable: z.boolean().nullable(),
  },
  answer: (data) => ({ ...data, lastBackup: jobOf(data.lastBackup) as never, running: jobOf(data.running) as never }),
  examples: [
    {
      name: 'A server that is backed up',
      given: { estate: marsEstate() },
      params: { machine: vmMachine },
      expect: {
        port: 'done',
        data: {
          machine: 'srv-app-01',
          registered: true,
          vault: { name: 'vault-branch' },
          policyState: 'Valid',
          protects: ['D:\\'],
          recoveryPoints: 3,
        },
      },
    },
    {
      name: 'Installed, but registered with no vault',
      given: { estate: marsEstate([], { marsAgents: [{ machine: 'srv-bare-01', version: '2.0.9250.0' }] }) },
      params: { machine: bareMachine },
      expect: { port: 'done', data: { agentVersion: '2.0.9250.0', registered: false, vault: null, updateAvailable: true } },
    },
    {
      name: 'A server by its full name',
      given: { estate: marsEstate() },
      params: { where: 'arc', machine: 'srv-branch-01.contoso.local' },
      expect: { port: 'done', data: { machine: 'srv-branch-01', recoveryPoints: 2 } },
    },
    {
      name: 'A name that no Arc machine bears',
      given: { estate: marsEstate() },
      params: { where: 'arc', machine: 'srv-app-01' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'The VM is switched off',
      given: { estate: marsEstate([], { machines: [{ name: 'srv-app-01', power: 'deallocated' }] }) },
      params: { machine: vmMachine },
      expect: { failed: { code: 'machine_unreachable' } },
    },
    {
      name: 'A machine of the other kind',
      given: { estate: marsEstate() },
      params: { where: 'azureVm', machine: arcMachine },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
