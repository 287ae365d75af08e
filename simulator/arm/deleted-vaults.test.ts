import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn, vaultPath } from '../test/in-process.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const shelf = `${home}/providers/Microsoft.RecoveryServices/locations/westeurope/deletedVaults`;
const newer = (path: string) => `${path}?api-version=2025-08-01`;
const group = (name: string) => ({ properties: { recoveryResourceGroupId: `${home}/resourceGroups/${name}` } });

const gone = { name: 'vm-gone-02', state: 'SoftDeleted', deletedAt: '-P3D', points: { count: 2, newest: '-P4D' } } as const;
const world = () =>
  signedIn({
    estate: estate({
      resourceGroups: [{ name: 'rg-rescue' }],
      vaults: [{ name: 'vault-old', policies: [{ name: 'gold' }], items: [gone] }],
    }),
  });

test('an older version of the interface refuses a vault with soft-deleted items; the newer one puts it aside', async () => {
  const { raw } = world();
  expect((await raw('DELETE', vaultPath('vault-old'))).body.error.code).toBe('ServiceResourceNotEmptyWithBackendMessage');
  expect((await raw('DELETE', newer(vaultPath('vault-old')))).status).toBe(202);
  expect((await raw('GET', vaultPath('vault-old'))).status).toBe(404);
  const { body } = await raw('GET', newer(shelf));
  expect(body.value).toMatchObject([
    {
      name: 'vault-old',
      properties: { vaultId: vaultPath('vault-old'), vaultDeletionTime: '2026-11-22T10:00:00.000Z', purgeAt: '2026-12-06T10:00:00.000Z' },
    },
  ]);
});

test('what comes back is whole, wherever it comes back to; a new vault of its name never met it', async () => {
  const { raw } = world();
  await raw('DELETE', newer(vaultPath('vault-old')));
  await raw('PUT', vaultPath('vault-old'), { location: 'westeurope', sku: { name: 'Standard' } });
  const items = (name: string, where?: string) => raw('GET', `${vaultPath(name, where)}/backupProtectedItems`);
  expect((await items('vault-old')).body.value).toEqual([]);
  const taken = await raw('POST', newer(`${shelf}/vault-old/undelete`), group('rg-backup'));
  expect([taken.status, taken.body.error.code]).toEqual([409, 'VaultAlreadyExists']);
  expect((await raw('POST', newer(`${shelf}/vault-old/undelete`), group('rg-rescue'))).status).toBe(202);
  const back = (await items('vault-old', 'rg-rescue')).body.value;
  expect(back).toMatchObject([{ properties: { friendlyName: 'vm-gone-02', isScheduledForDeferredDelete: true } }]);
  expect(back[0].id).toContain('/rg-rescue/');
  expect((await raw('GET', `${vaultPath('vault-old', 'rg-rescue')}/backupPolicies/gold`)).status).toBe(200);
  expect((await raw('GET', newer(shelf))).body.value).toEqual([]);
});

test('nothing is kept for ever, and what is not there is said so', async () => {
  const { raw, clock } = world();
  await raw('DELETE', newer(vaultPath('vault-old')));
  expect((await raw('POST', newer(`${shelf}/vault-old/undelete`), group('rg-nowhere'))).body.error.code).toBe('ResourceGroupNotFound');
  expect((await raw('POST', newer(`${shelf}/vault-old/undelete`), { nonsense: true })).status).toBe(400);
  clock.pass(14 * 86_400 + 1);
  expect((await raw('GET', newer(shelf))).body.value).toEqual([]);
  expect((await raw('GET', newer(`${shelf}/vault-old`))).body.error.code).toBe('ResourceNotFound');
});
