// Calls whose answer is lost, for every node here that starts something: Azure did it and the line broke, or the line broke before.
// What carries the step's key is adopted; what did not happen is sent again, unless it destroys. With the quirks of the real service.
import { afterEach, describe, expect, test } from 'vitest';
import { type House, type Node, openHouse } from '../../server/services/test/house.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../simulator/simulator.ts';
import { estate } from '../kit/estate.ts';

const vault = 'vault-weu-prod';
const world = estate({
  vaults: [
    {
      name: vault,
      crossRegionRestore: true,
      immutability: 'Unlocked',
      policies: [
        { name: 'daily', keepDays: 2000, keepYears: 5 },
        { name: 'sql', kind: 'sql' },
        { name: 'shares', kind: 'share' },
      ],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
        { name: 'vm-old-09', policy: 'daily', points: { count: 2, newest: '-P120D', everyHours: 720, ids: ['5002'] } },
        { kind: 'sql', name: 'orders', machine: 'sql-01', policy: 'sql', points: { count: 3 } },
        { kind: 'share', name: 'home', account: 'stfiles01', policy: 'shares', points: { count: 3 } },
        { kind: 'mars', name: 'C:\\', machine: 'srv-old-01', points: { count: 3 } },
      ],
      jobs: [{ id: '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f', item: 'vm-sql-03', status: 'InProgress', at: '-PT1M' }],
    },
  ],
  backupVaults: [
    {
      name: 'bvault-weu',
      policies: [{ name: 'disk-daily', kind: 'disk' }],
      instances: [
        { kind: 'disk', name: 'disk-erp-01', policy: 'disk-daily', points: 3 },
        { kind: 'disk', name: 'disk-old', policy: 'disk-daily', deleted: true, points: 1 },
      ],
    },
  ],
  machines: [
    { name: 'vm-sql-03', dataDisks: 2, power: 'deallocated' },
    { name: 'vm-old-09' },
    { name: 'sql-01', databases: [{ name: 'orders' }, { name: 'crm' }] },
    { name: 'sql-02', databases: [{ name: 'web' }] },
  ],
  storageAccounts: [
    { name: 'stfiles01', shares: ['home', 'projects'] },
    { name: 'strestore01' },
    { name: 'strestoreneu01', location: 'northeurope' },
  ],
  resourceGroups: [{ name: 'rg-restore', location: 'northeurope' }],
});

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

type Case = readonly [string, string, string, NonNullable<Node['params']>];

async function play([type, method, path, params]: Case, afterEffect: boolean) {
  const rule = [
    ['match', { method, path, times: 1 }],
    ['then', { reset: true, afterEffect }],
  ];
  const simulator = createSimulator({ file: ':memory:', quirks: true, estate: world, faults: [Object.fromEntries(rule) as FaultRule] });
  open.push(simulator);
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const end = await house.ended(await house.start([{ id: 'node', type: `azure-backup.${type}`, params }], { world: 'practice' }));
  const fits = (one: string) =>
    path.includes('*') ? new RegExp(`^${path.replaceAll('*', '.*')}$`, 'i').test(one) : one.toLowerCase().includes(path.toLowerCase());
  const done = simulator.requests().filter((one) => one.method === method && fits(one.path) && one.status < 400 && one.status > 0);
  return { run: end.run, step: await end.step('node'), done: done.length };
}

const subnet = '/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/virtualNetworks/v/subnets/s';
const disks = { item: 'vm-sql-03', storageAccount: 'strestore01' };
const elsewhere = { item: 'vm-sql-03', storageAccount: 'strestoreneu01', targetResourceGroup: 'rg-restore' };
const newDisk =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-workloads/providers/Microsoft.Compute/disks/disk-new';
const job = '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f';

