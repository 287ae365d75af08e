import { describe, expect, test } from 'vitest';
import { demandSecondLook, isGrave, lookedAt, type OutgoingRequest } from './second-look.ts';

const vault = 'https://management.azure.com/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v';
const request = (method: string, url: string, body: unknown = null, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method,
  url,
  body: body === null ? null : typeof body === 'string' ? body : JSON.stringify(body),
  does: method === 'DELETE' ? 'destroy' : 'write',
  declared: 'write',
  ...more,
});

describe('somebody else has to agree to', () => {
  test.each<[string, OutgoingRequest]>([
    ['deleting', request('DELETE', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`)],
    ['whatever a step that deletes sends', request('PUT', 'https://example.com/x', {}, { declared: 'destroy' })],
    [
      'switching soft delete off',
      request('PATCH', `${vault}/backupconfig/vaultconfig`, { properties: { softDeleteFeatureState: 'Disabled' } }),
    ],
    [
      'the same in other letters',
      request('PATCH', `${vault}/backupconfig/vaultconfig`, { PROPERTIES: { SoftDeleteFeatureState: 'DISABLED' } }),
    ],
    [
      'switching soft delete off by the vault itself',
      request('PATCH', vault, { properties: { securitySettings: { softDeleteSettings: { softDeleteState: 'Off' } } } }),
    ],
    [
      'switching immutability off',
      request('PUT', vault, { properties: { securitySettings: { immutabilitySettings: { state: 'Disabled' } } } }),
    ],
    [
      'stopping protection',
      request('PUT', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`, {
        properties: { protectionState: 'ProtectionStopped' },
      }),
    ],
    ['stopping protection of a Backup vault', request('POST', 'https://management.azure.com/x/backupInstances/i/stopProtection')],
    ['unlocking a resource guard', request('POST', `${vault}/backupResourceGuardProxies/VaultProxy/unlockDelete`, {})],
    ['a batch, whatever is in it', request('POST', 'https://management.azure.com/batch?api-version=2020-06-01', { requests: [] })],
    [
      'a deployment that deletes what it does not name',
      request('PUT', 'https://management.azure.com/x/deployments/d', { properties: { mode: 'Complete', template: {} } }),
    ],
    ['what hides deep in a list', request('POST', 'https://example.com', { a: [{ b: [{ protectionState: ['ProtectionStopped'] }] }] })],
    ['what hides behind too many brackets', request('POST', 'https://example.com', `${'['.repeat(60)}1${']'.repeat(60)}`)],
  ])('%s', (_what, grave) => expect(isGrave(grave)).toBe(true));
});

describe('nobody else has to agree to', () => {
  test.each<[string, OutgoingRequest]>([
    ['a backup', request('POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup`, { properties: {} })],
    [
      'protecting',
      request('PUT', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`, { properties: { policyId: 'p' } }),
    ],
    [
      'switching soft delete on',
      request('PATCH', `${vault}/backupconfig/vaultconfig`, { properties: { softDeleteFeatureState: 'Enabled' } }),
    ],
    ['an incremental deployment', request('PUT', 'https://management.azure.com/x/deployments/d', { properties: { mode: 'Incremental' } })],
    ['a text that only speaks of it', request('POST', 'https://example.com', { text: 'protectionState: ProtectionStopped' })],
  ])('%s', (_what, harmless) => expect(isGrave(harmless)).toBe(false));
});

test('what is looked at holds no secret, and the same request has the same hash whatever its secret is today', async () => {
  const seen: { request: OutgoingRequest; hash: string }[] = [];
  const send = (pin: string, item = 'i') =>
    lookedAt(
      async (request, hash) => void seen.push({ request, hash }),
      () =>
        demandSecondLook({
          method: 'delete',
          url: `${vault}/${item}?pin=${pin}`,
          body: { securityPin: pin },
          does: 'destroy',
          declared: 'destroy',
        }),
      (value) => (typeof value === 'string' ? (value.replaceAll(pin, '***') as typeof value) : value),
    );
  await send('123456');
  await send('654321');
  await send('654321', 'another');
  expect(JSON.stringify(seen)).not.toMatch(/123456|654321/);
  expect(seen[0]?.hash).toBe(seen[1]?.hash);
  expect(seen[2]?.hash).not.toBe(seen[1]?.hash);
});

test('a request that changes something and comes from no step does not leave; a read does', async () => {
  const change = { method: 'PUT', url: vault, body: null, does: 'write', declared: 'write' } as const;
  await expect(demandSecondLook(change)).rejects.toMatchObject({ failure: { code: 'effect_exceeded' } });
  await expect(demandSecondLook({ ...change, method: 'GET', does: 'read' })).resolves.toBeUndefined();
});
