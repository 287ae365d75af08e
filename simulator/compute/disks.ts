// Managed disks of the machines (seen, not made here) and snapshots of them: list, one, make, delete.
import { findGroup, findSubscription } from '../backup/lookups.ts';
import { checkBody } from '../requests/check.ts';
import { snapshotRequest } from '../requests/compute.ts';
import { armParts, machineId, resourceKey } from '../state/keys.ts';
import type { Json, Machine } from '../state/model.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import type { Snapshot } from './model.ts';
import { startComputeOperation } from './operations.ts';

interface Disk {
  machine: Machine;
  name: string;
  sizeGb: number;
  os: boolean;
}

const disksOf = (machine: Machine): Disk[] => [
  { machine, name: `${machine.name}_OsDisk_1`, sizeGb: 127, os: true },
  ...Array.from({ length: machine.dataDisks }, (_, lun) => ({ machine, name: `${machine.name}_DataDisk_${lun}`, sizeGb: 256, os: false })),
];

const group = (m: { subscription: string; resourceGroup: string }) => `/subscriptions/${m.subscription}/resourceGroups/${m.resourceGroup}`;
const diskId = ({ machine, name }: Pick<Disk, 'machine' | 'name'>) => `${group(machine)}/providers/Microsoft.Compute/disks/${name}`;
const snapshotId = (snapshot: Snapshot) => `${group(snapshot)}/providers/Microsoft.Compute/snapshots/${snapshot.name}`;

const diskView = (disk: Disk): Json => ({
  id: diskId(disk),
  name: disk.name,
  type: 'Microsoft.Compute/disks',
  location: disk.machine.location,
  managedBy: machineId(disk.machine),
  sku: { name: 'Premium_LRS', tier: 'Premium' },
  tags: {},
  properties: {
    ...(disk.os ? { osType: disk.machine.os } : {}),
    creationData: { createOption: disk.os ? 'FromImage' : 'Empty' },
    diskSizeGB: disk.sizeGb,
    diskState: disk.machine.power === 'deallocated' ? 'Reserved' : 'Attached',
    provisioningState: 'Succeeded',
  },
});

const snapshotView = (snapshot: Snapshot): Json => ({
  id: snapshotId(snapshot),
  name: snapshot.name,
  type: 'Microsoft.Compute/snapshots',
  location: snapshot.location,
  sku: { name: snapshot.sku, tier: 'Standard' },
  tags: snapshot.tags,
  properties: {
    ...(snapshot.os ? { osType: snapshot.os } : {}),
    creationData: { createOption: 'Copy', sourceResourceId: snapshot.sourceId },
    diskSizeGB: snapshot.sizeGb,
    incremental: snapshot.incremental,
    timeCreated: new Date(snapshot.createdAt).toISOString(),
    uniqueId: snapshot.uniqueId,
    diskState: 'Unattached',
    provisioningState: 'Succeeded',
  },
});

/** Disks in the subscription, or in the resource group that the path names. */
const disks = (call: Call): Disk[] => {
  const wanted = call.params.group?.toLowerCase();
  return call.store
    .list('machine', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((machine) => wanted === undefined || machine.resourceGroup.toLowerCase() === wanted)
    .flatMap(disksOf);
};

const snapshots = (call: Call): Snapshot[] => {
  const wanted = call.params.group?.toLowerCase();
  return call.store
    .list('snapshot', param(call, 'sub').toLowerCase())
    .map(({ doc }) => doc)
    .filter((snapshot) => wanted === undefined || snapshot.resourceGroup.toLowerCase() === wanted);
};

const there = (call: Call) => (call.params.group === undefined ? findSubscription(call) : findGroup(call));
const listDisks = (call: Call): Answer => there(call) ?? page(call, disks(call), diskView);
const listSnapshots = (call: Call): Answer => there(call) ?? page(call, snapshots(call), snapshotView);

const named = <T extends { name: string }>(found: readonly T[], call: Call) =>
  found.find(({ name }) => name.toLowerCase() === param(call, 'name').toLowerCase());

const getDisk = (call: Call): Answer => {
  const gone = there(call);
  if (gone) return gone;
  const disk = named(disks(call), call);
  return disk ? ok(diskView(disk)) : notFound(`Microsoft.Compute/disks/${param(call, 'name')}`, param(call, 'group'));
};

const getSnapshot = (call: Call): Answer => {
  const gone = there(call);
  if (gone) return gone;
  const snapshot = named(snapshots(call), call);
  return snapshot ? ok(snapshotView(snapshot)) : notFound(`Microsoft.Compute/snapshots/${param(call, 'name')}`, param(call, 'group'));
};

const keyOf = (call: Call) => resourceKey(param(call, 'sub'), param(call, 'group'), param(call, 'name'));

const putSnapshot = (call: Call): Answer => {
  const gone = findGroup(call);
  if (gone) return gone;
  const checked = checkBody(snapshotRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { location, tags = {}, sku, properties } = checked.value;
  const source = armParts(properties.creationData.sourceResourceId);
  const disk = call.store
    .list('machine', (source?.subscription ?? '').toLowerCase())
    .flatMap(({ doc }) => disksOf(doc))
    .find((one) => diskId(one).toLowerCase() === properties.creationData.sourceResourceId.toLowerCase());
  if (!source || !disk) return refuse(404, 'NotFound', `Disk ${source?.name ?? properties.creationData.sourceResourceId} is not found.`);
  if (disk.machine.location.toLowerCase() !== location.toLowerCase().replaceAll(' ', ''))
    return refuse(400, 'InvalidParameter', `Source disk '${disk.name}' is not in location '${location}'.`, { target: 'location' });
  const snapshot: Snapshot = {
    subscription: param(call, 'sub'),
    resourceGroup: param(call, 'group'),
    name: param(call, 'name'),
    location: disk.machine.location,
    tags,
    sku: sku?.name ?? 'Standard_LRS',
    incremental: properties.incremental ?? false,
    sourceId: diskId(disk),
    sizeGb: disk.sizeGb,
    os: disk.os ? disk.machine.os : null,
    createdAt: call.at,
    uniqueId: call.newId(),
  };
  call.store.put('snapshot', keyOf(call), snapshot, { parent: snapshot.subscription.toLowerCase() });
  const body = snapshotView(snapshot);
  return { status: 202, body, headers: startComputeOperation(call, { location: snapshot.location, seconds: 15, output: body }).headers };
};

const deleteSnapshot = (call: Call): Answer => {
  const gone = findGroup(call);
  if (gone) return gone;
  const snapshot = call.store.get('snapshot', keyOf(call));
  if (!snapshot) return { status: 204 };
  call.store.remove('snapshot', keyOf(call));
  return { status: 202, headers: startComputeOperation(call, { location: snapshot.location, seconds: 5 }).headers };
};

const S = '/subscriptions/{sub}/providers/Microsoft.Compute';
const G = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.Compute';

export const diskRoutes: Route[] = [
  route('GET', `${S}/disks`, listDisks),
  route('GET', `${G}/disks`, listDisks),
  route('GET', `${G}/disks/{name}`, getDisk),
  route('GET', `${S}/snapshots`, listSnapshots),
  route('GET', `${G}/snapshots`, listSnapshots),
  route('GET', `${G}/snapshots/{name}`, getSnapshot),
  route('PUT', `${G}/snapshots/{name}`, putSnapshot),
  route('DELETE', `${G}/snapshots/{name}`, deleteSnapshot),
];
