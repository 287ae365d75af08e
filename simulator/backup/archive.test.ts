// The archive tier: what may move, what a move does, restoring from there, and what it would cost.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const world = () =>
  watched({
    estate: estate({
      vaults: [
        {
          name: 'v1',
          policies: [{ name: 'Yearly', keepDays: 30 }],
          items: [
            { name: 'vm-1', policy: 'Yearly', points: { count: 6, newest: '-P10D', everyHours: 720, keepDays: 1095, archived: 1 } },
            { name: 'vm-young', points: { count: 3 } },
            { kind: 'share', name: 'files', account: 'stfiles', points: { count: 1 } },
          ],
        },
      ],
      storageAccounts: [{ name: 'ststaging' }],
    }),
  });
type World = ReturnType<typeof world>;
const item = vmItemPath('v1', 'vm-1');
interface Point {
  name: string;
  properties: {
    recoveryPointTierDetails: { type: string; status: string }[];
    recoveryPointMoveReadinessInfo: { ArchivedRP: { isReadyForMove: boolean; additionalInfo?: string } };
  };
}
const points = async (w: World, path = item): Promise<Point[]> => (await w.raw('GET', `${path}/recoveryPoints`)).body.value;
const ready = (point: Point) => point.properties.recoveryPointMoveReadinessInfo.ArchivedRP;
const recommended = async (w: World, excludedRPList: string[] = []): Promise<Point[]> => {
  const body = { objectType: 'ListRecoveryPointsRecommendedForMoveRequest', excludedRPList };
  return (await w.raw('POST', `${item}/recoveryPointsRecommendedForMove`, body)).body.value;
};
const move = (w: World, point: string, path = item) =>
  w.raw('POST', `${path}/recoveryPoints/${point}/move`, {
    objectType: 'MoveRPAcrossTiersRequest',
    sourceTierType: 'HardenedRP',
    targetTierType: 'ArchivedRP',
  });
const tiersOf = (point: Point | undefined) => point?.properties.recoveryPointTierDetails.map(({ type, status }) => `${type} ${status}`);

test('only points old enough, kept long enough and not there yet are ready', async () => {
  const w = world();
  const all = await points(w);
  expect(all.map((point) => ready(point).isReadyForMove)).toEqual([false, false, false, true, true, false]);
  expect(ready(all[0] as Point).additionalInfo).toContain('younger than 3 months');
  expect(tiersOf(all[5])).toEqual(['InstantRP Deleted', 'HardenedRP Deleted', 'ArchivedRP Valid']);
  const found = await recommended(w);
  expect(found.map(({ name }) => name)).toEqual([all[3]?.name, all[4]?.name]);
  expect(await recommended(w, [all[3]?.name ?? ''])).toHaveLength(1);
});

