// Item-level recovery: the script that mounting gives, the session that it opens, and its end.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { vaultPath, vmId, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const world = () =>
  watched({
    estate: estate({
      machines: [
        { name: 'vm-win', resourceGroup: 'rg-backup' },
        { name: 'vm-lin', resourceGroup: 'rg-backup', os: 'Linux' },
      ],
      vaults: [
        {
          name: 'v1',
          items: [
            { name: 'vm-win', points: { count: 2, ids: ['111', '222'] } },
            { name: 'vm-lin', points: { count: 1, ids: ['333'] } },
            { name: 'vm-gone', state: 'SoftDeleted', points: { count: 1, ids: ['444'] } },
            { name: 'vm-old', points: { count: 1, newest: '-P200D', ids: ['555'], archived: 1, keepDays: 900 } },
          ],
        },
      ],
    }),
  });
type World = ReturnType<typeof world>;
const mount = (w: World, name: string, point: string, more: object = {}) =>
  w.raw('POST', `${vmItemPath('v1', name)}/recoveryPoints/${point}/provisionInstantItemRecovery`, {
    properties: {
      objectType: 'IaasVMILRRegistrationRequest',
      recoveryPointId: point,
      virtualMachineId: vmId(name),
      initiatorName: 'ops',
      ...more,
    },
  });
const active = async (w: World, name: string, point: string) =>
  (await w.raw('GET', `${vmItemPath('v1', name)}/recoveryPoints/${point}`)).body.properties.isInstantIlrSessionActive;

test('a mounted point hands out a script by operating system, and ends by revoking or by itself', async () => {
  const w = world();
  const windows = (await w.settled(await mount(w, 'vm-win', '111'))).properties;
  expect(windows).toMatchObject({ objectType: 'OperationStatusProvisionILRExtendedInfo' });
  expect(windows.recoveryTarget.clientScripts).toMatchObject([{ osType: 'Windows', scriptExtension: '.exe' }]);
  expect(windows.recoveryTarget.clientScripts[0].url).toMatch(/^https:/);
  const [linux] = (await w.settled(await mount(w, 'vm-lin', '333'))).properties.recoveryTarget.clientScripts;
  expect(linux.scriptExtension).toBe('.py');
  const script = Buffer.from(linux.scriptContent, 'base64').toString();
  expect(script).toMatch(/^#!\/usr\/bin\/env python3\n/);
  expect(script).toMatch(/TargetPassword="[0-9a-f]{15}"/);
  expect(await active(w, 'vm-win', '111')).toBe(true);
  expect(await active(w, 'vm-win', '222')).toBe(false);
  const ended = await w.raw('POST', `${vmItemPath('v1', 'vm-win')}/recoveryPoints/111/revokeInstantItemRecovery`);
  expect((await w.settled(ended)).status).toBe('Succeeded');
  expect(await active(w, 'vm-win', '111')).toBe(false);
  expect(await active(w, 'vm-lin', '333')).toBe(true);
  w.clock.pass(12 * 3600);
  expect(await active(w, 'vm-lin', '333')).toBe(false);
});

test('a second session needs renewing; no session from a deleted item, an archived or an unknown point', async () => {
  const w = world();
  await mount(w, 'vm-win', '111');
  expect((await mount(w, 'vm-win', '111')).body.error.code).toBe('UserErrorInstantIlrSessionAlreadyActive');
  expect((await mount(w, 'vm-win', '111', { renewExistingRegistration: true })).status).toBe(202);
  expect((await mount(w, 'vm-gone', '444')).body.error.code).toBe('UserErrorItemInSoftDeletedState');
  expect((await mount(w, 'vm-old', '555')).body.error.code).toBe('UserErrorRecoveryPointInArchiveTier');
  expect((await mount(w, 'vm-win', '999')).status).toBe(404);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value).toEqual([]);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
