// Several processes' dispatchers over one queue and one journal: who hears what, and what is left when the queue is lost.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { databaseUrl, stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { redisThere, stopTestRedis, testRedis } from '../../test/redis.ts';
import { me, newRun } from '../journal/conformance-kit.ts';
import { memoryJournal } from '../journal/memory.ts';
import { bullmqDispatcher } from './bullmq.ts';
import { ending, gate, nothing, until } from './conformance.ts';

afterAll(async () => {
  await stopTestDatabases();
  await stopTestRedis();
});

function fleet(connection: string, sweepMs = 150) {
  const journal = memoryJournal();
  const name = `t${randomBytes(4).toString('hex')}`;
  const errors: string[] = [];
  const onError = (error: unknown) => errors.push(String(error));
  const process = () => bullmqDispatcher({ journal, connection, name, sweepMs, onError });
  return { journal, errors, process, pair: [process(), process()] as const };
}

const places: readonly { name: string; url: () => Promise<string> }[] = [
  { name: 'PostgreSQL', url: async () => databaseUrl(await testDatabase()) },
  ...(redisThere ? [{ name: 'Redis', url: async () => (await testRedis())?.url ?? '' }] : []),
];

describe.each(places)('two processes over $name', ({ url }) => {
  test('every run is advanced, by one of them, and both have their share', async () => {
    const { journal, pair } = fleet(await url());
    const orders: [string[], string[]] = [[], []];
    const slow = (order: string[]) => async (runId: string) => {
      await sleep(2);
      await ending(journal, order)(runId);
    };
    await Promise.all(pair.map((one, i) => one.start(slow(orders[i] as string[]), { concurrency: 4, abort: nothing })));
    const ids = await Promise.all([...Array(200)].map(async () => (await journal.createRun(newRun())).run.id));
    for (const id of ids) pair[0].wake(id);
    await until(() => orders[0].length + orders[1].length >= 200);
    await Promise.all(pair.map((one) => one.stop({ graceMs: 0 })));
    expect([...orders[0], ...orders[1]].sort()).toEqual([...ids].sort());
    expect(Math.min(orders[0].length, orders[1].length)).toBeGreaterThan(20);
  });

  test('a process without work of its own wakes and cancels runs in another', async () => {
    const { pair } = fleet(await url());
    const [web, worker] = pair;
    const { started, advance, release, aborted, abort } = gate();
    const neverHere = () => assert.fail('the web process advanced a run');
    await web.start(neverHere, { concurrency: 0, abort: nothing });
    await worker.start(advance, { concurrency: 5, abort });
    web.wake('a');
    web.wake('b');
    await until(() => started.length === 2);
    web.cancel('b');
    await until(() => aborted.size > 0);
    expect([...aborted]).toEqual(['b']);
    release(9);
    await Promise.all(pair.map((one) => one.stop({ graceMs: 0 })));
  });

  test('woken by another process while it is under way, a run is nudged at once and goes once more, never twice at a time', async () => {
    const { pair } = fleet(await url());
    const [one, other] = pair;
    const { started, advance, release, most } = gate();
    const nudged: (string | null)[] = [];
    await one.start(advance, { concurrency: 5, abort: nothing, nudge: (runId) => nudged.push(runId) });
    await other.start(nothing as never, { concurrency: 0, abort: nothing });
    one.wake('a');
    await until(() => started.length === 1);
    other.wake('a');
    await until(() => nudged.length > 0);
    await sleep(150);
    expect(started).toHaveLength(1);
    release();
    await until(() => started.length === 2);
    expect(most()).toBe(1);
    release(9);
    await Promise.all(pair.map((dispatcher) => dispatcher.stop({ graceMs: 0 })));
  });

  test('what one tells the others hear, and it does not hear itself', async () => {
    const { pair } = fleet(await url());
    const heard: unknown[] = [];
    pair[0].hear((news) => heard.push(['one', news]));
    pair[1].hear((news) => heard.push(['other', news]));
    for (const one of pair) await one.start(nothing as never, { concurrency: 0, abort: nothing });
    pair[0].tell({ progress: [0.5] });
    await until(() => heard.length > 0);
    await sleep(50);
    expect(heard).toEqual([['other', { progress: [0.5] }]]);
    await Promise.all(pair.map((one) => one.stop({ graceMs: 0 })));
  });

  test('what one has not begun when it stops, the other does', async () => {
    const { journal, pair } = fleet(await url());
    const [leaving, staying] = pair;
    const held = gate();
    const order: string[] = [];
    const ids = await Promise.all([...Array(20)].map(async () => (await journal.createRun(newRun())).run.id));
    await leaving.start(held.advance, { concurrency: 2, abort: nothing });
    await until(() => held.started.length === 2);
    const left = leaving.stop({ graceMs: 100 });
    await staying.start(ending(journal, order), { concurrency: 2, abort: nothing });
    held.release(9);
    await left;
    await until(() => order.length === 20);
    expect([...order].sort()).toEqual([...ids].sort());
    expect(held.started).toHaveLength(2);
    await staying.stop({ graceMs: 0 });
  });
});

