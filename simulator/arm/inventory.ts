// Every resource of the estate in the common shape of Azure Resource Manager, for the generic list and for Resource Graph.
import { hybridView } from '../hybrid/machines.ts';
import { accountId, machineId, vaultId } from '../state/keys.ts';
import type { Json, Machine, StorageAccount } from '../state/model.ts';
import type { World } from '../wire/call.ts';
import { vaultView } from './vault-view.ts';

export interface Resource {
  id: string;
  name: string;
  type: string;
  location: string;
  resourceGroup: string;
  subscriptionId: string;
  tags: Record<string, string>;
  properties: Json;
}

const powerWords = { running: 'VM running', deallocated: 'VM deallocated', stopped: 'VM stopped' };

export const instanceView = (machine: Machine): Json => ({
  statuses: [
    { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
    { code: `PowerState/${machine.power}`, level: 'Info', displayStatus: powerWords[machine.power] },
  ],
});

export const machineProperties = (machine: Machine): Json => ({
  vmId: machine.vmId,
  provisioningState: 'Succeeded',
  hardwareProfile: { vmSize: machine.size },
  storageProfile: {
    osDisk: { osType: machine.os, name: `${machine.name}_OsDisk_1`, createOption: 'FromImage', diskSizeGB: 127 },
    dataDisks: Array.from({ length: machine.dataDisks }, (_, lun) => ({
      lun,
      name: `${machine.name}_DataDisk_${lun}`,
      createOption: 'Attach',
      diskSizeGB: 256,
    })),
  },
  osProfile: { computerName: machine.name },
});

const ofMachine = (machine: Machine): Resource => ({
  id: machineId(machine),
  name: machine.name,
  type: 'Microsoft.Compute/virtualMachines',
  location: machine.location,
  resourceGroup: machine.resourceGroup,
  subscriptionId: machine.subscription,
  tags: machine.tags,
  properties: {
    ...machineProperties(machine),
    extended: { instanceView: { powerState: { code: `PowerState/${machine.power}`, displayStatus: powerWords[machine.power] } } },
  },
});

const ofAccount = (account: StorageAccount): Resource => ({
  id: accountId(account),
  name: account.name,
  type: 'Microsoft.Storage/storageAccounts',
  location: account.location,
  resourceGroup: account.resourceGroup,
  subscriptionId: account.subscription,
  tags: account.tags,
  properties: {
    provisioningState: 'Succeeded',
    primaryEndpoints: { blob: `https://${account.name}.blob.core.windows.net/`, file: `https://${account.name}.file.core.windows.net/` },
  },
});

interface Placed {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
}

const plain = (one: Placed, type: string, properties: Json): Resource => ({
  id: `/subscriptions/${one.subscription}/resourceGroups/${one.resourceGroup}/providers/${type}/${one.name}`,
  name: one.name,
  type,
  location: one.location,
  resourceGroup: one.resourceGroup,
  subscriptionId: one.subscription,
  tags: one.tags,
  properties,
});

/** Everything in a subscription, or in all of them. */
export function inventory(world: Pick<World, 'store'>, subscription?: string): Resource[] {
  const of = <
    K extends
      | 'machine'
      | 'storageAccount'
      | 'vault'
      | 'keyVault'
      | 'workspace'
      | 'network'
      | 'snapshot'
      | 'automationAccount'
      | 'hybridMachine'
      | 'guard',
  >(
    kind: K,
  ) => world.store.list(kind, subscription?.toLowerCase()).map(({ doc }) => doc);
  return [
    ...of('machine').map(ofMachine),
    ...of('storageAccount').map(ofAccount),
    ...of('vault').map((vault) => ({
      id: vaultId(vault),
      name: vault.name,
      type: 'Microsoft.RecoveryServices/vaults',
      location: vault.location,
      resourceGroup: vault.resourceGroup,
      subscriptionId: vault.subscription,
      tags: vault.tags,
      properties: vaultView(vault).properties as Json,
    })),
    ...of('guard').map((guard) =>
      plain(guard, 'Microsoft.DataProtection/resourceGuards', {
        vaultCriticalOperationExclusionList: guard.excluded,
        provisioningState: 'Succeeded',
      }),
    ),
    ...of('keyVault').map((vault) =>
      plain(vault, 'Microsoft.KeyVault/vaults', {
        sku: { family: 'A', name: 'standard' },
        tenantId: world.store.setting('tenantId') ?? '',
        vaultUri: `https://${vault.name}.vault.azure.net/`,
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        provisioningState: 'Succeeded',
      }),
    ),
    ...of('snapshot').map((snapshot) =>
      plain(snapshot, 'Microsoft.Compute/snapshots', {
        creationData: { createOption: 'Copy', sourceResourceId: snapshot.sourceId },
        diskSizeGB: snapshot.sizeGb,
        incremental: snapshot.incremental,
        timeCreated: new Date(snapshot.createdAt).toISOString(),
        provisioningState: 'Succeeded',
      }),
    ),
    ...of('automationAccount').map((account) =>
      plain(account, 'Microsoft.Automation/automationAccounts', { state: 'Ok', sku: { name: 'Basic' } }),
    ),
    ...of('hybridMachine').map((machine) => ({
      ...plain(machine, 'Microsoft.HybridCompute/machines', hybridView(machine).properties as Json),
      kind: '',
    })),
    ...of('network').map((network) => {
      const resource = plain(network, 'Microsoft.Network/virtualNetworks', {});
      const subnets = network.subnets.map((name, index) => ({
        id: `${resource.id}/subnets/${name}`,
        name,
        properties: { addressPrefix: `10.20.${index}.0/24`, provisioningState: 'Succeeded' },
      }));
      return { ...resource, properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] }, subnets, provisioningState: 'Succeeded' } };
    }),
    ...of('workspace').map((workspace) =>
      plain(workspace, 'Microsoft.OperationalInsights/workspaces', {
        customerId: workspace.customerId,
        provisioningState: 'Succeeded',
        sku: { name: 'PerGB2018' },
        retentionInDays: 30,
      }),
    ),
  ];
}
