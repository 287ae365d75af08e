// Quirks mode: the answers of the backup service deviate from its specification where the real ones do, for new things too.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { filtered, signedIn, vaultPath, vmItemPath } from '../test/in-process.ts';

const given = estate({
  machines: [{ name: 'vm-sql', resourceGroup: 'rg-backup', databases: [{ name: 'Orders' }] }],
  vaults: [
    {
      name: 'v1',
      crossRegionRestore: true,
      registered: [{ name: 'vm-sql' }],
      items: [{ name: 'vm-1', points: { count: 2, newest: '-PT30H', monthly: 4, archived: 1 } }],
    },
  ],
});
const tiersOf = (point: { properties: { recoveryPointTierDetails: object[] } }) => point.properties.recoveryPointTierDetails;

test('tiers are numbers, and a snapshot that is gone is left out', async () => {
  const { raw } = signedIn({ estate: given, quirks: true });
  const points = (await raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints`)).body.value;
  expect(tiersOf(points[0])).toEqual([
    { type: 1, status: 1 },
    { type: 2, status: 1 },
  ]);
  expect(tiersOf(points.at(-1))).toEqual([
    { type: 2, status: 3 },
    { type: 3, status: 1 },
  ]);
});

test('members have their odd names, and an old API version gets new members', async () => {
  const { raw } = signedIn({ estate: given, quirks: true });
  const found = (await raw('GET', filtered(`${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureWorkload'"))).body
    .value;
  expect(found.map((one: { properties: { IsProtectable: boolean } }) => one.properties.IsProtectable)).toEqual([false, true]);
  const [item] = (await raw('GET', `${vaultPath('v1')}/backupProtectedItems/?api-version=2018-12-20`)).body.value;
  expect(item.properties.isArchiveEnabled).toBe(false);
  expect(item.id).toMatch(/^\/Subscriptions\//);
});

test('links of an accepted request name another API version and still lead on', async () => {
  const { raw, clock } = signedIn({ estate: given, quirks: true });
  const accepted = await raw(
    'POST',
    `${vaultPath('v1')}/backupFabrics/Azure/protectionContainers/VMAppContainer;Compute;rg-backup;vm-sql/inquire`,
  );
  const link = new URL(accepted.headers.get('azure-asyncoperation') ?? '');
  expect(link.pathname).toMatch(/^\/Subscriptions\//);
  expect(link.searchParams.get('api-version')).toBe('2019-05-13-preview');
  expect((await raw('GET', `${link.pathname}${link.search}`)).body.endTime).toBe('0001-01-01T00:00:00');
  clock.pass(10);
  expect((await raw('GET', `${link.pathname}${link.search}`)).body.status).toBe('Succeeded');
});
