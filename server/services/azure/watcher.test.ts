// A thousand runs wait for jobs of one vault: Azure is asked for the list, not for each job, and every run goes on.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { estate } from '../../../nodes/kit/estate.ts';
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts';
import { type House, openHouse } from '../test/house.ts';

const open: (House | Simulator)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

function simulate(
  jobs: readonly { id: string; item: string; seconds?: number; status?: 'InProgress' | 'Failed'; at?: string }[],
  timeScale: number,
): Simulator {
  const simulator = createSimulator({
    file: ':memory:',
    timeScale,
    estate: estate({
      vaults: [
        {
          name: 'vault-weu-prod',
          policies: [{ name: 'daily' }],
          items: [{ name: 'vm-sql-03', policy: 'daily' }],
          jobs: jobs.map((job) => ({ status: 'InProgress', at: '-PT1M', ...job })),
        },
      ],
    }),
  });
  open.push(simulator);
  return simulator;
}

const waitFor = (job: string) => [{ id: 'finished', type: 'azure-backup.wait-for-job', params: { vault, job } }];
const vault =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod';

test('1,000 waits cost a few list reads', async () => {
  const ids = Array.from({ length: 1_000 }, () => randomUUID());
  const simulator = simulate(
    ids.map((id) => ({ id, item: 'vm-sql-03', seconds: 65 })),
    60,
  );
  const house = await openHouse({ practice: simulator });
  open.unshift(house);
  const runs = await Promise.all(ids.map((id) => house.start(waitFor(id), { id: `flow-${id}` })));
  const ended = await Promise.all(runs.map((run) => house.ended(run, 30_000)));
  expect(ended.filter(({ run }) => run.status === 'succeeded')).toHaveLength(1_000);
  const reads = simulator.requests({ method: 'GET' });
  const lists = reads.filter(({ path }) => /\/backupJobs$/.test(path));
  const single = reads.filter(({ path }) => /\/backupJobs\/[^/]+$/.test(path));
  // Five pages of 200 a round; the rest is a closer look at a few jobs a round.
  expect(lists.length + single.length).toBeLessThan(250);
  expect(single.length).toBeLessThan(200);
}, 60_000);

test('the progress of the job moves on the step that waits', async () => {
  const id = randomUUID();
  const house = await openHouse({ practice: simulate([{ id, item: 'vm-sql-03', seconds: 63 }], 60) });
  open.unshift(house);
  await house.ended(await house.start(waitFor(id)));
  const told = house.progress.filter(({ key }) => key === 'finished');
  expect(told.length).toBeGreaterThan(1);
  expect(told.some(({ says, fraction }) => /·? ?\d+ %$/.test(says) && fraction !== null)).toBe(true);
});

test('a job that ended long ago is found although the list does not show it', async () => {
  const id = randomUUID();
  const house = await openHouse({ practice: simulate([{ id, item: 'vm-sql-03', status: 'Failed', at: '-P6D' }], 60) });
  open.unshift(house);
  const end = await house.ended(await house.start(waitFor(id)));
  expect((await end.step('finished')).error).toMatchObject({ code: 'azure_job_failed' });
});

test('waits of an earlier life of the server are found in the journal', async () => {
  const id = randomUUID();
  const simulator = simulate([{ id, item: 'vm-sql-03', seconds: 61 }], 60);
  // The first house never looks again; its journal lives on.
  const first = await openHouse({ practice: simulator, watchPace: { firstMs: 600_000 } });
  const run = await first.start(waitFor(id), { id: 'flow' });
  while ((await first.journal.run(run))?.status !== 'waiting') await new Promise((next) => setTimeout(next, 5));
  await first.services.stop();
  const second = await openHouse({ practice: simulator, journal: first.journal });
  open.unshift(second, first);
  expect(await second.journal.openEvents('job:')).toHaveLength(1);
  second.services.start();
  const delivered = async () => (await second.journal.openEvents('job:')).length === 0;
  for (const until = Date.now() + 10_000; !(await delivered()) && Date.now() < until; ) await new Promise((next) => setTimeout(next, 20));
  expect(await delivered()).toBe(true);
});

test('one of several processes watches a vault', async () => {
  const id = randomUUID();
  const simulator = simulate([{ id, item: 'vm-sql-03', seconds: 600 }], 60);
  const first = await openHouse({ practice: simulator });
  open.unshift(first);
  await first.journal.own(`watch:azure:${vault.toLowerCase()}`, 'somebody else', 600_000, Date.now());
  const run = await first.start(waitFor(id));
  await new Promise((next) => setTimeout(next, 1_000));
  expect(simulator.requests({ path: 'backupJobs' })).toHaveLength(0);
  expect((await first.journal.run(run))?.status).toBe('waiting');
});

test('a stream of new waits does not make it ask more often', async () => {
  const ids = Array.from({ length: 30 }, () => randomUUID());
  const simulator = simulate(
    ids.map((id) => ({ id, item: 'vm-sql-03', seconds: 600 })),
    60,
  );
  const house = await openHouse({ practice: simulator, watchPace: { firstMs: 10, minMs: 1_000, maxMs: 1_000 } });
  open.unshift(house);
  for (const id of ids) {
    await house.start(waitFor(id));
    await new Promise((next) => setTimeout(next, 70));
  }
  // Two seconds of new waits: the first look at once, then one a second.
  const looks = simulator.requests({ method: 'GET' }).filter(({ path }) => /\/backupJobs$/.test(path));
  expect(looks.length).toBeGreaterThanOrEqual(2);
  expect(looks.length).toBeLessThanOrEqual(5);
});
