import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn, vaultPath, vmId } from '../test/in-process.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const locks = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks`;
const world = (more: Parameters<typeof estate>[0] = {}) =>
  signedIn({ estate: estate({ vaults: [{ name: 'v1' }], machines: [{ name: 'vm-1', resourceGroup: 'rg-backup' }], ...more }) });
const code = ({ status, body }: { status: number; body: { error?: { code?: string } } }) => `${status} ${body?.error?.code ?? ''}`.trim();

test('a lock against deleting holds for everything below its scope, and lets changes through', async () => {
  const { raw } = world();
  expect(
    (await raw('PUT', `${locks(`${home}/resourceGroups/rg-backup`)}/keep`, { properties: { level: 'CanNotDelete', notes: 'x' } })).status,
  ).toBe(201);
  const refused = await raw('DELETE', vaultPath('v1'));
  expect(code(refused)).toBe('409 ScopeLocked');
  expect(refused.body.error.message).toContain(`'${home}/resourceGroups/rg-backup'`);
  expect((await raw('PATCH', vmId('vm-1'), { tags: { a: 'b' } })).status).toBe(200);
  expect((await raw('GET', locks(vmId('vm-1')))).body.value).toMatchObject([{ name: 'keep', properties: { level: 'CanNotDelete' } }]);
  expect((await raw('DELETE', `${locks(`${home}/resourceGroups/rg-backup`)}/keep`)).status).toBe(200);
  expect((await raw('DELETE', vaultPath('v1'))).status).toBe(204);
});

test('a read-only lock stops every change, and a lock on a child keeps its parent', async () => {
  const { raw } = world();
  await raw('PUT', `${locks(vmId('vm-1'))}/frozen`, { properties: { level: 'ReadOnly' } });
  expect(code(await raw('PATCH', vmId('vm-1'), { tags: {} }))).toBe('409 ScopeLocked');
  expect(code(await raw('DELETE', `${home}/resourceGroups/rg-backup`))).toBe('409 ScopeLocked');
  expect((await raw('GET', vmId('vm-1'))).status).toBe(200);
  expect((await raw('PATCH', vaultPath('v1'), { tags: {} })).status).toBe(200);
});

test('a lock with an unknown level is refused', async () => {
  const { raw } = world();
  expect((await raw('PUT', `${locks(home)}/x`, { properties: { level: 'Sometimes' } })).status).toBe(400);
});

test('roles count on their scope and below, and refusals name action and scope', async () => {
  const { raw } = world({
    roles: [{ role: 'Reader' }, { role: 'Virtual Machine Contributor', scope: `${home}/resourceGroups/rg-backup` }],
  });
  expect((await raw('GET', vaultPath('v1'))).status).toBe(200);
  expect((await raw('POST', `${vmId('vm-1')}/start`)).status).toBe(202);
  const refused = await raw('DELETE', vaultPath('v1'));
  expect(code(refused)).toBe('403 AuthorizationFailed');
  expect(refused.body.error.message).toContain("perform action 'Microsoft.RecoveryServices/vaults/delete' over scope '/subscriptions/");
  const own = await raw('GET', `${vmId('vm-1')}/providers/Microsoft.Authorization/permissions`);
  expect(own.body.value).toHaveLength(2);
  expect((await raw('GET', `${home}/providers/Microsoft.Authorization/permissions`)).body.value).toHaveLength(1);
});

test('somebody without any right on a vault sees that too', async () => {
  const { raw } = world({ roles: [{ role: 'Backup Reader', scope: `${home}/resourceGroups/rg-other` }] });
  expect(code(await raw('GET', vaultPath('v1')))).toBe('403 AuthorizationFailed');
  expect((await raw('GET', '/subscriptions')).status).toBe(200);
});

test('built-in roles come with their permissions, by name too', async () => {
  const { raw } = world();
  const all = await raw(
    'GET',
    `${home}/providers/Microsoft.Authorization/roleDefinitions?$filter=${encodeURIComponent("type eq 'BuiltInRole'")}`,
  );
  expect(all.body.value.length).toBeGreaterThan(15);
  const one = await raw(
    'GET',
    `${home}/providers/Microsoft.Authorization/roleDefinitions?$filter=${encodeURIComponent("roleName eq 'Backup Operator'")}`,
  );
  expect(one.body.value).toMatchObject([
    { name: '00c29273-979b-4161-815c-10b084fb9324', properties: { roleName: 'Backup Operator', type: 'BuiltInRole' } },
  ]);
});

test('deleting a resource group takes what is in it along, but no backups', async () => {
  const { raw, clock } = world({
    machines: [{ name: 'vm-drill', resourceGroup: 'rg-drill' }],
    vaults: [{ name: 'v1', items: [{ name: 'vm-9' }] }],
  });
  const accepted = await raw('DELETE', `${home}/resourceGroups/rg-drill`);
  expect(accepted.status).toBe(202);
  const location = new URL(accepted.headers.get('location') ?? '');
  expect((await raw('GET', location.pathname + location.search)).status).toBe(202);
  clock.pass(300);
  expect((await raw('GET', location.pathname + location.search)).status).toBe(200);
  expect(code(await raw('GET', vmId('vm-drill', 'rg-drill')))).toBe('404 ResourceGroupNotFound');
  const blocked = new URL((await raw('DELETE', `${home}/resourceGroups/rg-backup`)).headers.get('location') ?? '');
  clock.pass(300);
  expect(code(await raw('GET', blocked.pathname + blocked.search))).toBe('409 ResourceGroupDeletionBlocked');
  expect((await raw('GET', vaultPath('v1'))).status).toBe(200);
});
