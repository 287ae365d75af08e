import { describe, expect, test } from 'vitest';
import { actionOf, allows, matchesAction, smallestRole } from './azure-permissions.ts';

const vault = '/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v';

test.each([
  ['*', 'Microsoft.Compute/disks/read', true],
  ['*/read', 'Microsoft.Compute/disks/read', true],
  ['*/read', 'Microsoft.Compute/disks/write', false],
  ['Microsoft.Compute/*/read', 'microsoft.compute/virtualMachines/extensions/read', true],
  ['Microsoft.Compute/virtualMachines/*', 'Microsoft.Compute/virtualMachines/start/action', true],
  ['Microsoft.Compute/virtualMachines/*', 'Microsoft.Compute/virtualMachineScaleSets/read', false],
  ['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/read/more', false],
  ['a/*/b/*/c', 'a/1/b/2/c', true],
  ['a/*/b/*/c', 'a/b/c', false],
  ['ab*ba', 'aba', false],
])('%s against %s', (pattern, action, expected) => {
  expect(matchesAction(pattern, action)).toBe(expected);
});

test('what one entry takes away, another may give', () => {
  const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
  expect(allows([contributor], 'Microsoft.Authorization/locks/write')).toBe(false);
  expect(allows([contributor, { actions: ['Microsoft.Authorization/locks/*'] }], 'Microsoft.Authorization/locks/write')).toBe(true);
  expect(allows([{ actions: ['*'] }], 'Microsoft.KeyVault/vaults/secrets/getSecret/action', 'data')).toBe(false);
});

describe('the smallest role', () => {
  const roles = [
    { name: 'Owner', permissions: [{ actions: ['*'] }] },
    { name: 'Reader', permissions: [{ actions: ['*/read'] }] },
    {
      name: 'Backup Operator',
      permissions: [{ actions: ['Microsoft.RecoveryServices/vaults/backupJobs/*', 'Microsoft.RecoveryServices/vaults/read'] }],
    },
    {
      name: 'Backup Reader',
      permissions: [{ actions: ['Microsoft.RecoveryServices/vaults/backupJobs/read', 'Microsoft.RecoveryServices/vaults/read'] }],
    },
  ];
  test.each([
    [['Microsoft.RecoveryServices/vaults/read'], 'Backup Reader'],
    [['Microsoft.RecoveryServices/vaults/backupJobs/cancel/action'], 'Backup Operator'],
    [['Microsoft.Compute/disks/read'], 'Reader'],
    [['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/write'], 'Owner'],
  ])('for %j is %s', (actions, name) => {
    expect(smallestRole(roles, actions)?.name).toBe(name);
  });
  test('is none when no role has all of it', () => {
    expect(smallestRole(roles.slice(1), ['Microsoft.Compute/disks/write'])).toBeNull();
  });
});

test.each([
  ['GET', '/subscriptions', null],
  ['GET', '/subscriptions/s', 'Microsoft.Resources/subscriptions/read'],
  ['PUT', '/subscriptions/s/resourceGroups/g', 'Microsoft.Resources/subscriptions/resourceGroups/write'],
  ['GET', '/subscriptions/s/resourceGroups/g/resources', 'Microsoft.Resources/subscriptions/resourceGroups/resources/read'],
  ['GET', '/subscriptions/s/providers/Microsoft.Compute/virtualMachines', 'Microsoft.Compute/virtualMachines/read'],
  ['DELETE', vault, 'Microsoft.RecoveryServices/vaults/delete'],
  [
    'POST',
    `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup?api-version=1`,
    'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/backup/action',
  ],
  ['PATCH', `${vault}/providers/Microsoft.Resources/tags/default`, 'Microsoft.Resources/tags/write'],
  ['PUT', `${vault}/providers/Microsoft.Authorization/locks/keep`, 'Microsoft.Authorization/locks/write'],
  [
    'POST',
    '/subscriptions/s/providers/Microsoft.RecoveryServices/locations/weu/backupStatus',
    'Microsoft.RecoveryServices/locations/backupStatus/action',
  ],
  ['POST', '/providers/Microsoft.ResourceGraph/resources', null],
  [
    'GET',
    `${vault}/backupJobs/operationResults/5e0f6d8a-1111-4a6b-8a01-2f6c1d9be001`,
    'Microsoft.RecoveryServices/vaults/backupJobs/operationResults/read',
  ],
])('%s %s needs %s', (method, path, action) => {
  expect(actionOf(method, path)).toBe(action);
});
