// Several processes on one database: what one of them does while another does the same, dies, freezes or is slow. Real PostgreSQL,
// real processes where it matters; waits are for what must come about, never for a while.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { stopTestDatabases } from '../../test/postgres.ts';
import { claimed, done, finish, newRun, park, t0, wait } from './conformance-kit.ts';
import { Fenced, type Journal, type JournalEvent } from './contract.ts';
import { postgresJournal } from './postgres.ts';
import { openLine } from './postgres-line.ts';
import { DatabaseAway, type PostgresClient, type PostgresPool } from './postgres-session.ts';
import { type Fleet, openFleet } from './test/fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await openFleet();
});
afterEach(() => fleet.close());
afterAll(stopTestDatabases);

async function until<T>(what: () => Promise<T | null | false | undefined> | T | null | false | undefined, ms = 10_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error('it did not come about in time');
    await sleep(10);
  }
}

const range = (count: number) => [...Array(count).keys()];

/** A pool with something in front of its commits. */
const before =
  (commit: () => Promise<unknown>) =>
  (pool: PostgresPool): PostgresPool => ({
    on: (event, listener) => pool.on(event, listener),
    async connect() {
      const client = await pool.connect();
      const query: PostgresClient['query'] = async (question) => {
        if (question.text === 'COMMIT') await commit();
        return client.query(question);
      };
      return new Proxy(client, { get: (one, name) => (name === 'query' ? query : bound(one, name)) });
    },
  });

/** Commits that take their time, so that another process can overtake them. */
const slow = (ms: () => number) => before(() => sleep(ms()));
/** A pool whose next connections come only while the database is there. */
const unreachable =
  (away: () => boolean) =>
  (pool: PostgresPool): PostgresPool => ({
    on: (event, listener) => pool.on(event, listener),
    connect: async () => {
      if (away()) throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
      return pool.connect();
    },
  });

const bound = (one: PostgresClient, name: string | symbol): unknown => {
  const value = Reflect.get(one, name);
  return typeof value === 'function' ? value.bind(one) : value;
};

test('what a living process holds nobody else gets, however often another one starts', async () => {
  const a = await fleet.join('a');
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  const b = await fleet.join('b');
  await b.releaseAll();
  expect(await b.claim(run.id, 'b')).toBeNull();
  await sleep(700);
  expect(await b.claim(run.id, 'b')).toBeNull();
  expect((await b.due(Date.now(), 10)).runs).toEqual([]);
  await a.write(run.id, 1, [done('still-mine')]);
  await b.releaseAll('a');
  expect((await claimed(b, run.id, 'b')).epoch).toBe(2);
});

test('the runs of a killed process are due once it has shown no sign of life, and go on where it stopped', async () => {
  const a = await fleet.join('a');
  const b = await fleet.join('b');
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  await a.write(run.id, 1, [done('first')]);
  await fleet.kill('a');
  expect(await b.claim(run.id, 'b')).toBeNull();
  await until(async () => (await b.due(Date.now(), 10)).runs.includes(run.id));
  const loaded = await claimed(b, run.id, 'b');
  expect([loaded.epoch, [...loaded.steps.keys()]]).toEqual([2, ['first']]);
  await expect(a.write(run.id, 1, [done('late')])).rejects.toThrow();
  await b.write(run.id, 2, [done('second'), finish()]);
});

test('a frozen process that wakes up can write nothing to a run that was taken over', { timeout: 30_000 }, async () => {
  const b = await fleet.join('b');
  const { run } = await b.createRun(newRun());
  const child = fork(new URL('./test/frozen-child.ts', import.meta.url), [JSON.stringify({ config: fleet.config, runId: run.id })]);
  const answer = async () => ((await once(child, 'message')) as [{ epoch?: number; outcome?: string }])[0];
  try {
    expect(await answer()).toEqual({ epoch: 1 });
    child.send('before');
    expect((await answer()).outcome).toBe('written');
    child.kill('SIGSTOP');
    const loaded = await until(() => b.claim(run.id, 'b'));
    expect(loaded.epoch).toBe(2);
    await b.write(run.id, 2, [done('taken-over')]);
    child.send('while-frozen');
    child.kill('SIGCONT');
    expect((await answer()).outcome).toBe('Fenced');
    child.send('afterwards');
    expect((await answer()).outcome).toBe('Fenced');
    const { items } = await b.steps(run.id, { limit: 10 });
    expect(items.map(({ key }) => key)).toEqual(['before', 'taken-over']);
    expect((await b.run(run.id))?.status).toBe('running');
  } finally {
    child.kill('SIGKILL');
  }
});

