// The live lists behind the forms that protect and restore, read through the real services from a simulator.
import { afterAll, expect, test } from 'vitest';
import { openHouse } from '../../server/services/test/house.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { nodeTypes } from '../index.ts';
import { estate } from '../kit/estate.ts';
import type { JsonObject } from '../kit/json.ts';

const simulator = createSimulator({
  file: ':memory:',
  quirks: true,
  estate: estate({
    vaults: [
      {
        name: 'vault-weu-prod',
        crossRegionRestore: true,
        policies: [{ name: 'daily' }, { name: 'sql', kind: 'sql' }],
        items: [
          { name: 'vm-sql-03', policy: 'daily', points: { count: 3, ids: ['1003', '1002', '1001'] } },
          { kind: 'sql', name: 'orders', machine: 'sql-01', policy: 'sql' },
          { kind: 'mars', name: 'C:\\', machine: 'srv-file-01' },
        ],
        registered: [{ name: 'stfiles01', kind: 'share' }],
        engines: [{ name: 'dpm-01' }],
        jobs: [
          { id: '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f', item: 'vm-sql-03', status: 'InProgress', at: '-PT1M' },
          { item: 'vm-sql-03', at: '-PT9H' },
        ],
      },
    ],
    machines: [{ name: 'vm-new-01' }, { name: 'sql-01', databases: [{ name: 'orders' }, { name: 'crm' }] }],
    storageAccounts: [{ name: 'stfiles01', shares: ['home'] }],
    networks: [{ name: 'vnet-weu', subnets: ['default', 'restore'] }],
    keyVaults: [{ name: 'kv-backup' }],
  }),
});
const house = await openHouse({ practice: simulator });
afterAll(async () => {
  await house.stop();
  simulator.close();
});

const vault = 'vault-weu-prod';

async function ask(type: string, name: string, params: JsonObject = {}, search = '') {
  const choices = nodeTypes.find((one) => one.type === `azure-backup.${type}`)?.choices?.[name];
  if (!choices) throw new Error(`${type} has no list ${name}`);
  const { azure, http, mail, messages, flows, code, memory, secrets } = house.services.reading(
    house.connection('azure'),
    AbortSignal.timeout(10_000),
  );
  return choices({ azure, http, mail, messages, flows, code, memory, secrets, params, search } as Parameters<typeof choices>[0]);
}

const labels = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).map(({ label }) => label);

test('databases, shares and instances that the vault could protect', async () => {
  expect(await ask('protect-database', 'database', { vault })).toEqual([
    { value: expect.stringContaining('/protectableItems/'), label: 'crm', detail: 'sql-01 · MSSQLSERVER' },
  ]);
  expect(await labels('protect-share', 'share', { vault })).toEqual(['home']);
  expect(await labels('set-auto-protection', 'instance', { vault })).toEqual(['MSSQLSERVER']);
  expect(await labels('protect-database', 'database', { vault }, 'nothing')).toEqual([]);
});

test('what is registered, by kind', async () => {
  expect(await labels('rediscover', 'container', { vault })).toEqual(['sql-01', 'stfiles01']);
  expect(await labels('unregister', 'container', { vault, kind: 'mars' })).toEqual(['srv-file-01']);
  expect(await labels('unregister', 'container', { vault, kind: 'dpm' })).toEqual(['dpm-01']);
  expect(await labels('restore-database', 'server', { vault })).toEqual(['sql-01']);
});

test('without a vault there is nothing to list; an expression is not asked for', async () => {
  expect(await ask('rediscover', 'container', {})).toEqual([]);
  expect(await ask('protect-database', 'database', { vault: '{{ inputs.vault }}' })).toEqual([]);
  expect(await ask('unregister', 'container', { kind: 'dpm' })).toEqual([]);
});

test('machines or storage accounts, by what is to be registered', async () => {
  expect(await labels('register', 'source', { kind: 'storage' })).toEqual(['stfiles01']);
  expect(await labels('register', 'source', { kind: 'sql' }, 'new')).toEqual(['vm-new-01']);
});

test('jobs that can be cancelled', async () => {
  expect(await ask('cancel-job', 'job', { vault })).toEqual([
    { value: '0f3d2c1b-8e7a-4c6d-9b5e-1a2f3c4d5e6f', label: 'Backup of vm-sql-03', detail: expect.any(String) },
  ]);
});

test('resource groups, and servers of every vault', async () => {
  expect(await labels('restore-vm', 'resourceGroup', {}, 'network')).toEqual(['rg-network']);
  expect(await labels('restore-disks', 'identity')).toEqual([]);
  expect(await ask('restore-database-cross-region', 'server')).toEqual([
    { value: expect.stringContaining('/protectionContainers/'), label: 'sql-01', detail: 'vault-weu-prod · westeurope' },
  ]);
});

test('subnets, key vaults, and points that have arrived in the paired region', async () => {
  expect(await labels('restore-vm', 'subnet', {})).toEqual(['vnet-weu / default', 'vnet-weu / restore']);
  expect(await ask('save-mount-password', 'keyVault')).toEqual([
    { value: 'https://kv-backup.vault.azure.net', label: 'kv-backup', detail: expect.any(String) },
  ]);
  expect((await ask('restore-cross-region', 'recoveryPoint', { item: 'vm-sql-03' })).map(({ value }) => value)).toEqual(['1002', '1001']);
});
