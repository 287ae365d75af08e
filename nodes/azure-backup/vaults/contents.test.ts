// What keeps a vault: every kind of obstacle is found, and each step that is named as the way out exists.
import { afterAll, expect, test } from 'vitest';
import { openHouse } from '../../../server/services/test/house.ts';
import { createSimulator } from '../../../simulator/simulator.ts';
import { nodeTypes } from '../../index.ts';
import { estate } from '../../kit/estate.ts';
import { obstaclesOf } from './contents.ts';
import { mustHaveVault, vaultPath } from './vault.ts';

const id = vaultPath({ subscriptionId: '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6', resourceGroup: 'rg-backup', name: 'vault-full' });
const simulator = createSimulator({
  file: ':memory:',
  estate: estate({
    vaults: [
      {
        name: 'vault-full',
        immutability: 'Locked',
        privateEndpoints: [{ name: 'pe.1' }],
        policies: [{ name: 'daily' }, { name: 'shares', kind: 'share' }, { name: 'sql', kind: 'sql' }],
        items: [
          { name: 'vm-a', policy: 'daily', points: { count: 1 } },
          { name: 'vm-gone', state: 'SoftDeleted', deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } },
          { kind: 'share', name: 'finance', account: 'stfiles01', policy: 'shares' },
          { kind: 'sql', name: 'orders', machine: 'sql-01', policy: 'sql' },
          { kind: 'mars', name: 'C:\\', machine: 'srv-branch-01' },
        ],
      },
    ],
    machines: [{ name: 'sql-01', databases: [{ name: 'orders' }] }],
    locks: [{ name: 'keep', level: 'CanNotDelete', scope: id }],
  }),
});
const house = await openHouse({ practice: simulator });
afterAll(async () => {
  await house.stop();
  simulator.close();
});

test('everything that keeps a vault is found, with the way out', async () => {
  const { azure } = house.services.reading(house.connection('azure'), AbortSignal.timeout(10_000));
  const found = await obstaclesOf(azure, await mustHaveVault(azure, id));
  const kinds = found.map(({ kind, name }) => `${kind} ${name}`).sort();
  expect(kinds).toEqual([
    'container sql-01',
    'container stfiles01',
    'deletedItem vm-gone',
    'immutability vault-full',
    'item C:\\',
    'item finance',
    'item orders',
    'item vm-a',
    'lock keep',
    'privateEndpoint pe.1',
    'server srv-branch-01',
  ]);
  const types = nodeTypes.map(({ type }) => type);
  for (const { node, action } of found) {
    expect(action).not.toBe('');
    if (node !== null) expect(types).toContain(node);
  }
});
