import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator } from '../simulator.ts';
import { all, handClock, signedIn, vaultPath, vmItemPath } from '../test/in-process.ts';

const given = estate({
  scheduledBackups: true,
  vaults: [
    {
      name: 'v1',
      policies: [
        { name: 'Nightly', time: '22:00', keepDays: 7 },
        { name: 'Sundays', frequency: 'Weekly', days: ['Sunday'], time: '02:00', keepDays: 28 },
      ],
      items: [
        { name: 'vm-1', policy: 'Nightly', points: { count: 3 } },
        { name: 'vm-off', policy: 'Nightly', points: { count: 2, newest: '-P3D' }, offline: true },
        { name: 'vm-week', policy: 'Sundays' },
        { name: 'vm-stopped', state: 'ProtectionStopped', points: { count: 1 } },
      ],
    },
  ],
});

type Job = { properties: { startTime: string; status: string; entityFriendlyName: string } };
const jobs = async (world: ReturnType<typeof signedIn>): Promise<string[]> =>
  (await world.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value.map(
    ({ properties }: Job) => `${properties.entityFriendlyName} ${properties.startTime.slice(0, 16)} ${properties.status}`,
  );

test('scheduled backups happen at their time while nobody looks, except on machines that are off or stopped', async () => {
  const world = signedIn({ estate: given });
  expect(await jobs(world)).toEqual([]);
  world.clock.pass(12 * 3600 + 60);
  expect(await jobs(world)).toEqual(['vm-1 2026-11-22T22:00 InProgress']);
  world.clock.pass(3 * 86_400);
  expect(await jobs(world)).toEqual([
    'vm-1 2026-11-25T22:00 InProgress',
    'vm-1 2026-11-24T22:00 Completed',
    'vm-1 2026-11-23T22:00 Completed',
    'vm-1 2026-11-22T22:00 Completed',
  ]);
  world.clock.pass(7 * 86_400);
  expect((await jobs(world)).filter((job) => job.startsWith('vm-week'))).toEqual(['vm-week 2026-11-29T02:00 Completed']);
});

test('recovery points go when their time is over, the last one of an item never', async () => {
  const world = signedIn({ estate: given });
  world.clock.pass(20 * 86_400);
  const count = async (name: string) => (await world.raw('GET', `${vmItemPath('v1', name)}/recoveryPoints`)).body.value.length;
  expect(await count('vm-1')).toBe(7);
  expect(await count('vm-off')).toBe(1);
});

test('what was due while the simulator was off has happened when it is on again', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'simulator.db');
  const clock = handClock();
  const first = createSimulator({ file, now: clock.now, estate: given, timeScale: 1 });
  first.close();
  const second = signedIn({ file, now: () => clock.now() + 40 * 86_400_000, timeScale: 1 });
  const list = (await jobs(second)).filter((job) => job.startsWith('vm-1'));
  expect(list.length).toBeGreaterThanOrEqual(30);
  expect(new Set(list.map((job) => job.split(' ')[1])).size).toBe(list.length);
  expect(await all(second.client.backupJobs.list('v1', 'rg-backup', { filter: "status eq 'InProgress'" }))).toEqual([]);
  second.simulator.close();
});

test('the clock can be moved ahead, and stays ahead', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'simulator.db');
  const world = signedIn({ file, estate: given });
  world.simulator.advance(2 * 86_400);
  expect(await jobs(world)).toHaveLength(2);
  world.simulator.close();
  const again = signedIn({ file });
  expect(await jobs(again)).toHaveLength(2);
  again.simulator.close();
});
