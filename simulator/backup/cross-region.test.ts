// Cross-region restore end to end, as API version 2018-12-20 has it.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const version = 'api-version=2018-12-20';
const world = () =>
  watched({
    estate: estate({
      vaults: [
        {
          name: 'v1',
          crossRegionRestore: true,
          items: [
            { name: 'vm-1', points: { count: 3, newest: '-PT2H', ids: ['111', '222'] } },
            { kind: 'share', name: 'files', account: 'stfiles', points: { count: 2 } },
          ],
        },
        { name: 'v2', items: [{ name: 'vm-2', points: { count: 2, newest: '-PT30H', ids: ['333'] } }] },
      ],
      storageAccounts: [{ name: 'stnear' }, { name: 'stfar', location: 'northeurope' }],
    }),
  });
type World = ReturnType<typeof world>;
const region = (name: string, path: string) =>
  `/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/providers/Microsoft.RecoveryServices/locations/${name}/${path}?${version}`;
const disks = (account: string, where: string) => ({
  objectType: 'IaasVMRestoreRequest',
  recoveryPointId: '222',
  recoveryType: 'RestoreDisks',
  sourceResourceId: vmId('vm-1'),
  storageAccountId: accountPath(account),
  region: where,
});

async function access(w: World, item = vmItemPath('v1', 'vm-1'), point = '222') {
  const aad = await w.raw('GET', region('northeurope', 'backupAadProperties'));
  return w.raw('POST', `${item}/recoveryPoints/${point}/accessToken?${version}`, { properties: aad.body.properties });
}
const start = (w: World, details: unknown, restoreRequest: object, where = 'northeurope') =>
  w.raw('POST', region(where, 'backupCrossRegionRestore'), { crossRegionRestoreAccessDetails: details, restoreRequest });

test('items and points show up in the paired region hours later, shares never', async () => {
  const w = world();
  const items = await w.raw('GET', `${vaultPath('v1')}/backupProtectedItems/?${version}`);
  expect(items.body.value.map((item: { properties: { friendlyName: string } }) => item.properties.friendlyName)).toEqual(['vm-1']);
  expect(items.body.value[0].properties.lastRecoveryPoint).toBe('2026-11-21T08:00:00.0000000Z');
  const points = await w.raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints/?${version}`);
  expect(points.body.value.map((point: { name: string }) => point.name)[0]).toBe('222');
  expect((await w.raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints?${version}`)).body.value).toHaveLength(3);
  expect((await w.raw('GET', `${vaultPath('v2')}/backupProtectedItems/?${version}`)).body.value).toEqual([]);
});

test('a point is restored in the other region; its job is listed there and not in the vault', async () => {
  const w = world();
  const token = await access(w);
  expect(token.body.properties).toMatchObject({ recoveryPointId: '222', resourceName: 'v1', datasourceName: 'vm-1' });
  const accepted = await start(w, token.body.properties, disks('stfar', 'northeurope'));
  const status = await w.settled(accepted, 10);
  expect(status).toMatchObject({ status: 'Succeeded', properties: { objectType: 'OperationStatusJobExtendedInfo' } });
  const { jobId } = status.properties;
  const ask = { resourceId: vaultPath('v1'), jobName: jobId };
  const job = async () => (await w.raw('POST', region('northeurope', 'backupCrrJob'), ask)).body.properties;
  expect(await job()).toMatchObject({ operation: 'CrossRegionRestore', status: 'InProgress' });
  expect((await w.raw('POST', region('northeurope', 'backupCrrJobs'), { resourceId: vaultPath('v1') })).body.value).toHaveLength(1);
  expect((await w.raw('POST', region('westeurope', 'backupCrrJobs'), { resourceId: vaultPath('v1') })).body.value).toEqual([]);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value).toEqual([]);
  w.clock.pass(3300);
  expect(await job()).toMatchObject({ status: 'Completed', extendedInfo: { propertyBag: { 'Job Type': 'Recover disks' } } });
  const done = new URL(accepted.headers.get('location') ?? '');
  expect((await w.raw('GET', `${done.pathname}${done.search}`)).status).toBe(200);
});

test.each([
  [
    'a staging account in the region of the vault',
    disks('stnear', 'northeurope'),
    'northeurope',
    'UserErrorTargetStorageAccountRegionMismatch',
  ],
  ['another region than the paired one', disks('stfar', 'northeurope'), 'swedencentral', 'BMSUserErrorInvalidInput'],
])('%s is refused', async (_name, request, where, code) => {
  const w = world();
  const refused = await start(w, (await access(w)).body.properties, request, where);
  expect({ status: refused.status, code: refused.body.error.code }).toEqual({ status: 400, code });
});

test('without the flag, for a point that has not arrived, or with a made-up token nothing is given', async () => {
  const w = world();
  expect((await access(w, vmItemPath('v2', 'vm-2'), '333')).status).toBe(400);
  expect((await access(w, vmItemPath('v1', 'vm-1'), '111')).status).toBe(404);
  const token = (await access(w)).body.properties;
  const refused = await start(w, { ...token, accessTokenString: `${token.accessTokenString}x` }, disks('stfar', 'northeurope'));
  expect(refused.body.error.target).toBe('crossRegionRestoreAccessDetails.accessTokenString');
  w.clock.pass(25 * 3600);
  expect((await start(w, token, disks('stfar', 'northeurope'))).status).toBe(400);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
