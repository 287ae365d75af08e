// Paths that params had a hand in: what leads somewhere else than it says is never asked for.
import { expect, test } from 'vitest';
import { climbsOut, mustBePlain } from './ids.ts';

const vault = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1';

test.each([
  [`${vault}/usages`],
  [`${vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg;vm%2001`],
  [`${vault}/backupJobs?$filter=${encodeURIComponent("status eq 'InProgress' and startTime ge '2026-03-02 03:04:05 PM'")}`],
  ['/subscriptions/s/resourceGroups/rg..old/providers/Microsoft.Compute/snapshots/.hidden'],
])('%s is asked for as it is', (path) => {
  expect(mustBePlain(path)).toBe(path);
});

test.each([
  ['two dots in a name', `${vault}/backupPolicies/../../v2`],
  ['encoded dots', `${vault}/backupPolicies/%2e%2E/v2`],
  ['an encoded slash around dots', `${vault}/backupPolicies/x%2F..%2F..%2Fv2`],
  ['a backslash, which URLs read as a slash', `${vault}/backupPolicies/x\\..\\..\\v2`],
  ['dots beside a broken escape', `${vault}/%zz/../../v2`],
  ['a name that ends the path early', `${vault}/start?/backupPolicies/daily`],
  ['a name that brings a query before ours', `${vault}?x=1?$expand=instanceView`],
  ['a fragment', `${vault}#/backupPolicies/daily`],
])('%s is refused before anything is sent', (_, path) => {
  expect(() => mustBePlain(path)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'param_invalid', refused: true }) }),
  );
});

test('a blob whose name climbs into another container is seen, a query with slashes is none', () => {
  expect(climbsOut('https://stfiles01.blob.core.windows.net/reports/../secrets/a.txt')).toBe(true);
  expect(climbsOut('https://stfiles01.blob.core.windows.net/reports?prefix=a/../b')).toBe(false);
});
