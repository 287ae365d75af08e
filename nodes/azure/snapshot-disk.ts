// Takes a snapshot of a managed disk and waits until it is there. Useful before a risky change, beside the backups.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError } from '../kit/errors.ts';
import { azureId, flag, text as textField } from '../kit/fields.ts';
import { resumeOperation, settleOperation } from '../kit/long-running.ts';
import { list, object, resourceChoices, text } from './find.ts';
import { vmNamed, vmType } from './vm.ts';

const apiVersion = '2023-10-02';
const estate = { machines: [{ name: 'vm-on-01', dataDisks: 1 }] };
const resultShape = z.object({ id: z.string(), name: z.string(), diskId: z.string(), resourceGroup: z.string() });

export default defineNode({
  type: 'azure.snapshot-disk',
  version: 1,
  group: 'azure',
  section: 'Virtual machines',
  title: 'Snapshot disk',
  summary: 'Takes a snapshot of a disk of a virtual machine.',
  icon: 'bookmark',
  keywords: ['managed disk', 'az snapshot create', 'New-AzSnapshot', 'copy'],
  needs: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/disks/read',
    'Microsoft.Compute/snapshots/write',
    'Microsoft.Compute/snapshots/read',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vm: azureId('vm', { title: 'VM' }),
    disk: textField({
      title: 'Disk',
      description: 'Name of one of its disks. Empty: the disk with the system.',
      ui: { widget: 'choices', choices: 'disk' },
    }).optional(),
    name: textField({
      title: 'Name of the snapshot',
      description: 'Empty: the disk and the time.',
      ui: { placeholder: 'before-patching' },
    }).optional(),
    incremental: flag({ title: 'Incremental', description: 'Holds only what changed since the last one, and costs less.' }).default(true),
  }),
  ports: ['done'],
  result: resultShape,
  line: '{vm} · {disk} · {name}',
  async run({ params, azure, key, now }) {
    const snapshot = await planned(azure, params, now);
    const answer = await azure.arm({
      method: 'PUT',
      path: snapshot.id,
      apiVersion,
      key,
      body: {
        location: snapshot.location,
        tags: { 'vaultflow-step': key },
        properties: { creationData: { createOption: 'Copy', sourceResourceId: snapshot.diskId }, incremental: params.incremental },
      },
    });
    const data = { id: snapshot.id, name: snapshot.name, diskId: snapshot.diskId, resourceGroup: snapshot.resourceGroup };
    return settleOperation(answer, { says: 'taking the snapshot', more: data, finish: () => ({ port: 'done', data }) });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure, key, now }) {
    const snapshot = await planned(azure, params, now);
    try {
      const { body } = await azure.arm({ method: 'GET', path: snapshot.id, apiVersion });
      if (text(object(object(body).tags)['vaultflow-step']) !== key) return 'unknown';
      const { id, name, diskId, resourceGroup } = snapshot;
      return { happened: { port: 'done', data: { id, name, diskId, resourceGroup } } };
    } catch (error) {
      if (error instanceof FailureError && error.failure.azure?.status === 404) return 'didNot';
      throw error;
    }
  },
  choices: {
    vm: resourceChoices(vmType),
    async disk({ azure, params, search }) {
      const vm = typeof params.vm === 'string' && !params.vm.includes('{{') ? params.vm : '';
      if (vm === '') return [];
      const { properties } = await vmNamed(azure, vm);
      return diskNames(properties)
        .filter((name) => name.toLowerCase().includes(search.toLowerCase()))
        .map((name) => ({ value: name, label: name }));
    },
  },
  examples: [
    {
      name: 'The disk with the system',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', name: 'before-patching' },
      expect: { port: 'done', data: { name: 'before-patching', resourceGroup: 'rg-workloads' } },
    },
    {
      name: 'A data disk, named by itself',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vm: 'vm-on-01', disk: 'vm-on-01_DataDisk_0', incremental: false },
      expect: {
        port: 'done',
        data: {
          diskId:
            '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Compute/disks/vm-on-01_DataDisk_0',
        },
      },
    },
    {
      name: 'A disk that the machine does not have',
      given: { estate },
      params: { vm: 'vm-on-01', disk: 'disk-nowhere' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceNotFound', status: 404 } } },
    },
    {
      name: 'The connection may not take snapshots',
      given: { estate: { ...estate, roles: [{ role: 'Reader' }] } },
      params: { vm: 'vm-on-01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});

type Azure = Parameters<typeof vmNamed>[0];

async function planned(
  azure: Azure,
  params: { readonly vm: string; readonly disk?: string | undefined; readonly name?: string | undefined },
  now: number,
) {
  const vm = await vmNamed(azure, params.vm);
  const disk = params.disk || diskNames(vm.properties)[0] || '';
  const group = vm.id.slice(0, vm.id.toLowerCase().indexOf('/providers/'));
  const diskId = disk.startsWith('/') ? disk : `${group}/providers/Microsoft.Compute/disks/${encodeURIComponent(disk)}`;
  // The disk's own region counts, and that it exists.
  const { body } = await azure.arm({ method: 'GET', path: diskId, apiVersion });
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  const name = params.name || `${diskId.split('/').at(-1)}-${stamp}`.slice(0, 80);
  return {
    id: `${group}/providers/Microsoft.Compute/snapshots/${encodeURIComponent(name)}`,
    name,
    diskId,
    location: text(object(body).location),
    resourceGroup: vm.resourceGroup,
  };
}

function diskNames(properties: unknown): string[] {
  const storage = object(object(properties).storageProfile);
  return [object(storage.osDisk), ...list(storage.dataDisks).map(object)].map((disk) => text(disk.name)).filter((name) => name !== '');
}
