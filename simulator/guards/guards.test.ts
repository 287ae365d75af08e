// A vault mapped to a Resource Guard: what it refuses, and what lets it through.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { judged } from '../backup/test/judged.ts';
import { vaultPath, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';

const { world: watched, objections } = judged();
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const guardPath = (name: string) => `${home}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/resourceGuards/${name}`;
const at = (path: string, version = '2024-04-01') => `${path}?api-version=${version}`;
const consent = (request: string, name = 'guard-1') => `${guardPath(name)}/${request}/default`;
const type = 'Microsoft.Compute/virtualMachines';
const policy = (name: string) => `${vaultPath('v1')}/backupPolicies/${name}`;

const world = () =>
  watched({
    estate: estate({
      vaults: [
        {
          name: 'v1',
          policies: [
            { name: 'Long', keepDays: 90 },
            { name: 'Short', keepDays: 7 },
          ],
          items: [{ name: 'vm-1', policy: 'Long', points: { count: 3 } }],
        },
        { name: 'v-far', location: 'northeurope' },
      ],
    }),
  });
type World = ReturnType<typeof world>;

const proxy = (vault = 'v1') => `${vaultPath(vault)}/backupResourceGuardProxies/VaultProxy`;
async function guarded(w: World, excluded: string[] = []) {
  const body = { location: 'westeurope', properties: { vaultCriticalOperationExclusionList: excluded } };
  expect((await w.raw('PUT', at(guardPath('guard-1')), body)).status).toBe(201);
  expect((await w.raw('PUT', proxy(), { properties: { resourceGuardResourceId: guardPath('guard-1') } })).status).toBe(200);
}
const put = (w: World, properties: object) =>
  w.raw('PUT', vmItemPath('v1', 'vm-1'), { properties: { protectedItemType: type, ...properties } });
const unlock = (w: World, requests: string[], resource: string) =>
  w.raw('POST', `${proxy()}/unlockDelete`, { resourceGuardOperationRequests: requests, resourceToBeDeleted: resource });
const codeOf = (answer: { body: { error?: { code: string; message: string } } }) => answer.body?.error?.message;
const none = 'ResourceGuard Operation requestid is either null or empty';

test('guards are made, listed, tagged and read with their request objects; a mapped one stays', async () => {
  const w = world();
  await guarded(w);
  expect((await w.raw('GET', at(`${home}/providers/Microsoft.DataProtection/resourceGuards`))).body.value).toHaveLength(1);
  const inGroup = `${home}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/resourceGuards`;
  expect((await w.raw('GET', at(inGroup))).body.value[0].properties.resourceGuardOperations).toHaveLength(6);
  expect((await w.raw('PATCH', at(guardPath('guard-1')), { tags: { owner: 'security' } })).body.tags).toEqual({ owner: 'security' });
  expect((await w.raw('GET', at(`${guardPath('guard-1')}/deleteProtectedItemRequests`))).body.value[0].name).toBe('default');
  expect((await w.raw('GET', at(consent('disableSoftDeleteRequests')))).body.id).toBe(consent('disableSoftDeleteRequests'));
  expect((await w.raw('GET', at(vaultPath('v1')))).body.properties.securitySettings.multiUserAuthorization).toBe('Enabled');
  expect((await w.raw('DELETE', at(guardPath('guard-1')))).status).toBe(400);
  expect((await w.raw('GET', proxy())).body.properties.resourceGuardOperationDetails[0].defaultResourceRequest).toContain('/default');
  expect((await w.raw('GET', `${vaultPath('v1')}/backupResourceGuardProxies`)).body.value).toHaveLength(1);
});

test('stopping, shortening and disabling soft delete need the consent in the request', async () => {
  const w = world();
  await guarded(w);
  expect(codeOf(await put(w, { protectionState: 'ProtectionStopped', policyId: '' }))).toBe(none);
  expect(codeOf(await put(w, { policyId: policy('Short') }))).toBe(none);
  const requests = [consent('updateProtectedItemRequests')];
  expect((await put(w, { policyId: policy('Short'), resourceGuardOperationRequests: requests })).status).toBe(202);
  expect((await put(w, { policyId: policy('Long') })).status).toBe(202);
  const config = `${vaultPath('v1')}/backupconfig/vaultconfig`;
  expect(codeOf(await w.raw('PATCH', config, { properties: { softDeleteFeatureState: 'Disabled' } }))).toBe(none);
  const wrong = { softDeleteFeatureState: 'Disabled', resourceGuardOperationRequests: requests };
  expect((await w.raw('PATCH', config, { properties: wrong })).status).toBe(400);
  const right = { ...wrong, resourceGuardOperationRequests: [consent('disableSoftDeleteRequests')] };
  expect((await w.raw('PATCH', config, { properties: right })).body.properties.softDeleteFeatureState).toBe('Disabled');
});

test('a deletion must be unlocked first, counts once and not for ever', async () => {
  const w = world();
  await guarded(w);
  const item = decodeURIComponent(vmItemPath('v1', 'vm-1'));
  const ask = [consent('deleteProtectedItemRequests')];
  expect(codeOf(await w.raw('DELETE', vmItemPath('v1', 'vm-1')))).toBe(none);
  expect((await unlock(w, [], item)).status).toBe(400);
  expect((await unlock(w, ask, item)).body.unlockDeleteExpiryTime).toBe('2026-11-22T11:00:00.0000000Z');
  w.clock.pass(3601);
  expect(codeOf(await w.raw('DELETE', vmItemPath('v1', 'vm-1')))).toBe(none);
  await unlock(w, ask, item);
  expect((await w.raw('DELETE', vmItemPath('v1', 'vm-1'))).status).toBe(202);
  expect(codeOf(await w.raw('DELETE', proxy()))).toBe(none);
  await unlock(w, [consent('deleteResourceGuardProxyRequests')], proxy());
  expect((await w.raw('DELETE', proxy())).status).toBe(200);
  expect((await w.raw('DELETE', proxy())).status).toBe(204);
});

test('what a guard excludes needs no consent; the security PIN does', async () => {
  const w = world();
  await guarded(w, ['Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete']);
  expect((await w.raw('DELETE', vmItemPath('v1', 'vm-1'))).status).toBe(202);
  const pin = `${vaultPath('v1')}/backupSecurityPIN`;
  expect(codeOf(await w.raw('POST', pin, {}))).toBe(none);
  const given = await w.raw('POST', pin, { resourceGuardOperationRequests: [consent('getBackupSecurityPINRequests')] });
  expect(given.body.securityPIN).toMatch(/^\d{6}$/);
});

test('a guard of another region, of nobody, or without its mandatory operations is refused', async () => {
  const w = world();
  await w.raw('PUT', at(guardPath('guard-1')), { location: 'westeurope' });
  const map = (vault: string, name: string) => w.raw('PUT', proxy(vault), { properties: { resourceGuardResourceId: guardPath(name) } });
  expect((await map('v-far', 'guard-1')).status).toBe(400);
  expect((await map('v1', 'guard-none')).status).toBe(400);
  const without = { vaultCriticalOperationExclusionList: ['Microsoft.RecoveryServices/vaults/backupconfig/write'] };
  expect((await w.raw('PUT', at(guardPath('guard-2')), { location: 'westeurope', properties: without })).status).toBe(400);
});

test('a guard that the caller has no right on asks for a second token', async () => {
  const w = watched({
    estate: estate({
      vaults: [{ name: 'v1', items: [{ name: 'vm-1', points: { count: 1 } }], resourceGuard: 'guard-sec' }],
      resourceGuards: [{ name: 'guard-sec', resourceGroup: 'rg-backup', allows: false }],
    }),
  });
  const wanted = { securityPinRequests: [consent('getBackupSecurityPINRequests', 'guard-sec')] };
  const body = { resourceGuardOperationRequests: wanted.securityPinRequests };
  const pin = `${vaultPath('v1')}/backupSecurityPIN`;
  const refused = await w.raw('POST', pin, body);
  expect({ status: refused.status, code: refused.body.error.code }).toEqual({ status: 403, code: 'LinkedAuthorizationFailed' });
  expect((await w.raw('POST', pin, body, { 'x-ms-authorization-auxiliary': 'Bearer other-tenant' })).status).toBe(200);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
