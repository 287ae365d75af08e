// Three identical machines over one database, as they stand behind a load balancer: schedules fire once, what one publishes all know,
// and while they are replaced one after the other nothing that was accepted is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../nodes/kit/records.ts';
import { redisThere } from '../redis.ts';
import { allEnded, chain, type Machine, type Machines, makeFlow, openMachines, startRun, until } from './machines.ts';

let fleet: Machines;
let machines: Machine[];

beforeAll(async () => {
  fleet = await openMachines(redisThere ? 'Redis' : 'PostgreSQL');
  machines = await Promise.all([fleet.start(), fleet.start(), fleet.start()]);
});
afterAll(() => fleet?.close());

const machine = (index: number): Machine => machines[index % machines.length] as Machine;
const runsOf = async (flow: string): Promise<Run[]> =>
  ((await machine(0).api('GET', `/api/runs?flow=${flow}&limit=200`)).body as { items: Run[] }).items;
const plannedTimes = (runs: readonly Run[]) => runs.map(({ trigger }) => (trigger as { plannedAt?: string }).plannedAt).sort();

/** The clock's next planned time is this long ago, as after an outage of all machines. */
const turnBack = (flow: string, minutes: number) =>
  fleet.sql('UPDATE schedules SET next_at = next_at - $2 WHERE flow_id = $1', flow, minutes * 60_000);

test('a schedule that one machine has armed fires once for every planned time, whoever keeps the time', async () => {
  const params = { every: 'cron', cron: '* * * * *', timeZone: 'UTC', catchUp: 'all', window: 'PT6H' };
  const flow = await makeFlow(machine(0), chain(fleet.witness, { steps: 1, ms: 0, trigger: 'core.schedule', params }));
  expect((await machine(1).api('POST', `/api/flows/${flow}/publish`, { enable: true })).status).toBe(200);
  await turnBack(flow, 10);
  await until(async () => (await runsOf(flow)).length >= 10, 15_000, 'ten planned times');
  // Whoever keeps the time is gone without a word, in the middle of what has to be made up for.
  const [lease] = await fleet.sql<{ owner: string }>(`SELECT owner FROM leases WHERE name = 'triggers'`);
  const keeper = machines.findIndex(({ pid }) => lease?.owner.startsWith(`${pid}-`));
  expect(keeper).toBeGreaterThanOrEqual(0);
  await turnBack(flow, 30);
  const [gone] = machines.splice(keeper, 1);
  await gone?.end('SIGKILL');
  await until(async () => (await runsOf(flow)).length >= 30, 20_000, 'thirty planned times');
  await sleep(2_500);
  const times = plannedTimes(await runsOf(flow));
  expect(new Set(times).size).toBe(times.length);
  expect((await machine(0).api('POST', `/api/flows/${flow}/disable`)).status).toBe(200);
  machines.push(await fleet.start());
});

test('what one machine publishes, disables or hears is known to all', async () => {
  const first = await makeFlow(machine(0), chain(fleet.witness, { steps: 1, ms: 0, trigger: 'core.webhook', params: { auth: 'none' } }));
  const follows = chain(fleet.witness, { steps: 1, ms: 0, trigger: 'core.run-ended', params: { flow: first, when: ['succeeded'] } });
  const second = await makeFlow(machine(1), follows);
  for (const flow of [first, second])
    expect((await machine(2).api('POST', `/api/flows/${flow}/publish`, { enable: true })).status).toBe(200);
  const { items } = (await machine(1).api('GET', `/api/triggers?flow=${first}`)).body as { items: { hookUrl: string }[] };
  const path = new URL(items[0]?.hookUrl ?? '').pathname;
  // Whoever keeps watch over ended runs has heard of the new flow within two seconds.
  await sleep(2_500);
  expect((await machine(0).api('POST', path)).status).toBe(202);
  await until(async () => (await runsOf(second)).length > 0, 10_000, 'the flow behind it');
  await sleep(500);
  expect(await runsOf(second)).toHaveLength(1);
  expect((await machine(1).api('POST', `/api/flows/${first}/disable`)).status).toBe(200);
  for (const one of machines) expect((await one.api('POST', path)).status).toBeGreaterThanOrEqual(400);
});

test('all are replaced one after the other under load: what was accepted ends well, and no finished step is repeated', async () => {
  const flow = await makeFlow(machine(0), chain(fleet.witness, { steps: 4, ms: 60 }));
  const accepted: string[] = [];
  let replacing = true;
  const load = (async () => {
    for (let i = 0; replacing; i++) {
      // What a load balancer does: one that is about to go gets nothing more.
      const id = await startRun(machine(i), flow).catch(() => null);
      if (id) accepted.push(id);
      await sleep(25);
    }
  })();
  for (const old of [...machines]) {
    const fresh = await fleet.start();
    machines.splice(machines.indexOf(old), 1, fresh);
    await old.end('SIGTERM');
  }
  await sleep(500);
  replacing = false;
  await load;
  const ended = await allEnded(machine(0), accepted);
  expect(accepted.length).toBeGreaterThan(50);
  expect(ended.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  expect(fleet.witness.repeated()).toEqual([]);
  expect(accepted.filter((id) => fleet.witness.of(id).filter(({ answered }) => answered).length < 4)).toEqual([]);
});
