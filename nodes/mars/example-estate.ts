// The world that the examples of MARS nodes play in: a server on an Azure VM and one on an Arc machine, both backed up.
import type { EstateInput } from '../kit/estate.ts';

const subscription = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
export const vmMachine = `${subscription}/rg-workloads/providers/Microsoft.Compute/virtualMachines/srv-app-01`;
export const arcMachine = `${subscription}/rg-arc/providers/Microsoft.HybridCompute/machines/srv-branch-01`;
export const bareMachine = `${subscription}/rg-workloads/providers/Microsoft.Compute/virtualMachines/srv-bare-01`;
export const automationAccount = `${subscription}/rg-automation/providers/Microsoft.Automation/automationAccounts/aa-ops`;

type Item = NonNullable<NonNullable<EstateInput['vaults']>[number]['items']>[number];

export const marsEstate = (items: readonly Partial<Item>[] = [], more: Partial<EstateInput> = {}): EstateInput => ({
  vaults: [
    {
      name: 'vault-branch',
      policies: [{ name: 'MARS-Daily', kind: 'mars', keepDays: 30 }],
      items: [
        { kind: 'mars', name: 'D:\\', machine: 'srv-app-01', policy: 'MARS-Daily', points: { count: 3 }, ...items[0] },
        { kind: 'mars', name: 'D:\\', machine: 'srv-branch-01.contoso.local', policy: 'MARS-Daily', points: { count: 2 }, ...items[1] },
      ],
    },
  ],
  machines: [{ name: 'srv-app-01' }, { name: 'srv-bare-01' }],
  hybridMachines: [{ name: 'srv-branch-01', fqdn: 'srv-branch-01.contoso.local' }],
  automationAccounts: [{ name: 'aa-ops', workerGroups: [{ name: 'branch-01', machines: ['srv-branch-01'] }] }],
  ...more,
});