test('a move is a job, and the point is in the archive when it has ended', async () => {
  const w = world();
  const [first] = await recommended(w);
  const status = await w.settled(await move(w, first?.name ?? ''), 10);
  const job = async () => (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${status.properties.jobId}`)).body.properties;
  expect(await job()).toMatchObject({ operation: 'MoveRecoveryPoint', status: 'InProgress' });
  expect((await move(w, (await recommended(w))[1]?.name ?? '')).status).toBe(409);
  w.clock.pass(3600);
  expect((await job()).status).toBe('Completed');
  expect(tiersOf((await points(w)).find(({ name }) => name === first?.name))).toContain('ArchivedRP Valid');
  expect(await recommended(w)).toHaveLength(1);
});

test('a point that is not ready does not move', async () => {
  const w = world();
  const [young] = await points(w, vmItemPath('v1', 'vm-young'));
  const refused = await move(w, young?.name ?? '', vmItemPath('v1', 'vm-young'));
  expect({ status: refused.status, code: refused.body.error.code }).toEqual({ status: 400, code: 'UserErrorRecoveryPointNotMoveReady' });
  const [newest] = await points(w);
  const back = { objectType: 'MoveRPAcrossTiersRequest', sourceTierType: 'ArchivedRP', targetTierType: 'HardenedRP' };
  expect((await w.raw('POST', `${item}/recoveryPoints/${newest?.name}/move`, back)).status).toBe(400);
});

test('from the archive a restore needs rehydration, takes its hours, and leaves the point readable for a while', async () => {
  const w = world();
  const archived = (await points(w)).at(-1)?.name ?? '';
  const disks = {
    objectType: 'IaasVMRestoreRequest',
    recoveryType: 'RestoreDisks',
    region: 'westeurope',
    sourceResourceId: vmId('vm-1'),
    storageAccountId: accountPath('ststaging'),
  };
  const restore = (properties: object) => w.raw('POST', `${item}/recoveryPoints/${archived}/restore`, { properties });
  expect((await restore(disks)).body.error.code).toBe('UserErrorRecoveryPointInArchiveTier');
  const rehydrating = {
    ...disks,
    objectType: 'IaasVMRestoreWithRehydrationRequest',
    recoveryPointRehydrationInfo: { rehydrationRetentionDuration: 'P12D', rehydrationPriority: 'High' },
  };
  const status = await w.settled(await restore(rehydrating), 10);
  const job = async () => (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${status.properties.jobId}`)).body.properties;
  expect((await job()).extendedInfo.tasksList.map(({ taskId }: { taskId: string }) => taskId)).toEqual([
    'Rehydrate recovery point',
    'Transfer data from vault',
  ]);
  w.clock.pass(1800);
  expect((await job()).status).toBe('InProgress');
  w.clock.pass(3600);
  expect((await job()).status).toBe('Completed');
  expect(tiersOf((await points(w)).at(-1))).toContain('ArchivedRP Rehydrated');
  w.clock.pass(13 * 86_400);
  expect(tiersOf((await points(w)).at(-1))).toContain('ArchivedRP Valid');
});

test('costs are told for a vault, a policy, an item and a rehydration', async () => {
  const w = world();
  const ask = async (body: object) => {
    const accepted = await w.raw('POST', `${vaultPath('v1')}/backupTieringCost/default/fetchTieringCost`, body);
    expect((await w.settled(accepted, 10)).status).toBe('Succeeded');
    const link = new URL(accepted.headers.get('location') ?? '');
    return (await w.raw('GET', `${link.pathname}${link.search}`)).body;
  };
  const tiers = { sourceTierType: 'HardenedRP', targetTierType: 'ArchivedRP' };
  const names = {
    containerName: 'IaasVMContainer;iaasvmcontainerv2;rg-backup;vm-1',
    protectedItemName: 'VM;iaasvmcontainerv2;rg-backup;vm-1',
  };
  const vault = await ask({ objectType: 'FetchTieringCostSavingsInfoForVaultRequest', ...tiers });
  expect(vault.sourceTierSizeReductionInBytes).toBeGreaterThan(0);
  expect(await ask({ objectType: 'FetchTieringCostSavingsInfoForPolicyRequest', policyName: 'Yearly', ...tiers })).toEqual(vault);
  expect(await ask({ objectType: 'FetchTieringCostSavingsInfoForProtectedItemRequest', ...names, ...tiers })).toEqual(vault);
  const back = { ...names, recoveryPointId: (await points(w)).at(-1)?.name, rehydrationPriority: 'High' };
  const cost = await ask({ objectType: 'FetchTieringCostInfoForRehydrationRequest', ...back, ...tiers });
  expect(cost).toMatchObject({ objectType: 'TieringCostRehydrationInfo', retailRehydrationCostPerGBPerMonth: 0.1 });
  const path = `${vaultPath('v1')}/backupTieringCost/default/fetchTieringCost`;
  expect(
    (await w.raw('POST', path, { objectType: 'FetchTieringCostSavingsInfoForPolicyRequest', policyName: 'None', ...tiers })).status,
  ).toBe(404);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
