// Calls that end without an answer, at the worst moments: Azure did it and the line broke, or the line broke before. The job
// that carries the step's key tells which.
import { afterEach, expect, test } from 'vitest';
import { estate } from '../../../nodes/kit/estate.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../../simulator/simulator.ts';
import { playAzure } from '../test/azure-play.ts';
import { type House, type Node, openHouse } from '../test/house.ts';

const world = estate({
  vaults: [
    { name: 'vault-empty' },
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'longer', keepDays: 90 }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 2 } },
        { name: 'vm-stopped-01', policy: 'daily', state: 'ProtectionStopped', points: { count: 2 } },
        { name: 'vm-gone-02', state: 'SoftDeleted', deletedAt: '-P3D', points: { count: 2, newest: '-P4D' } },
      ],
    },
  ],
  machines: [{ name: 'vm-new-01' }],
  storageAccounts: [{ name: 'strestore01' }],
  backupVaults: [
    {
      name: 'bvault-weu',
      policies: [{ name: 'disk-daily', kind: 'disk' }],
      instances: [{ kind: 'disk', name: 'disk-old', policy: 'disk-daily', deleted: true, points: 1 }],
    },
  ],
});
const account = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-storage/providers/Microsoft.Storage/storageAccounts/strestore01`;

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

async function play(node: Omit<Node, 'id'>, fault: FaultRule, more: readonly FaultRule[] = []) {
  const simulator = createSimulator({ file: ':memory:', estate: world, faults: [fault, ...more] });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const end = await house.ended(await house.start([{ id: 'node', ...node }]));
  const sent = simulator
    .requests()
    .filter(
      ({ method, path, status }) => method === fault.match.method && new RegExp(fault.match.path ?? '', 'i').test(path) && status < 400,
    );
  const jobs = sent.filter(({ status }) => status === 202);
  return { ...end, jobs, key: sent.at(-1)?.clientRequestId ?? null };
}

const writes: readonly (readonly [string, string, string, { readonly [name: string]: string }])[] = [
  ['azure-backup.backup-now', 'POST', '/backup', { item: 'vm-sql-03' }],
  ['azure-backup.protect-vm', 'PUT', 'protectedItems', { vm: 'vm-new-01', vault: 'vault-weu-prod', policy: 'daily' }],
  ['azure-backup.stop-protection', 'PUT', 'protectedItems', { item: 'vm-sql-03' }],
  ['azure-backup.change-policy', 'PUT', 'protectedItems', { item: 'vm-sql-03', policy: 'longer' }],
  ['azure-backup.resume-protection', 'PUT', 'protectedItems', { item: 'vm-stopped-01', policy: 'daily' }],
  ['azure-backup.undelete', 'PUT', 'protectedItems', { item: 'vm-gone-02' }],
  ['azure-backup.restore-disks', 'POST', '/restore', { item: 'vm-sql-03', storageAccount: account }],
];

const breaks = (method: string, path: string, afterEffect: boolean): FaultRule =>
  Object.fromEntries([
    ['match', { method, path, times: 1 }],
    ['then', { reset: true, afterEffect }],
  ]) as unknown as FaultRule;

test.each(writes)('%s: Azure did it, then the line broke: the job is found and adopted', async (type, method, path, params) => {
  const { run, jobs, output, key } = await play({ type, params }, breaks(method, path, true));
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(jobs).toHaveLength(1);
  expect(await output('node')).toMatchObject({ jobId: expect.any(String), requestId: key });
});

test.each(writes)('%s: the line broke before Azure did it: it is sent again with the same key', async (type, method, path, params) => {
  const { run, jobs, output } = await play({ type, params }, breaks(method, path, false));
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(jobs).toHaveLength(1);
  expect(await output('node')).toMatchObject({ jobId: expect.any(String) });
});

test('deleting data: Azure did it, then the line broke: adopted', async () => {
  const { run, jobs } = await play(
    { type: 'azure-backup.stop-protection', params: { item: 'vm-sql-03', data: 'delete' } },
    breaks('DELETE', 'protectedItems', true),
  );
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(jobs).toHaveLength(1);
});

test('deleting data: the line broke before: the machine never sends it again, a person decides', async () => {
  const { run, jobs } = await play(
    { type: 'azure-backup.stop-protection', params: { item: 'vm-sql-03', data: 'delete' } },
    breaks('DELETE', 'protectedItems', false),
  );
  expect(run).toMatchObject({ status: 'needs-attention' });
  expect(jobs).toHaveLength(0);
});

test('undeleting by the id among the deleted ones: the line broke before: still deleted is no proof that it is back', async () => {
  const { azure, simulator } = playAzure('read', { estate: world });
  open.push(simulator);
  const vault = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bvault-weu`;
  const { body } = await azure.arm({ method: 'GET', path: `${vault}/deletedBackupInstances`, apiVersion: '2024-04-01' });
  const [deleted] = (body as { value: { id: string }[] }).value;
  const { run, jobs, output } = await play(
    { type: 'azure-backup.undelete-instance', params: { instance: deleted?.id ?? '' } },
    breaks('POST', '/undelete', false),
  );
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(jobs).toHaveLength(1);
  expect(await output('node')).toMatchObject({ instanceId: expect.stringContaining('/backupInstances/disk-old') });
});

test('deleting a vault: the line broke, and then vaults cannot be listed: nobody says that it is gone', async () => {
  const unseen = Object.fromEntries([
    ['match', { method: 'GET', path: '*/providers/Microsoft.RecoveryServices/vaults', nth: 2, times: 50 }],
    ['then', { status: 403, code: 'AuthorizationFailed', message: 'The client has lost its role.' }],
  ]) as unknown as FaultRule;
  const { run } = await play(
    { type: 'azure-backup.delete-vault', params: { vault: 'vault-empty' } },
    breaks('DELETE', '/vaults/vault-empty', false),
    [unseen],
  );
  expect(run).toMatchObject({ status: 'needs-attention' });
});
