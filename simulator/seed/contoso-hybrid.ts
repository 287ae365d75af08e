// Contoso outside Azure: the servers of branches and plants that Azure Arc knows, with MARS agents of two ages, and the Automation account
// whose hybrid workers run in the branches. One MARS agent lives on an Azure VM (vm-fs-01); srv-plant-03 is known to nobody but its vault.
import type { EstateInput } from '../../nodes/kit/estate.ts';

const servers = (names: readonly string[], more: { status?: 'Connected' | 'Disconnected'; silentDays?: number; osName?: string } = {}) =>
  names.map((name) => ({
    name,
    fqdn: `${name}.contoso.local`,
    location: 'northeurope',
    tags: { site: name.startsWith('srv-plant') ? 'plant' : 'branch' },
    ...more,
  }));

export const contosoHybrid = {
  hybridMachines: [
    ...servers(['srv-branch-01', 'srv-branch-02', 'srv-branch-03', 'srv-plant-01']),
    ...servers(['srv-branch-04'], { status: 'Disconnected', silentDays: 2 }),
    // Connected, with an agent that is registered nowhere yet.
    ...servers(['srv-branch-05'], { osName: 'Windows Server 2025 Standard' }),
  ],
  marsAgents: [
    { machine: 'srv-branch-02', version: '2.0.9254.0' },
    { machine: 'srv-branch-05', version: '2.0.9262.0' },
  ],
  automationAccounts: [
    {
      name: 'aa-contoso-ops',
      location: 'northeurope',
      workerGroups: [
        { name: 'branch-01', machines: ['srv-branch-01'] },
        { name: 'branch-03', machines: ['srv-branch-03'] },
      ],
      runbooks: [{ name: 'Stop-LabVms', script: "Write-Output 'Stopped 3 machines.'" }],
      variables: [{ name: 'mars-passphrase', value: 'practice only passphrase', encrypted: true }],
    },
  ],
} satisfies EstateInput;
