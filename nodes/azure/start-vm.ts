// Starts a virtual machine and waits until it runs.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId } from '../kit/fields.ts';
import { resourceChoices } from './find.ts';
import { changePower, powerChanged, recoverPower, vmType } from './vm.ts';
import { powerShape } from './vm-shapes.ts';

const estate = { machines: [{ name: 'vm-off-01', power: 'deallocated' as const }, { name: 'vm-on-01' }] };

export default defineNode({
  type: 'azure.start-vm',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Start VM',
  summary: 'Starts a virtual machine and waits until it runs.',
  icon: 'play',
  keywords: ['virtual machine', 'power on', 'az vm start', 'Start-AzVM'],
  needs: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/instanceView/read',
    'Microsoft.Compute/virtualMachines/start/action',
  ],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({ vm: azureId('vm', { title: 'VM' }) }),
  ports: ['done'],
  result: powerShape,
  line: '{vm}',
  run: ({ params, azure, key }) => changePower(azure, key, { vm: params.vm, action: 'start' }),
  resume: ({ azure, state }) => powerChanged(azure, state),
  recover: ({ params, azure }) => recoverPower(azure, { vm: params.vm, action: 'start' }),
  choices: { vm: resourceChoices(vmType) },
  examples: [
    {
      name: 'Starts it',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-off-01' },
      expect: { port: 'done', data: { name: 'vm-off-01', powerState: 'running', before: 'deallocated', changed: true } },
    },
    {
      name: 'Another kind of resource',
      given: { estate },
      params: {
        vm: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Storage/storageAccounts/st1',
      },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'By its id; it runs already',
      given: { estate },
      params: {
        vm: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Compute/virtualMachines/vm-on-01',
      },
      expect: { port: 'done', data: { name: 'vm-on-01', changed: false } },
    },
    {
      name: 'It runs already',
      given: { estate },
      params: { vm: 'vm-on-01' },
      expect: { port: 'done', data: { powerState: 'running', changed: false } },
    },
    {
      name: 'There is no capacity for its size',
      given: {
        estate,
        faults: [
          { match: { method: 'POST', path: '/start' }, answer: { status: 409, code: 'AllocationFailed', message: 'Allocation failed.' } },
        ],
      },
      params: { vm: 'vm-off-01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AllocationFailed', status: 409 } } },
    },
    { name: 'A VM that does not exist', given: { estate }, params: { vm: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