test('a process that freezes in the middle of a commit keeps nobody from its runs, and its commit does not come about', async () => {
  let frozen = false;
  const a = await fleet.join('a', { through: slow(() => (frozen ? 3_000 : 0)) });
  const b = await fleet.join('b');
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  frozen = true;
  const refused = expect(a.write(run.id, 1, [done('never')])).rejects.toThrow();
  await sleep(50);
  const asked = Date.now();
  await b.cancel(run.id, 'person', t0);
  expect(Date.now() - asked).toBeLessThan(2_000);
  await b.createRun(newRun());
  await refused;
  frozen = false;
  expect(await b.step(run.id, 'never')).toBeNull();
});

test('a process that is stopped leaves its runs to the others at once', async () => {
  const [a, b] = [await fleet.join('a', { deadMs: 60_000 }), await fleet.join('b', { deadMs: 60_000 })];
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  await a.close();
  expect((await b.due(Date.now(), 10)).runs).toEqual([run.id]);
  expect((await claimed(b, run.id, 'b')).epoch).toBe(2);
});

test('of two processes that claim at once one gets the run, and only its epoch can write', async () => {
  const [a, b] = [await fleet.join('a'), await fleet.join('b')];
  for (const _ of range(10)) {
    const { run } = await a.createRun(newRun());
    const got = await Promise.all([a.claim(run.id, 'a'), b.claim(run.id, 'b')]);
    expect(got.filter(Boolean).length).toBe(1);
    const winner = got[0] ? a : b;
    const loser = got[0] ? b : a;
    await winner.write(run.id, 1, [done('a')]);
    await expect(loser.write(run.id, 2, [done('b')])).rejects.toBeInstanceOf(Fenced);
  }
});

test('the same delivery at two processes at once is accepted once', async () => {
  const [a, b] = [await fleet.join('a'), await fleet.join('b')];
  for (const i of range(10)) {
    const dedup = { key: `delivery-${i}`, hash: 'same', keepMs: 60_000 };
    const both = await Promise.all([a, b].map((journal) => journal.createRun(newRun({ dedup }))));
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(both[0]?.run).toEqual(both[1]?.run);
    const same = newRun();
    const again = await Promise.all([a, b].map((journal) => journal.createRun(same)));
    expect(again.map(({ created }) => created).sort()).toEqual([false, true]);
  }
  const numbers = (await a.runs({ projectId: 'default', limit: 50 })).items.map(({ number }) => number);
  expect(numbers).toEqual(range(20).map((i) => 20 - i));
});

test('an event delivered by one process while another begins to wait for it is never lost', async () => {
  const [a, b] = [await fleet.join('a'), await fleet.join('b')];
  for (const i of range(40)) {
    const { run } = await a.createRun(newRun(), { owner: 'a' });
    const event = `job:${i}`;
    const waiting = a.write(run.id, 1, [wait('w', { event }), park]);
    if (i % 3 === 1) await sleep(Math.random() * 4);
    const [, woken] = await Promise.all([waiting, b.deliver(event, { n: i })]);
    expect(woken.length <= 1).toBe(true);
    expect((await b.due(t0, 100)).runs).toContain(run.id);
    const loaded = await claimed(b, run.id, 'b');
    expect(loaded.waits.get('w')?.delivered).toEqual({ payload: { n: i } });
    await b.write(run.id, loaded.epoch, [finish()]);
  }
});

test('one place is held by one run in the whole fleet, and goes from hand to hand in the order of acceptance', async () => {
  const journals = [await fleet.join('a'), await fleet.join('b')];
  const concurrency = { key: 'vault-1', limit: 1, whenBusy: 'queue' as const };
  const wanted = range(12).map(() => newRun({ concurrency }));
  const created = await Promise.all(wanted.map((run, i) => (journals[i % 2] as Journal).createRun(run)));
  expect(created.filter(({ start }) => start === 'go').length).toBe(1);
  const order = created.map(({ run, start }) => ({ id: run.id, number: run.number, start })).sort((a, b) => a.number - b.number);
  expect(order[0]?.start).toBe('go');
  let next = order[0]?.id;
  for (const [i, { id }] of order.entries()) {
    expect(next).toBe(id);
    const journal = journals[i % 2] as Journal;
    const loaded = await claimed(journal, id, i % 2 ? 'b' : 'a');
    const { woken } = await journal.write(id, loaded.epoch, [finish()]);
    next = woken[0];
  }
  expect(next).toBeUndefined();
});

