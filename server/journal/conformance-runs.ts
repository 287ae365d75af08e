// Conformance: the life of a run. Accepted once, claimed by one, parked, woken when due, cancelled, ended.
import assert from 'node:assert/strict';
import {
  claimed,
  done,
  endedRun,
  finish,
  heldRun,
  intent,
  me,
  newRun,
  park,
  retry,
  type Scenario,
  statusOf,
  t0,
  wait,
} from './conformance-kit.ts';

export const runScenarios: readonly Scenario[] = [
  {
    name: 'a run is accepted once per id and numbered within its project',
    async run({ journal }) {
      const first = newRun();
      const [a, b] = await Promise.all([journal.createRun(first), journal.createRun(first)]);
      assert.deepEqual([a.created, b.created, b.mismatch], [true, false, false]);
      assert.deepEqual(b.run, a.run);
      const second = await journal.createRun(newRun());
      const elsewhere = await journal.createRun(newRun({ projectId: 'other' }));
      assert.deepEqual([a.run.number, second.run.number, elsewhere.run.number], [1, 2, 1]);
      assert.equal((await journal.run(first.id))?.projectId, 'default');
    },
  },
  {
    name: 'a run knows how many runs it has started, directly and through others, ended ones too',
    async run({ journal }) {
      const top = await heldRun(journal);
      const under = (runId: string, depth: number) => ({ parent: { runId, stepKey: 'call', depth, rootId: top } });
      assert.equal(await journal.descendants(top), 0);
      const child = await endedRun(journal, [], under(top, 1));
      await heldRun(journal, under(child, 2));
      await heldRun(journal);
      assert.deepEqual([await journal.descendants(top), await journal.descendants(child)], [2, 0]);
    },
  },
  {
    name: 'a deduplication key accepts once, tells another body apart, and expires',
    async run({ journal }) {
      const dedup = (hash: string) => ({ key: 'delivery-9', hash, keepMs: 1000 });
      const before = (hash: string, at: number, projectId?: string) =>
        journal.acceptedBefore({ ...newRun({ at, ...(projectId === undefined ? {} : { projectId }) }), dedup: dedup(hash) });
      assert.equal(await before('h1', t0), null);
      const first = await journal.createRun(newRun({ dedup: dedup('h1') }));
      const known = await before('h1', t0 + 999);
      assert.deepEqual([known?.created, known?.mismatch, known?.run.id], [false, false, first.run.id]);
      assert.equal((await before('h2', t0 + 999))?.mismatch, true);
      assert.deepEqual([await before('h1', t0 + 1000), await before('h1', t0, 'other')], [null, null]);
      const again = await journal.createRun(newRun({ dedup: dedup('h1'), at: t0 + 999 }));
      assert.deepEqual([again.created, again.mismatch, again.run.id], [false, false, first.run.id]);
      const changed = await journal.createRun(newRun({ dedup: dedup('h2'), at: t0 + 999 }));
      assert.deepEqual([changed.created, changed.mismatch], [false, true]);
      assert.equal((await journal.createRun(newRun({ projectId: 'other', dedup: dedup('h1') }))).created, true);
      assert.equal((await journal.createRun(newRun({ dedup: dedup('h2'), at: t0 + 1000 }))).created, true);
    },
  },
  {
    name: 'a queued run is due until somebody claims it, and running from its first write',
    async run({ journal }) {
      const { run } = await journal.createRun(newRun());
      assert.deepEqual((await journal.due(t0, 10)).runs, [run.id]);
      const loaded = await claimed(journal, run.id);
      assert.deepEqual([loaded.epoch, loaded.run.status, loaded.cancel], [1, 'queued', null]);
      assert.deepEqual((await journal.due(t0, 10)).runs, []);
      await journal.write(run.id, 1, [done('a')]);
      assert.equal(await statusOf(journal, run.id), 'running');
      assert.ok((await journal.run(run.id))?.startedAt);
    },
  },
  {
    name: 'a write that is refused takes no claim with it, neither one made before nor one asked for beside it',
    async run({ journal }) {
      const [first, second] = [(await journal.createRun(newRun())).run, (await journal.createRun(newRun())).run];
      const other = await heldRun(journal);
      await claimed(journal, first.id);
      const [refused, claim, written] = await Promise.allSettled([
        journal.write(other, 99, [done('x')]),
        journal.claim(second.id, me),
        journal.write(first.id, 1, [done('a')]),
      ]);
      assert.deepEqual([refused.status, claim.status, written.status], ['rejected', 'fulfilled', 'fulfilled']);
      assert.equal(claim.status === 'fulfilled' && claim.value?.epoch, 1);
      await journal.write(second.id, 1, [done('a')]);
      assert.deepEqual((await journal.due(t0, 10)).runs, []);
      assert.equal((await claimed(journal, second.id)).epoch, 2);
    },
  },
  {
    name: 'a run that begins and ends in one write does not begin after its end',
    async run({ journal }) {
      const { run } = await journal.createRun(newRun(), { owner: me });
      await journal.write(run.id, 1, [done('a'), { kind: 'finish', at: t0 + 3, status: 'succeeded', failures: 0 }]);
      const ended = await journal.run(run.id);
      assert.equal(ended?.startedAt, new Date(t0 + 3).toISOString());
      assert.equal(ended?.endedAt, ended?.startedAt);
    },
  },
  {
    name: 'what one process holds no other can claim, until it is released',
    async run({ journal }) {
      const id = await heldRun(journal);
      assert.equal(await journal.claim(id, 'process-b'), null);
      await journal.releaseAll('process-b');
      assert.equal(await journal.claim(id, 'process-b'), null);
      await journal.releaseAll(me);
      assert.deepEqual((await journal.due(t0, 10)).runs, [id]);
      assert.equal((await claimed(journal, id, 'process-b')).epoch, 2);
      await journal.write(id, 2, [finish()]);
      assert.equal(await journal.claim(id, 'process-b'), null);
      assert.deepEqual((await journal.due(t0 + 1e12, 10)).runs, []);
    },
  },
  {
    name: 'a parked run is due at the earliest of its waits and retries',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [wait('late', { until: t0 + 9000 }), retry('soon', t0 + 5000), wait('never', { event: 'e' }), park]);
      assert.equal(await statusOf(journal, id), 'waiting');
      assert.deepEqual(await journal.due(t0 + 4999, 10), { runs: [], nextAt: t0 + 5000 });
      assert.deepEqual(await journal.due(t0 + 5000, 10), { runs: [id], nextAt: null });
      const loaded = await claimed(journal, id);
      assert.equal(loaded.attempts.get('soon')?.retryAt, t0 + 5000);
      await journal.write(id, loaded.epoch, [done('soon'), park]);
      assert.deepEqual(await journal.due(t0 + 5000, 10), { runs: [], nextAt: t0 + 9000 });
    },
  },
  {
    name: 'due runs come in the order of their time, and no more than asked for',
    async run({ journal }) {
      const ids: string[] = [];
      for (const until of [300, 100, 200]) {
        const id = await heldRun(journal);
        await journal.write(id, 1, [wait('w', { until: t0 + until }), park]);
        ids.push(id);
      }
      assert.deepEqual((await journal.due(t0 + 300, 10)).runs, [ids[1], ids[2], ids[0]]);
      assert.deepEqual((await journal.due(t0 + 300, 2)).runs, [ids[1], ids[2]]);
      assert.equal((await journal.due(t0 + 150, 10)).nextAt, t0 + 200);
    },
  },
  {
    name: 'cancel is durable, wakes what is parked or queued, and keeps its first reason',
    async run({ journal }) {
      const { run: queued } = await journal.createRun(newRun());
      const parked = await heldRun(journal);
      await journal.write(parked, 1, [wait('w', { event: 'e' }), park]);
      const running = await heldRun(journal);
      await journal.write(running, 1, [done('a')]);
      for (const id of [queued.id, parked, running]) assert.equal(await journal.cancel(id, 'person', t0 + 7), true);
      for (const id of [queued.id, parked, running]) assert.equal(await statusOf(journal, id), 'cancelling');
      assert.deepEqual([...(await journal.due(t0, 10)).runs].sort(), [queued.id, parked].sort());
      assert.equal(await journal.cancel(parked, 'timeout', t0 + 8), true);
      assert.deepEqual((await claimed(journal, parked)).cancel, { at: t0 + 7, reason: 'person' });
      await journal.write(running, 1, [done('b', { status: 'cancelled', port: null }), park]);
      assert.equal(await statusOf(journal, running), 'cancelling');
      assert.ok((await journal.due(t0, 10)).runs.includes(running));
      await journal.write(parked, 2, [finish({ status: 'cancelled' })]);
      assert.equal(await journal.cancel(parked, 'person', t0 + 9), false);
      assert.equal(await statusOf(journal, parked), 'cancelled');
    },
  },
  {
    name: 'a run that ends keeps what was still open as cancelled steps',
    async run({ journal }) {
      const id = await endedRun(journal, [done('a'), wait('w', { event: 'e' }), intent('i')], {});
      const steps = await journal.steps(id, { limit: 10 });
      assert.deepEqual(steps.items.map((step) => [step.key, step.status]).sort(), [
        ['a', 'succeeded'],
        ['i', 'cancelled'],
        ['w', 'cancelled'],
      ]);
      assert.deepEqual(await journal.params(id, 'w'), { job: 7 });
      assert.deepEqual(await journal.deliver('e', 1), []);
      assert.deepEqual(await journal.openEvents('e'), []);
    },
  },
  {
    name: 'how a run ended stands in the run: outcome, failures, message, error, result, response',
    async run({ journal }) {
      const id = await heldRun(journal);
      const error = { code: 'azure_error' as const, message: 'Azure refused', azure: { code: 'UserErrorX', status: 400 } };
      await journal.write(id, 1, [{ kind: 'respond', status: 201, headers: { 'x-a': 'b' }, body: { hello: 'you' } }]);
      await journal.write(id, 1, [
        finish({ status: 'failed', failures: 3, message: 'It broke.', error, failedStep: 'backUp', output: { n: 1 } }),
      ]);
      const run = await journal.run(id);
      assert.deepEqual(
        [run?.status, run?.failures, run?.message, run?.error, run?.failedStep, run?.endedAt],
        ['failed', 3, 'It broke.', error, 'backUp', new Date(t0 + 100).toISOString()],
      );
      assert.deepEqual(await journal.result(id), { n: 1 });
      assert.deepEqual(await journal.response(id), { status: 201, headers: { 'x-a': 'b' }, body: { hello: 'you' } });
      const silent = await endedRun(journal);
      assert.deepEqual([await journal.result(silent), await journal.response(silent)], [null, null]);
    },
  },
  {
    name: 'a stop that was spoken is known to whoever goes on',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('halt'), { kind: 'stop', status: 'failed', message: 'enough' }]);
      await journal.releaseAll();
      assert.deepEqual((await claimed(journal, id)).stopped, { status: 'failed', message: 'enough' });
    },
  },
  {
    name: 'an open intent needs a person only when it says so, and is resolved once',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [intent('i')]);
      assert.equal(await journal.resolve(id, 'i', { outcome: 'didNot' }), false);
      const unknown = { code: 'outcome_unknown' as const, message: 'no answer' };
      await journal.write(id, 1, [
        { kind: 'attention', key: 'i', error: unknown },
        { kind: 'park', status: 'needs-attention', message: 'i' },
      ]);
      assert.equal(await statusOf(journal, id), 'needs-attention');
      assert.deepEqual((await journal.due(t0 + 1e12, 10)).runs, []);
      assert.equal(await journal.resolve(id, 'i', { outcome: 'happened', data: { job: 1 } }), true);
      assert.equal(await journal.resolve(id, 'i', { outcome: 'didNot' }), false);
      assert.deepEqual((await journal.due(t0, 10)).runs, [id]);
      const loaded = await claimed(journal, id);
      assert.deepEqual(loaded.intents.get('i')?.resolution, { outcome: 'happened', data: { job: 1 } });
      assert.deepEqual(loaded.intents.get('i')?.attention, unknown);
    },
  },
];
