// What many machines promise, kept by real processes: one that is killed loses nothing, one that was frozen writes nothing when it
// wakes up, the clock strikes once, a place is held by one, and whoever is asked knows what the others do.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisThere } from '../redis.ts';
import { allEnded, chain, type Machine, type Machines, makeFlow, openMachines, runOf, startRun, until } from './machines.ts';

/** Runs that are under way in a process when it is frozen; many more in the long proof. */
const frozenRuns = Number(process.env.VAULTFLOW_PROVE_FROZEN ?? 1);
const TAKEOVER_MS = 10_000;

const queues = ['PostgreSQL', ...(redisThere ? (['Redis'] as const) : [])] as const;

describe.each(queues)('three machines, with the queue on %s', (queue) => {
  let fleet: Machines;
  let web: Machine;
  const workers: Machine[] = [];

  beforeAll(async () => {
    fleet = await openMachines(queue);
    web = await fleet.start('web');
    workers.push(...(await Promise.all([fleet.start('worker'), fleet.start('worker')])));
  });
  afterAll(() => fleet?.close());

  test('a killed one: its runs go on elsewhere within ten seconds, and no finished step is repeated', async () => {
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 6, ms: 150 }));
    const ids = await Promise.all([...Array(20)].map(() => startRun(web, flow)));
    await until(() => ids.every((id) => fleet.witness.of(id).length >= 2));
    const [victim] = workers.splice(0, 1);
    const killed = Date.now();
    await victim?.end('SIGKILL');
    const ended = await allEnded(web, ids);
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(fleet.witness.repeated()).toEqual([]);
    const pauses = ids.map((id) => {
      const after = fleet.witness.of(id).filter((call) => call.at > killed + 200);
      return after[0] ? after[0].at - killed : 0;
    });
    const slowest = Math.max(...pauses);
    // Somebody did have something to take over.
    expect(slowest).toBeGreaterThan(2_000);
    expect(slowest).toBeLessThan(TAKEOVER_MS);
    workers.push(await fleet.start('worker'));
  });

  test('a frozen one writes nothing when it wakes up', { timeout: 120_000 + frozenRuns * 1_000 }, async () => {
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 4, ms: 200 }));
    const held = async ({ pid }: Machine) =>
      (await fleet.sql<{ id: string }>('SELECT id FROM runs WHERE owner LIKE $1', `${pid}-%`)).map(({ id }) => id);
    let taken = 0;
    while (taken < frozenRuns) {
      const ids = await Promise.all([...Array(Math.max(10, Math.min(100, frozenRuns) * 2))].map(() => startRun(web, flow)));
      await until(() => ids.every((id) => fleet.witness.of(id).length >= 1));
      const busy = await Promise.all(workers.map(async (worker) => ({ worker, runs: (await held(worker)).length })));
      const frozen = busy.sort((a, b) => b.runs - a.runs)[0]?.worker as Machine;
      frozen.freeze();
      const its = await held(frozen);
      taken += its.length;
      const ended = await allEnded(web, ids, 60_000);
      expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
      const state = () => Promise.all(its.map(async (id) => [await runOf(web, id), (await web.api('GET', `/api/runs/${id}/steps`)).body]));
      const before = await state();
      const calls = fleet.witness.calls.length;
      frozen.thaw();
      await sleep(2_500);
      expect(await state()).toEqual(before);
      // It goes no further than the calls that it had begun.
      expect(fleet.witness.calls.length - calls).toBe(0);
      expect(fleet.witness.repeated()).toEqual([]);
    }
    if (frozenRuns > 1) console.info(`${taken} runs were under way in a machine that was frozen; none was written to twice.`);
  });

  test('a place for one is held by one run of all machines at a time, first come, first served', async () => {
    const settings = { concurrency: { key: 'the vault', limit: 1, whenBusy: 'queue' } };
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 2, ms: 30, settings }));
    const ids: string[] = [];
    for (let i = 0; i < 8; i++) ids.push(await startRun(web, flow));
    await allEnded(web, ids);
    const spans = ids.map((id) => fleet.witness.of(id)).map((calls) => [calls[0]?.at ?? 0, calls.at(-1)?.ended ?? 0] as const);
    for (const [i, [begun]] of spans.entries()) expect(begun).toBeGreaterThanOrEqual(spans[i - 1]?.[1] ?? 0);
  });

  test('whoever is asked knows: the stream and the answer come from a machine that runs nothing', async () => {
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 2, ms: 300 }));
    const stream = await fetch(`${web.origin}/api/events?flow=${flow}`, {
      headers: { authorization: 'Bearer a-bearer-token-for-scripts-in-tests' },
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    void (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) heard += part.value;
    })().catch(() => undefined);
    const waited = await web.api('POST', `/api/flows/${flow}/runs`, {}, { prefer: 'wait=20' });
    expect(waited).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    const { runId: id } = waited.body as { runId: string };
    await until(() => /event: run\n(id: .*\n)?data: .*"succeeded"/.test(heard), 5_000, 'the end of the run in the stream');
    expect(heard).toMatch(new RegExp(`event: step\\n(id: .*\\n)?data: \\{"runId":"${id}".*step1`));
    await reader?.cancel();
  });

  test('the database breaks every connection, three times: nobody falls, and what was under way ends well', async () => {
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 8, ms: 150 }));
    const ids = await Promise.all([...Array(20)].map(() => startRun(web, flow)));
    for (let i = 0; i < 3; i++) {
      await sleep(300);
      await fleet.sql(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    }
    const ended = await allEnded(web, ids, 40_000);
    expect(ended.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    expect(fleet.witness.repeated()).toEqual([]);
    const waited = await web.api('POST', `/api/flows/${flow}/runs`, {}, { prefer: 'wait=20' });
    expect(waited, web.said()).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });

  test('cancelled on one machine, a call that another makes ends within a second', async () => {
    const flow = await makeFlow(web, chain(fleet.witness, { steps: 2, ms: 20_000 }));
    const id = await startRun(web, flow);
    await until(() => fleet.witness.of(id).length === 1);
    const asked = Date.now();
    expect((await web.api('POST', `/api/runs/${id}/cancel`)).status).toBeLessThan(300);
    await until(() => fleet.witness.of(id)[0]?.ended != null, 5_000, 'the end of the call');
    expect((fleet.witness.of(id)[0]?.ended ?? 0) - asked).toBeLessThan(1_000);
    await until(async () => (await runOf(web, id)).status !== 'cancelling', 30_000, 'the end of the run');
    expect(fleet.witness.of(id)).toHaveLength(1);
  });
});
