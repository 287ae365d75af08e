import { expect, test } from 'vitest';
import { estate } from '../../../nodes/kit/estate.ts';
import { azureNeeds } from '../../../nodes/needs.ts';
import { createSimulator } from '../../../simulator/simulator.ts';
import { openHouse } from '../test/house.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';

async function tested(roles: readonly { role: string; scope?: string }[]) {
  const simulator = createSimulator({
    file: ':memory:',
    estate: estate({ vaults: [{ name: 'v1' }], machines: [{ name: 'vm-1' }], roles: [...roles] }),
  });
  const house = await openHouse({ practice: simulator, needs: azureNeeds });
  try {
    const { ok, says, details } = await house.services.test(house.connection('azure'), new AbortController().signal);
    return { ok, says, details: Object.fromEntries(details.map(({ label, value }) => [label, value])) };
  } finally {
    await house.stop();
    simulator.close();
  }
}

test('an owner may run everything that needs rights on resources, but not what needs rights on data', async () => {
  const { ok, details } = await tested([{ role: 'Owner' }]);
  expect(ok).toBe(true);
  expect(details['Without the role Key Vault Secrets User']).toContain('Key Vault secret');
  expect(Object.keys(details).filter((label) => label.startsWith('Without the role Backup'))).toEqual([]);
});

test('everything is allowed: nothing is said to be missing', async () => {
  const { details } = await tested([]);
  expect(details['Steps it may run']).toMatch(/^all \d{2,} kinds/);
  expect(Object.keys(details).filter((label) => label.startsWith('Without'))).toEqual([]);
});

test('a Backup Reader on one resource group sees which roles are missing for which steps', async () => {
  const { ok, details } = await tested([{ role: 'Backup Reader', scope: `${home}/resourceGroups/rg-backup` }]);
  expect(ok).toBe(true);
  const roles = Object.entries(details).filter(([label]) => label.startsWith('Without the role'));
  expect(Object.fromEntries(roles)['Without the role Backup Operator']).toContain('Back up now');
  expect(roles.map(([, value]) => value).join()).not.toContain('Get job');
});
