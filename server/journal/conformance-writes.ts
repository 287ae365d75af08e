// Conformance: what a write promises. Durable before answered, once per key, all or nothing, refused when stale, in order.
import assert from 'node:assert/strict';
import {
  claimed,
  cursor,
  data,
  done,
  endedRun,
  fenced,
  finish,
  heldRun,
  intent,
  me,
  newRun,
  park,
  refused,
  retry,
  type Scenario,
  settledNow,
  statusOf,
  t0,
  wait,
} from './conformance-kit.ts';
import type { JournalEvent, Write } from './contract.ts';

export const writeScenarios: readonly Scenario[] = [
  {
    name: 'no answer in the turn of the question, and none before the record can be read',
    async run({ journal, remote }) {
      const id = await heldRun(journal);
      const answer = journal.write(id, 1, [done('a')]);
      assert.equal(await settledNow(answer), false);
      if (!remote) assert.equal(await journal.step(id, 'a'), null);
      let seen: unknown = null;
      await answer.then(async () => {
        seen = await journal.step(id, 'a');
      });
      assert.ok(seen);
    },
  },
  {
    name: 'a run and its first writes asked for in one turn are one commit',
    async run({ journal }) {
      const commits: number[] = [];
      const stop = journal.onCommit((events) => commits.push(events.length));
      const run = newRun();
      const created = journal.createRun(run, { owner: me });
      const written = journal.write(run.id, 1, [done('a'), done('b'), finish()]);
      const [answer] = await Promise.all([created, written]);
      assert.equal(answer.created, true);
      await new Promise((next) => setImmediate(next));
      stop();
      assert.deepEqual(commits, [3]);
      assert.equal(await statusOf(journal, run.id), 'succeeded');
    },
  },
  {
    name: 'the steps of a run that ends in its first write stay readable one by one, by key, in order, and for a retry',
    async run({ journal, reopen }) {
      const failure = { code: 'node_failed', message: 'no' } as const;
      const failed = done('b', { status: 'failed', port: 'failed', error: failure, params: { item: 'vm-1' }, attempt: 2 });
      const skipped = done('c', { status: 'skipped', port: null });
      const { output: _, ...bare } = skipped;
      const id = await endedRun(journal, [done('a', { output: { n: 1 } }), failed, bare, done('d', { output: null })]);
      const page = await journal.steps(id, { limit: 10 });
      assert.deepEqual(
        page.items.map(({ key, path, status }) => [key, path, status]),
        [
          ['a', [], 'succeeded'],
          ['b', [], 'failed'],
          ['c', [], 'skipped'],
          ['d', [], 'succeeded'],
        ],
      );
      assert.deepEqual((await journal.steps(id, { limit: 10, parentPath: [] })).items, page.items);
      assert.deepEqual(
        (await journal.steps(id, { limit: 10, status: ['failed'] })).items.map((step) => step.key),
        ['b'],
      );
      const first = await journal.steps(id, { limit: 3 });
      const rest = await journal.steps(id, { limit: 3, cursor: first.next ?? '' });
      assert.deepEqual([...first.items, ...rest.items], page.items);
      const step = await journal.step(id, 'b');
      assert.deepEqual([step?.attempt, step?.error, step?.port], [2, failure, 'failed']);
      assert.deepEqual(await journal.params(id, 'b'), { item: 'vm-1' });
      assert.deepEqual(await journal.output(id, 'a'), { data: { n: 1 }, list: null });
      assert.equal(await journal.output(id, 'c'), null);
      assert.deepEqual(await journal.output(id, 'd'), { data: null, list: null });
      assert.equal(await journal.step(id, 'a[0]'), null);
      const events = await journal.events({ projectId: 'default', runId: id, after: 0, limit: 50 });
      assert.deepEqual(
        events.events.map(({ change }) => (change.type === 'step' ? change.step.key : change.run.status)),
        ['a', 'b', 'c', 'd', 'succeeded'],
      );
      const again = await endedRun(journal, [done('a', { from: { runId: id } }), done('b'), done('c')]);
      assert.deepEqual(await data(journal, again, 'a'), { n: 1 });
      assert.equal((await journal.step(again, 'a'))?.takenFrom, id);
      const after = (await reopen?.()) ?? journal;
      assert.deepEqual((await after.steps(id, { limit: 10 })).items, page.items);
      assert.deepEqual([await data(after, id, 'a'), await data(after, again, 'a')], [{ n: 1 }, { n: 1 }]);
    },
  },
  {
    name: 'what a run answers its caller is read back, long or short, the newest counts; the write that ends a run answers with it',
    async run({ journal, reopen }) {
      const id = await heldRun(journal);
      const respond = (body: string): Write => ({ kind: 'respond', status: 200, headers: {}, body });
      assert.equal(await journal.response(id), null);
      for (const body of ['short', 'long '.repeat(60_000), 'short again', 'long again '.repeat(60_000)]) {
        const written = await journal.write(id, 1, [respond(body)]);
        assert.equal(written.ended, undefined);
        assert.equal((await journal.response(id))?.body, body);
      }
      const { ended } = await journal.write(id, 1, [respond('last'), finish({ output: { n: 1 } })]);
      const { projectId: _, ...run } = (await journal.run(id)) ?? {};
      assert.deepEqual(ended, run);
      const after = (await reopen?.()) ?? journal;
      assert.equal((await after.response(id))?.body, 'last');
      assert.deepEqual(await after.result(id), { n: 1 });
      const long = { text: 'x'.repeat(5_000) };
      const other = await heldRun(after);
      await after.write(other, 1, [finish({ output: long })]);
      assert.deepEqual(await after.result(other), long);
    },
  },
  {
    name: 'a run that ends keeps what was recorded before: params of a step begun, and no key twice',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a'), { kind: 'start', key: 'b', nodeId: 'b', at: t0, params: { item: 'first' } }]);
      await refused(journal.write(id, 1, [done('c'), done('a'), finish()]), 'conflict');
      await journal.write(id, 1, [
        done('b'),
        done('c'),
        { kind: 'start', key: 'd', nodeId: 'd', at: t0, params: { n: 2 } },
        done('d'),
        finish(),
      ]);
      assert.deepEqual(await journal.params(id, 'b'), { item: 'first' });
      assert.deepEqual(await journal.params(id, 'd'), { n: 2 });
      const { items } = await journal.steps(id, { limit: 10 });
      assert.deepEqual(items.map((step) => `${step.key} ${step.status}`).sort(), [
        'a succeeded',
        'b succeeded',
        'c succeeded',
        'd succeeded',
      ]);
    },
  },
  {
    name: 'a step is recorded once: the second record of a key is refused and the first stays',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a', { output: 'first' })]);
      await refused(journal.write(id, 1, [done('a', { output: 'second' })]), 'conflict');
      await refused(journal.write(id, 1, [done('b'), done('b')]), 'conflict');
      assert.equal(await data(journal, id, 'a'), 'first');
      assert.equal(await journal.step(id, 'b'), null);
    },
  },
  {
    name: 'a refused write leaves nothing behind',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a')]);
      const other = await heldRun(journal);
      const [mine, theirs] = await Promise.allSettled([
        journal.write(id, 1, [
          { kind: 'memory', name: 'seen', value: 1 },
          done('b'),
          wait('c', { event: 'never' }),
          { kind: 'page', key: 'd', page: 0, items: [1] },
          done('a'),
          { kind: 'deliver', event: 'x', payload: 1 },
        ]),
        journal.write(other, 1, [done('z')]),
      ]);
      assert.equal(mine.status, 'rejected');
      assert.equal(theirs.status, 'fulfilled');
      assert.equal(await journal.step(id, 'b'), null);
      assert.equal(await journal.step(id, 'c'), null);
      assert.deepEqual(await journal.openEvents('never'), []);
      assert.deepEqual(await journal.memory('nightly'), {});
      assert.ok(await journal.step(other, 'z'));
    },
  },
  {
    name: 'what was asked for after a write of the same claim, before that was known to be refused, is refused too',
    async run({ journal }) {
      const id = await heldRun(journal);
      const other = await heldRun(journal);
      await journal.write(id, 1, [done('a')]);
      const answers = await Promise.allSettled([
        journal.write(id, 1, [done('b')]),
        journal.write(id, 1, [done('c'), done('a')]),
        journal.write(id, 1, [done('d')]),
        journal.write(other, 1, [done('z')]),
        journal.write(id, 1, [wait('e', { event: 'never' })]),
      ]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        ['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected'],
      );
      assert.equal(await journal.step(id, 'd'), null);
      assert.deepEqual(await journal.openEvents('never'), []);
      await journal.write(id, 1, [done('d')]);
      assert.ok(await journal.step(id, 'd'));
    },
  },
  {
    name: 'a stale epoch is refused as a whole',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a')]);
      await journal.releaseAll();
      assert.equal((await claimed(journal, id, 'process-b')).epoch, 2);
      await fenced(journal.write(id, 1, [done('b'), { kind: 'memory', name: 'late', value: 1 }]));
      await journal.write(id, 2, [done('c')]);
      assert.equal(await journal.step(id, 'b'), null);
      assert.deepEqual(await journal.memory('nightly'), {});
      assert.ok(await journal.step(id, 'c'));
    },
  },
  {
    name: 'a run that has ended or is parked takes no writes',
    async run({ journal }) {
      const ended = await endedRun(journal, [done('a')]);
      await fenced(journal.write(ended, 1, [done('b')]));
      const parked = await heldRun(journal);
      await journal.write(parked, 1, [wait('w', { event: 'e' }), park]);
      await fenced(journal.write(parked, 1, [done('b')]));
    },
  },
  {
    name: 'an unknown run: null, false and not_found, nothing else',
    async run({ journal }) {
      assert.equal(await journal.run('nobody'), null);
      assert.equal(await journal.claim('nobody', me), null);
      assert.equal(await journal.cancel('nobody', 'person', t0), false);
      assert.equal(await journal.resolve('nobody', 'a', { outcome: 'didNot' }), false);
      assert.equal(await journal.step('nobody', 'a'), null);
      assert.equal(await journal.output('nobody', 'a'), null);
      assert.deepEqual(await journal.steps('nobody', { limit: 5 }), { items: [], next: null });
      await refused(journal.write('nobody', 1, [done('a')]), 'not_found');
    },
  },
  {
    name: 'what stands in the journal cannot be changed from outside',
    async run({ journal }) {
      const id = await heldRun(journal);
      const output = { list: [1] };
      const written = journal.write(id, 1, [done('a', { output })]);
      output.list.push(2);
      await written;
      assert.deepEqual(await data(journal, id, 'a'), { list: [1] });
    },
  },
  {
    name: 'changes are announced after their commit, in order, and replayed by sequence',
    async run({ journal }) {
      const live: JournalEvent[] = [];
      const stop = journal.onCommit((events) => live.push(...events));
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a'), wait('b', { event: 'go' })]);
      await journal.write(id, 1, [done('c'), park]);
      await journal.deliver('go', 1);
      stop();
      assert.deepEqual(
        live.map((event) => event.seq),
        live.map((event) => event.seq).sort((a, b) => a - b),
      );
      const replayed = await journal.events({ projectId: 'default', after: 0, limit: 100 });
      assert.equal(replayed.reset, false);
      const present = new Map(live.map((event) => [event.change.type === 'run' ? 'run' : event.change.step.key, event]));
      assert.deepEqual(
        replayed.events,
        [...present.values()].sort((a, b) => a.seq - b.seq),
      );
      const [first] = replayed.events;
      const rest = await journal.events({ projectId: 'default', runId: id, after: first?.seq ?? 0, limit: 2 });
      assert.deepEqual(rest.events, replayed.events.slice(1, 3));
      assert.equal(rest.last, rest.events[1]?.seq);
      assert.deepEqual((await journal.events({ projectId: 'default', after: replayed.last, limit: 9 })).events, []);
      assert.equal((await journal.events({ projectId: 'default', after: replayed.last + 1000, limit: 9 })).reset, true);
      assert.deepEqual((await journal.events({ projectId: 'other', after: 0, limit: 9 })).events, []);
    },
  },
  {
    name: 'a refused write in the same commit announces nothing, the others are announced once each',
    async run({ journal }) {
      const [id, other] = [await heldRun(journal), await heldRun(journal)];
      await journal.write(id, 1, [done('a')]);
      const seen: string[] = [];
      const stop = journal.onCommit((events) =>
        seen.push(
          ...events.map(
            ({ runId, change }) => `${runId === id ? 'one' : 'other'} ${change.type === 'run' ? change.run.status : change.step.key}`,
          ),
        ),
      );
      await Promise.allSettled([
        journal.write(other, 1, [done('x')]),
        journal.write(id, 1, [done('b'), done('a')]),
        journal.write(other, 1, [done('y')]),
        journal.cancel(other, 'person', t0),
      ]);
      await new Promise((next) => setImmediate(next));
      stop();
      assert.deepEqual(seen, ['other x', 'other y', 'other cancelling']);
      await journal.write(id, 1, [done('b'), finish()]);
      await journal.write(other, 1, [done('z')]);
      assert.equal(await statusOf(journal, id), 'succeeded');
    },
  },
  {
    name: 'steps that share a row are announced, and replayed to whoever names the run; of very many only the counts are',
    async run({ journal }) {
      const live: string[] = [];
      const stop = journal.onCommit((events) =>
        live.push(...events.flatMap(({ change }) => (change.type === 'step' ? [change.step.key] : []))),
      );
      const group = (index: number): Write => ({
        kind: 'steps',
        container: 'each',
        path: [index],
        steps: [done(`a[${index}]`), done(`b[${index}]`)],
      });
      const id = await heldRun(journal);
      await journal.write(id, 1, [group(0), group(1)]);
      await journal.write(id, 1, [cursor('each'), ...[...Array(300).keys()].map((i) => group(i + 2))]);
      stop();
      assert.deepEqual(live, ['a[0]', 'b[0]', 'a[1]', 'b[1]', 'each']);
      const replayed = await journal.events({ projectId: 'default', runId: id, after: 0, limit: 3 });
      const keys = (events: readonly JournalEvent[]) => events.flatMap(({ change }) => (change.type === 'step' ? [change.step.key] : []));
      assert.deepEqual(keys(replayed.events), ['a[0]', 'b[0]', 'a[1]']);
      const all = new Set<string>();
      let _pages = 0;
      for (let after = 0; ; _pages++) {
        const page = await journal.events({ projectId: 'default', runId: id, after, limit: 50 });
        for (const key of keys(page.events)) all.add(key);
        if (page.events.length < 50) break;
        after = page.last;
      }
      assert.equal(all.size, 605);
      assert.deepEqual(keys((await journal.events({ projectId: 'default', after: 0, limit: 5000 })).events), ['each']);
    },
  },
  {
    name: 'a step that runs shows what is known of it',
    async run({ journal }) {
      const id = await heldRun(journal);
      const status = async (key: string) => (await journal.step(id, key))?.status;
      await journal.write(id, 1, [
        { kind: 'start', key: 's', nodeId: 's', at: t0, params: { p: 1 } },
        intent('i'),
        wait('w', { until: t0 + 5000, says: 'job 3' }),
      ]);
      assert.equal(await status('s'), 'running');
      assert.equal(await status('i'), 'running');
      const waiting = await journal.step(id, 'w');
      assert.deepEqual([waiting?.status, waiting?.says, waiting?.wakeAt], ['waiting', 'job 3', new Date(t0 + 5000).toISOString()]);
      await journal.write(id, 1, [retry('s', t0 + 900), cursor('loop', { open: [0, 1], done: 4, failed: 1 })]);
      const retrying = await journal.step(id, 's');
      assert.deepEqual(
        [retrying?.status, retrying?.wakeAt, retrying?.error?.code],
        ['waiting', new Date(t0 + 900).toISOString(), 'throttled'],
      );
      assert.deepEqual((await journal.step(id, 'loop'))?.loop, { count: 10, done: 4, failed: 1, running: 2 });
      await journal.write(id, 1, [{ kind: 'attention', key: 'i', error: { code: 'outcome_unknown', message: 'who knows' } }]);
      assert.equal(await status('i'), 'needs-attention');
      assert.deepEqual(await journal.params(id, 's'), { p: 1 });
      await journal.write(id, 1, [done('s')]);
      assert.deepEqual(await journal.params(id, 's'), { p: 1 });
      assert.equal(await status('s'), 'succeeded');
    },
  },
];