test('a rate holds for all processes together', async () => {
  const journals = await Promise.all(['a', 'b', 'c'].map((name) => fleet.join(name)));
  const asked = await Promise.all(range(30).map((i) => (journals[i % 3] as Journal).takeToken('sub:1', { perSecond: 1, burst: 10 }, t0)));
  expect(asked.filter(({ ok }) => ok).length).toBe(10);
  await journals[0]?.blockKey('sub:1', t0 + 60_000);
  expect(await journals[2]?.takeToken('sub:1', { perSecond: 1, burst: 10 }, t0 + 50_000)).toEqual({ ok: false, retryAt: t0 + 60_000 });
  const owned = await Promise.all(journals.map((journal, i) => journal.own('watcher', `p${i}`, 5_000, t0)));
  expect(owned.filter(Boolean).length).toBe(1);
});

test('every process hears of every commit, each change once and in the order of the journal', async () => {
  const [a, b, c] = [await fleet.join('a'), await fleet.join('b', { through: slow(() => Math.random() * 8) }), await fleet.join('c')];
  const heard = new Map<Journal, JournalEvent[]>([a, c].map((journal) => [journal, []]));
  for (const [journal, list] of heard) journal.onCommit((events) => void list.push(...events));
  const write = async (journal: Journal, owner: string) => {
    for (const i of range(15)) {
      const { run } = await journal.createRun(newRun(), { owner });
      await journal.write(run.id, 1, [done(`s${i}`)]);
      await journal.write(run.id, 1, [done('last'), finish()]);
    }
  };
  await Promise.all([write(a, 'a'), write(b, 'b')]);
  for (const [, list] of heard) {
    await until(() => list.filter(({ change }) => change.type === 'run' && change.run.status === 'succeeded').length === 30);
    const seqs = list.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((x, y) => x - y));
    expect(new Set(seqs).size).toBe(seqs.length);
    const steps = list
      .filter(({ change }) => change.type === 'step')
      .map(({ runId, change }) => `${runId} ${change.type === 'step' && change.step.key}`);
    expect([steps.length, new Set(steps).size]).toEqual([60, 60]);
  }
});

test('who follows the journal misses nothing, although slow commits are overtaken by quick ones', async () => {
  const writers = [
    await fleet.join('a', { through: slow(() => 30) }),
    await fleet.join('b'),
    await fleet.join('c', { through: slow(() => 5) }),
  ];
  const reader = await fleet.join('reader');
  let writing = true;
  const written = Promise.all(
    writers.map(async (journal, w) => {
      for (const i of range(w === 0 ? 8 : 30)) {
        const { run } = await journal.createRun(newRun(), { owner: 'abc'[w] ?? '' });
        await journal.write(run.id, 1, [done(`w${w}n${i}`), wait('open', { event: `e${w}-${i}` })]);
      }
    }),
  ).finally(() => {
    writing = false;
  });
  const seen = new Set<string>();
  let after = 0;
  const follow = async () => {
    const page = await reader.events({ projectId: 'default', after, limit: 7 });
    expect(page.reset).toBe(false);
    for (const { seq, change } of page.events) {
      expect(seq).toBeGreaterThan(after);
      if (change.type === 'step' && change.step.key !== 'open') seen.add(change.step.key);
    }
    after = page.last;
    return page.events.length;
  };
  while (writing) await follow();
  await written;
  while ((await follow()) > 0);
  expect(seen.size).toBe(68);
});

