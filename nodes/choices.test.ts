// The live lists behind the forms, read through the real services from a simulator: every list of every node that has one.
import { afterAll, expect, test } from 'vitest';
import { openHouse } from '../server/services/test/house.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { nodeTypes } from './index.ts';
import { estate } from './kit/estate.ts';
import type { JsonObject } from './kit/json.ts';

const simulator = createSimulator({
  file: ':memory:',
  estate: estate({
    vaults: [
      {
        name: 'vault-weu-prod',
        policies: [{ name: 'daily' }],
        items: [
          { name: 'vm-sql-03', policy: 'daily', points: { count: 2 } },
          { name: 'vm-gone-02', state: 'SoftDeleted', deletedAt: '-P1D', points: { count: 1, newest: '-P2D' } },
        ],
      },
      { name: 'vault-neu-dr', location: 'northeurope', policies: [{ name: 'weekly' }], items: [{ name: 'vm-web-01', policy: 'weekly' }] },
    ],
    machines: [{ name: 'vm-new-01' }],
    storageAccounts: [{ name: 'strestore01' }],
  }),
});
const house = await openHouse({ practice: simulator });
afterAll(async () => {
  await house.stop();
  simulator.close();
});

const capabilities = () => house.services.reading(house.connection('azure'), AbortSignal.timeout(10_000));

async function ask(
  type: string,
  name: string,
  params: JsonObject = {},
  search = '',
): Promise<readonly { readonly value: string; readonly label: string; readonly detail?: string }[]> {
  const choices = nodeTypes.find((one) => one.type === type)?.choices?.[name];
  if (!choices) throw new Error(`${type} has no list ${name}`);
  const services = capabilities();
  return choices({
    azure: services.azure,
    http: services.http,
    mail: services.mail,
    messages: services.messages,
    flows: services.flows,
    callbacks: services.callbacks,
    code: services.code,
    memory: services.memory,
    secrets: services.secrets,
    ssh: services.ssh,
    postgres: services.postgres,
    params,
    search,
  });
}

const labels = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).map(({ label }) => label);

test('vaults by name, with their place', async () => {
  expect(await ask('azure-backup.list-items', 'vault')).toMatchObject([
    {
      label: 'vault-neu-dr',
      detail: 'rg-backup · northeurope',
      value: expect.stringMatching(/^\/subscriptions\/.*\/vaults\/vault-neu-dr$/),
    },
    { label: 'vault-weu-prod' },
  ]);
  expect(await labels('azure-backup.list-items', 'vault', {}, 'WEU')).toEqual(['vault-weu-prod']);
});

test('items of all vaults, or of the vault that the form names; deleted ones only where they are wanted', async () => {
  expect(await labels('azure-backup.backup-now', 'item')).toEqual(['vm-sql-03', 'vm-web-01']);
  expect(await labels('azure-backup.backup-now', 'item', { vault: 'vault-neu-dr' })).toEqual(['vm-web-01']);
  expect(await labels('azure-backup.backup-now', 'item', { vault: '{{ inputs.vault }}' })).toEqual(['vm-sql-03', 'vm-web-01']);
  expect(await labels('azure-backup.undelete', 'item')).toEqual(['vm-gone-02']);
});

test('policies of the vault, known directly or through the item', async () => {
  const [item] = await ask('azure-backup.change-policy', 'item', { vault: 'vault-neu-dr' });
  expect(await labels('azure-backup.change-policy', 'policy', { item: item?.value ?? '' })).toContain('weekly');
  expect(await labels('azure-backup.protect-vm', 'policy', { vault: 'vault-weu-prod' }, 'HOURLY')).toEqual(['HourlyLogBackup']);
  expect(await labels('azure-backup.protect-vm', 'policy')).toEqual([]);
});

test('recovery points newest first, storage accounts, virtual machines', async () => {
  const points = await labels('azure-backup.restore-disks', 'recoveryPoint', { item: 'vm-sql-03' });
  expect(points).toHaveLength(2);
  expect([...points].sort().reverse()).toEqual(points);
  expect(await labels('azure-backup.restore-disks', 'storageAccount', {})).toEqual(['strestore01']);
  expect(await labels('azure-backup.protect-vm', 'vm', {}, 'new')).toEqual(['vm-new-01']);
  expect(await labels('azure.backup-status', 'vm', {}, 'new')).toEqual(['vm-new-01']);
});

test('every list that a field names exists and answers', async () => {
  for (const type of nodeTypes.filter(({ connection }) => connection === 'azure')) {
    for (const name of Object.keys(type.choices ?? {}))
      expect(Array.isArray(await ask(type.type, name)), `${type.type} ${name}`).toBe(true);
  }
});