const writes: readonly Case[] = [
  ['protect-database', 'PUT', 'protectedItems', { vault, database: 'crm', policy: 'sql' }],
  ['protect-share', 'PUT', 'protectedItems', { vault, share: 'projects', policy: 'shares' }],
  ['change-disks', 'PUT', 'protectedItems', { item: 'vm-sql-03', disks: 'exclude', luns: '1' }],
  ['stop-protection', 'PUT', 'protectedItems', { item: 'vm-sql-03', data: 'keepAsPolicy' }],
  ['register', 'PUT', '*protectionContainers/*', { vault, kind: 'sql', source: 'sql-02' }],
  ['set-auto-protection', 'PUT', 'backupProtectionIntent', { vault, instance: 'MSSQLSERVER', server: 'sql-01', policy: 'sql' }],
  ['cancel-job', 'POST', '/cancel', { vault, job }],
  [
    'restore-vm',
    'POST',
    '/restore',
    {
      ...disks,
      name: 'vm-drill',
      resourceGroup: 'rg-workloads',
      subnet,
    },
  ],
  ['restore-database', 'POST', '/restore', { item: 'orders', database: 'orders_restored' }],
  ['restore-share', 'POST', '/restore', { item: 'home', paths: 'anna/plan.xlsx' }],
  ['move-to-archive', 'POST', '/move', { item: 'vm-old-09', recoveryPoint: '5002' }],
  ['restore-cross-region', 'POST', 'backupCrossRegionRestore', elsewhere],
  ['back-up-instance', 'POST', '*/backupInstances/*/backup', { instance: 'disk-erp-01' }],
  ['change-instance-protection', 'POST', '/stopProtection', { instance: 'disk-erp-01', action: 'stop' }],
  ['undelete-instance', 'POST', '/undelete', { instance: 'disk-old' }],
  ['protect-data-source', 'PUT', '/backupInstances/', { vault: 'bvault-weu', kind: 'disk', source: newDisk, policy: 'disk-daily' }],
];

const destroys: readonly Case[] = [
  ['replace-disks', 'POST', '/restore', disks],
  ['restore-database', 'POST', '/restore', { item: 'orders', to: 'original' }],
  ['restore-share', 'POST', '/restore', { item: 'home', conflict: 'overwrite' }],
  ['unregister', 'DELETE', 'registeredIdentities', { vault, kind: 'mars', container: 'srv-old-01' }],
  ['restore-instance', 'POST', '/restore', { instance: 'disk-erp-01', targetName: 'disk-drill' }],
  ['delete-instance', 'DELETE', '/backupInstances/', { instance: 'disk-erp-01' }],
];

/** Nobody can say whether they happened, and nothing is lost when they happen twice. */
const repeatable: readonly Case[] = [
  ['refresh-discovery', 'POST', 'refreshContainers', { vault }],
  ['rediscover', 'POST', '/inquire', { vault, container: 'sql-01' }],
  ['export-jobs', 'POST', 'backupJobsExport', { vault }],
  ['mount-recovery-point', 'POST', 'provisionInstantItemRecovery', { item: 'vm-sql-03' }],
];

const title = ([type]: Case) => type;
const named = (cases: readonly Case[]) => cases.map((one) => ({ name: `${title(one)} ${one[3].to ?? ''}`.trim(), one }));

describe('Azure did it, then the line broke', () => {
  test.each(named([...writes, ...destroys]))('$name: what it started is adopted', async ({ one }) => {
    const { run, done } = await play(one, true);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(done).toBe(1);
  });
});

describe('the line broke before Azure did it', () => {
  test.each(named(writes))('$name: it is sent again', async ({ one }) => {
    const { run, done } = await play(one, false);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(done).toBe(1);
  });

  test.each(named(destroys))('$name: the machine never sends it again, a person decides', async ({ one }) => {
    const { run, done } = await play(one, false);
    expect(run).toMatchObject({ status: 'needs-attention' });
    expect(done).toBe(0);
  });
});

test.each(named(repeatable))('$name is simply asked for again', async ({ one }) => {
  const { run, done } = await play(one, true);
  expect(run).toMatchObject({ status: 'succeeded' });
  expect(done).toBeGreaterThanOrEqual(1);
});
