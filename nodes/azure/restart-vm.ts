// Restarts a running virtual machine and waits until it is back.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId } from '../kit/fields.ts';
import { resourceChoices } from './find.ts';
import { changePower, powerChanged, recoverPower, vmType } from './vm.ts';
import { powerShape } from './vm-shapes.ts';

const estate = { machines: [{ name: 'vm-off-01', power: 'deallocated' as const }, { name: 'vm-on-01' }] };

export default defineNode({
  type: 'azure.restart-vm',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Restart VM',
  summary: 'Restarts a virtual machine and waits until it is back.',
  icon: 'arrow-reset',
  keywords: ['virtual machine', 'reboot', 'az vm restart', 'Restart-AzVM'],
  needs: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/instanceView/read',
    'Microsoft.Compute/virtualMachines/restart/action',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({ vm: azureId('vm', { title: 'VM' }) }),
  ports: ['done'],
  result: powerShape,
  line: '{vm}',
  run: ({ params, azure, key }) => changePower(azure, key, { vm: params.vm, action: 'restart' }),
  resume: ({ azure, state }) => powerChanged(azure, state),
  recover: ({ params, azure }) => recoverPower(azure, { vm: params.vm, action: 'restart' }),
  choices: { vm: resourceChoices(vmType) },
  examples: [
    {
      name: 'Restarts it',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01' },
      expect: { port: 'done', data: { name: 'vm-on-01', powerState: 'running', before: 'running', changed: true } },
    },
    {
      name: 'It is off',
      given: { estate },
      params: { vm: 'vm-off-01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'OperationNotAllowed', status: 409 } } },
    },
    {
      name: 'Two machines have the name',
      given: { estate: { machines: [{ name: 'vm-on-01' }, { name: 'vm-on-01', resourceGroup: 'rg-other' }] } },
      params: { vm: 'vm-on-01' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