describe.skipIf(!redisThere)('a queue that is lost', () => {
  const own = async () => {
    const server = await testRedis({ own: true });
    assert.ok(server?.stop && server.begin);
    return { url: server.url, stop: server.stop, begin: server.begin };
  };

  test('emptied: what was due or planned goes on all the same', async () => {
    const { url } = await own();
    const { journal, process, errors } = fleet(url);
    const dispatcher = process();
    const order: string[] = [];
    const admin = new Redis(url);
    const { run: soon } = await journal.createRun(newRun(), { owner: me });
    await dispatcher.start(ending(journal, order), { concurrency: 2, abort: nothing });
    const at = Date.now() + 400;
    await journal.write(soon.id, 1, [
      { kind: 'wait', key: 'w', nodeId: 'w', startedAt: 0, attempt: 1, params: {}, state: {}, until: at },
      { kind: 'park', status: 'waiting' },
    ]);
    dispatcher.wake(soon.id, { at });
    await sleep(100);
    await admin.flushall();
    await until(() => order.includes(soon.id));
    const { run: next } = await journal.createRun(newRun());
    dispatcher.wake(next.id);
    await until(() => order.includes(next.id));
    expect(order).toEqual([soon.id, next.id]);
    expect(errors).toEqual([]);
    await dispatcher.stop({ graceMs: 0 });
    admin.disconnect();
  });

  test('gone: it is said, runs go on without it, and with it when it is back', async () => {
    const redis = await own();
    const { journal, process, errors } = fleet(redis.url);
    const dispatcher = process();
    const other = process();
    const order: string[] = [];
    const nudged: (string | null)[] = [];
    await dispatcher.start(ending(journal, order), { concurrency: 2, abort: nothing, nudge: (runId) => nudged.push(runId) });
    await other.start(nothing as never, { concurrency: 0, abort: nothing });
    await redis.stop();
    const ids = await Promise.all([...Array(20)].map(async () => (await journal.createRun(newRun())).run.id));
    for (const id of ids.slice(10)) dispatcher.wake(id);
    await until(() => order.length === 20);
    expect(errors.join()).toMatch(/queue cannot be reached|ECONNREFUSED|Connection is closed/);
    await redis.begin();
    // What was said meanwhile may have been missed.
    await until(() => nudged.includes(null));
    const { run } = await journal.createRun(newRun());
    other.wake(run.id);
    await until(() => order.includes(run.id) && nudged.includes(run.id));
    expect([...order].sort()).toEqual([...ids, run.id].sort());
    await Promise.all([dispatcher.stop({ graceMs: 0 }), other.stop({ graceMs: 0 })]);
  });

  test('not there at the start: the process starts all the same, says so, and hears the others once it is there', async () => {
    const redis = await own();
    await redis.stop();
    const { journal, process, errors } = fleet(redis.url);
    const dispatcher = process();
    const order: string[] = [];
    const { run } = await journal.createRun(newRun());
    const nudged: (string | null)[] = [];
    await dispatcher.start(ending(journal, order), { concurrency: 2, abort: nothing, nudge: (runId) => nudged.push(runId) });
    await until(() => order.includes(run.id));
    expect(errors.length).toBeGreaterThan(0);
    await redis.begin();
    await until(() => nudged.includes(null));
    const other = process();
    await other.start(nothing as never, { concurrency: 0, abort: nothing });
    other.wake('elsewhere');
    await until(() => nudged.includes('elsewhere'));
    await Promise.all([dispatcher.stop({ graceMs: 0 }), other.stop({ graceMs: 0 })]);
  });
});
