import { describe, expect, test } from 'vitest';
import { FailureError } from '../../nodes/kit/errors.ts';
import { azureEffect, guardEffect, httpEffect } from './effect-guard.ts';

const vault = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v';

const vm = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1';

describe('what a request to Azure does', () => {
  test.each([
    ['GET', `${vault}/backupJobs`, 'read'],
    ['PUT', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`, 'write'],
    ['DELETE', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`, 'destroy'],
    ['POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup`, 'write'],
    ['POST', '/subscriptions/s/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus', 'read'],
    ['POST', '/subscriptions/s/Providers/microsoft.recoveryservices/locations/westeurope/BACKUPSTATUS?api-version=1', 'read'],
    ['POST', '/providers/Microsoft.ResourceGraph/resources', 'read'],
    ['POST', `${vault}/backupStatus`, 'write'],
    ['POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup?x=/backupValidateOperation`, 'write'],
    [
      'POST',
      `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/backup%3Fx=/providers/Microsoft.ResourceGraph/resources/more`,
      'write',
    ],
    ['POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/recoveryPointsRecommendedForMove`, 'read'],
    ['POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/recoveryPoints/1/accessToken`, 'read'],
    ['POST', `${vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i/recoveryPoints/1/move`, 'write'],
    ['DELETE', `${vault}/backupFabrics/Azure/backupProtectionIntent/i`, 'write'],
    ['DELETE', `${vault}/backupFabrics/Azure/protectionContainers/c`, 'write'],
    ['DELETE', `${vault}/backupPolicies/daily`, 'write'],
    ['DELETE', `${vm}/runCommands/vaultflow-0f8fad5b-d9cb-469f-a165-70867728950e`, 'write'],
    ['DELETE', `${vm}/runCommands/restart-services`, 'destroy'],
    ['DELETE', `${vault}/registeredIdentities/server`, 'destroy'],
    ['DELETE', vault, 'destroy'],
    ['PURGE', vault, 'destroy'],
  ])('%s %s', (method, path, effect) => expect(azureEffect(method, path)).toBe(effect));

  test('elsewhere every POST counts as a change', () => expect(httpEffect('POST')).toBe('write'));
});

describe('a step', () => {
  test.each([
    ['none', 'read'],
    ['read', 'write'],
    ['write', 'destroy'],
  ] as const)('that may %s cannot %s', (allowed, wanted) => {
    try {
      guardEffect(allowed, wanted, 'GET /');
      expect.unreachable();
    } catch (error) {
      expect((error as FailureError).failure).toMatchObject({ code: 'effect_exceeded', refused: true });
      expect(error).toBeInstanceOf(FailureError);
    }
  });

  test('may do less than it declares', () => expect(() => guardEffect('destroy', 'read', '')).not.toThrow());
});

test('a path that cannot be decoded is judged by its method, not by an error', () => {
  expect(azureEffect('POST', '/subscriptions/%zz/backupValidateOperation')).toBe('write');
  expect(azureEffect('GET', '/subscriptions/%zz')).toBe('read');
});
