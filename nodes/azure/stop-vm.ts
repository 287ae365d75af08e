// Stops a virtual machine and waits until it is off. Deallocated it costs nothing; only stopped it keeps its place and its price.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId, choice, flag } from '../kit/fields.ts';
import { resourceChoices } from './find.ts';
import { changePower, powerChanged, recoverPower, vmType } from './vm.ts';
import { powerShape } from './vm-shapes.ts';

const estate = { machines: [{ name: 'vm-off-01', power: 'deallocated' as const }, { name: 'vm-on-01' }] };

export default defineNode({
  type: 'azure.stop-vm',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Stop VM',
  summary: 'Stops a virtual machine and waits until it is off.',
  icon: 'stop',
  keywords: ['virtual machine', 'deallocate', 'power off', 'shut down', 'az vm deallocate', 'az vm stop', 'Stop-AzVM'],
  needs: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/instanceView/read',
    'Microsoft.Compute/virtualMachines/deallocate/action',
    'Microsoft.Compute/virtualMachines/powerOff/action',
  ],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vm: azureId('vm', { title: 'VM' }),
    how: choice(['deallocate', 'powerOff'], {
      title: 'How',
      ui: { labels: { deallocate: 'Stop and deallocate (no compute charges)', powerOff: 'Stop, keep it allocated (still charged)' } },
    }).default('deallocate'),
    skipShutdown: flag({
      title: 'Without shutting down the system',
      description: 'As pulling the plug: open files may be damaged.',
      ui: { advanced: true, when: { param: 'how', in: ['powerOff'] } },
    }).default(false),
  }),
  ports: ['done'],
  result: powerShape,
  line: '{vm}',
  run: ({ params, azure, key }) =>
    changePower(azure, key, {
      vm: params.vm,
      action: params.how,
      ...(params.how === 'powerOff' && params.skipShutdown ? { query: '?skipShutdown=true' } : {}),
    }),
  resume: ({ azure, state }) => powerChanged(azure, state),
  recover: ({ params, azure }) => recoverPower(azure, { vm: params.vm, action: params.how }),
  choices: { vm: resourceChoices(vmType) },
  examples: [
    {
      name: 'Stops and deallocates it',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01' },
      expect: { port: 'done', data: { name: 'vm-on-01', powerState: 'deallocated', before: 'running', changed: true } },
    },
    {
      name: 'It is off already',
      given: { estate },
      params: { vm: 'vm-off-01', how: 'powerOff' },
      expect: { port: 'done', data: { powerState: 'deallocated', changed: false } },
    },
    {
      name: 'A lock forbids every change',
      given: {
        estate: {
          ...estate,
          locks: [
            {
              name: 'frozen',
              level: 'ReadOnly' as const,
              scope: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads',
            },
          ],
        },
      },
      params: { vm: 'vm-on-01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 } } },
    },
  ],
});