test('when the line breaks at a commit, what was asked for after it on the same claim is refused too', async () => {
  let broken = false;
  const reached = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const breaks = before(async () => {
    if (!broken) return;
    broken = false;
    reached.resolve();
    await asked.promise;
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  });
  const [a, b] = [await fleet.join('a', { through: breaks }), await fleet.join('b')];
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  broken = true;
  const first = a.write(run.id, 1, [done('one')]);
  await reached.promise;
  const second = a.write(run.id, 1, [done('two')]);
  asked.resolve();
  for (const one of await Promise.allSettled([first, second]))
    expect(one).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseAway) });
  expect((await b.steps(run.id, { limit: 9 })).items).toEqual([]);
  expect((await claimed(a, run.id, 'a')).epoch).toBe(2);
  await a.write(run.id, 2, [done('one'), done('two')]);
});

test('a connection that breaks is opened anew: nothing is lost, and listeners go on', async () => {
  const [a, b] = [await fleet.join('a'), await fleet.join('b')];
  const heard: string[] = [];
  a.onCommit((events) => void heard.push(...events.flatMap(({ change }) => (change.type === 'step' ? [change.step.key] : []))));
  const { run } = await b.createRun(newRun(), { owner: 'b' });
  await b.write(run.id, 1, [done('before')]);
  await fleet.raw.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('a', 'b')");
  await until(() =>
    b.write(run.id, 1, [done('after')]).then(
      () => true,
      (error: Error) => error.message.includes('recorded already'),
    ),
  );
  await until(() => heard.includes('before') && heard.includes('after'));
  expect((await b.steps(run.id, { limit: 9 })).items.map(({ key }) => key)).toEqual(['before', 'after']);
});

test('a process whose listening is refused tries again and again, and keeps no connection of those it tried with', async () => {
  await fleet.join('a');
  const pool = new pg.Pool({ ...fleet.config, max: 2 });
  let refusals = 0;
  const deaf: PostgresPool = {
    on: (event, listener) => pool.on(event, listener),
    async connect() {
      const client = await pool.connect();
      const query: PostgresClient['query'] = async (question) => {
        if (!question.text.startsWith('LISTEN') || refusals === 6) return client.query(question);
        refusals++;
        return client.query({ ...question, text: 'LISTEN to nobody' });
      };
      return new Proxy(client, { get: (one, name) => (name === 'query' ? query : bound(one, name)) });
    },
  };
  const heard: number[] = [];
  const line = openLine({
    pool: deaf,
    beatMs: 10,
    owners: new Set(['deaf']),
    said: { channel: 'vaultflow_journal', by: 'deaf' },
    heard: (seq) => heard.push(seq),
  });
  try {
    await line.open();
    await until(() => heard.length > 0, 5_000);
    expect([refusals, pool.totalCount]).toEqual([6, 1]);
  } finally {
    await line.close();
    await pool.end();
  }
});

test('a database that cannot be reached is an outage, never a verdict on a run', async () => {
  const a = await fleet.join('a');
  const { run } = await a.createRun(newRun(), { owner: 'a' });
  await fleet.kill('a');
  const raw = new pg.Pool({ ...fleet.config, port: 1 });
  await expect(postgresJournal({ pool: raw, owner: 'b' })).rejects.toBeInstanceOf(DatabaseAway);
  let away = false;
  const b = await fleet.join('b', { through: unreachable(() => away) });
  expect((await b.run(run.id))?.id).toBe(run.id);
  away = true;
  const rate = { perSecond: 1, burst: 1 };
  const asked = await Promise.allSettled([b.run(run.id), b.due(t0, 1), b.write(run.id, 1, [done('a')]), b.takeToken('k', rate, t0)]);
  for (const one of asked) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseAway) });
  away = false;
  expect(await b.takeToken('k', rate, t0)).toEqual({ ok: true });
  await raw.end();
});

test('two processes that start at once on an empty database make its tables once', async () => {
  const journals = await Promise.all(['a', 'b', 'c'].map((name) => fleet.join(name)));
  await Promise.all(journals.map((journal) => journal.createRun(newRun())));
  expect((await fleet.raw.query('SELECT version FROM journal_schema')).rows).toEqual([{ version: 1 }]);
  await fleet.raw.query('UPDATE journal_schema SET version = 99');
  await expect(fleet.join('old')).rejects.toThrow('newer Vaultflow');
});

test('a database that answers before its disk has what was written is refused', async () => {
  const pool = new pg.Pool({ ...fleet.config, options: `${fleet.config.options} -c synchronous_commit=off` });
  await expect(postgresJournal({ pool, owner: 'a' })).rejects.toThrow('a power cut would lose runs');
  await pool.end();
});
