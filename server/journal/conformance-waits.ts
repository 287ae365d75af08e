// Conformance: what runs wait for and share. Events and waits, places among runs of one key, rate limits, single owners, memory.
import assert from 'node:assert/strict';
import {
  claimed,
  done,
  endedRun,
  fenced,
  finish,
  heldRun,
  intent,
  newRun,
  park,
  refused,
  retry,
  type Scenario,
  statusOf,
  t0,
  wait,
} from './conformance-kit.ts';
import type { NewRun } from './contract.ts';

const place = (whenBusy: NonNullable<NewRun['concurrency']>['whenBusy'], limit = 1) => ({
  concurrency: { key: 'nightly kv-1', limit, whenBusy },
});

export const waitScenarios: readonly Scenario[] = [
  {
    name: 'an event wakes every run that waits for it, once',
    async run({ journal }) {
      const ids = [await heldRun(journal), await heldRun(journal)];
      for (const id of ids) await journal.write(id, 1, [wait('w', { event: 'job:7' }), park]);
      assert.deepEqual(
        (await journal.openEvents('job:')).map((open) => [open.event, open.key, open.since]),
        [
          ['job:7', 'w', t0 + 1],
          ['job:7', 'w', t0 + 1],
        ],
      );
      assert.deepEqual(await journal.openEvents('task:'), []);
      assert.deepEqual([...(await journal.deliver('job:7', { state: 'Completed' }))].sort(), [...ids].sort());
      assert.deepEqual(await journal.openEvents('job:'), []);
      assert.deepEqual([...(await journal.due(t0, 10)).runs].sort(), [...ids].sort());
      const loaded = await claimed(journal, ids[0] ?? '');
      assert.deepEqual(loaded.waits.get('w')?.delivered, { payload: { state: 'Completed' } });
      assert.deepEqual(loaded.waits.get('w')?.params, { job: 7 });
    },
  },
  {
    name: 'an event that comes before its wait is kept until the wait appears',
    async run({ journal }) {
      assert.deepEqual(await journal.deliver('early', { n: 1 }), []);
      const id = await heldRun(journal);
      await journal.write(id, 1, [wait('w', { event: 'early' }), park]);
      assert.deepEqual((await journal.due(t0, 10)).runs, [id]);
      assert.deepEqual((await claimed(journal, id)).waits.get('w')?.delivered, { payload: { n: 1 } });
      await journal.write(id, 2, [wait('w', { event: 'early' }), park]);
      assert.deepEqual((await journal.due(t0, 10)).runs, []);
    },
  },
  {
    name: 'an event kept for a while only is gone afterwards',
    async run({ journal }) {
      await journal.deliver('brief', 1, -1);
      const id = await heldRun(journal);
      await journal.write(id, 1, [wait('w', { event: 'brief' }), park]);
      assert.deepEqual((await journal.due(t0, 10)).runs, []);
    },
  },
  {
    name: 'an event that comes while the run is being advanced wakes it when it parks',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [wait('w', { event: 'now' })]);
      assert.deepEqual(await journal.deliver('now', 1), [id]);
      assert.deepEqual((await journal.due(t0, 10)).runs, []);
      await journal.write(id, 1, [park]);
      assert.deepEqual((await journal.due(t0, 10)).runs, [id]);
    },
  },
  {
    name: 'the end of a child run wakes its parent in the same transaction',
    async run({ journal }) {
      const parent = await heldRun(journal);
      await journal.write(parent, 1, [wait('sub', { event: 'run:child' }), park]);
      const child = newRun({ parent: { runId: parent, stepKey: 'sub', depth: 1, rootId: parent } });
      await journal.createRun(child, { owner: 'process-a' });
      const { woken } = await journal.write(child.id, 1, [
        finish(),
        { kind: 'deliver', event: 'run:child', payload: { status: 'succeeded' } },
      ]);
      assert.deepEqual(woken, [parent]);
      assert.deepEqual((await journal.run(child.id))?.parent, { runId: parent, stepKey: 'sub' });
      assert.deepEqual((await claimed(journal, parent)).waits.get('sub')?.delivered?.payload, { status: 'succeeded' });
    },
  },
  {
    name: 'records of an open step follow one another: tries are counted, a wait survives a failed resume',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [intent('call'), wait('job', { event: 'e', state: { seen: 2 } })]);
      await journal.write(id, 1, [retry('call', t0 + 10), retry('job', t0 + 20)]);
      await journal.write(id, 1, [intent('call', { attempt: 2, params: { item: 'other' } })]);
      await journal.releaseAll();
      const loaded = await claimed(journal, id);
      assert.equal(loaded.intents.get('call')?.attempt, 2);
      assert.deepEqual(loaded.intents.get('call')?.params, { item: 'vm-1' });
      assert.equal(loaded.attempts.get('call')?.attempt, 1);
      assert.deepEqual(loaded.waits.get('job')?.state, { seen: 2 });
      await journal.write(id, 2, [{ kind: 'closed', key: 'call' }, wait('job', { event: 'e2' })]);
      await journal.releaseAll();
      const later = await claimed(journal, id);
      assert.deepEqual([later.intents.size, later.attempts.has('call'), later.attempts.has('job')], [0, true, false]);
      await journal.write(id, 3, [done('call'), done('job')]);
      await journal.releaseAll();
      const last = await claimed(journal, id);
      assert.deepEqual([last.starts.size, last.intents.size, last.attempts.size, last.waits.size, last.steps.size], [0, 0, 0, 0, 2]);
    },
  },
  {
    name: 'queue: runs of one key take their place first in, first out, and the one who ends wakes the next',
    async run({ journal }) {
      const first = await heldRun(journal, place('queue'));
      const [second, third] = [newRun(place('queue')), newRun(place('queue'))];
      assert.equal((await journal.createRun(second, { owner: 'process-a' })).start, 'blocked');
      assert.equal((await journal.createRun(third)).start, 'blocked');
      assert.equal((await journal.createRun(newRun({ concurrency: { key: 'other', limit: 1, whenBusy: 'queue' } }))).start, 'go');
      assert.equal(await journal.claim(second.id, 'process-a'), null);
      assert.equal((await journal.due(t0, 10)).runs.includes(second.id), false);
      await journal.write(first, 1, [wait('w', { event: 'e' }), park]);
      assert.equal(await journal.claim(second.id, 'process-a'), null);
      await claimed(journal, first);
      assert.deepEqual((await journal.write(first, 2, [finish()])).woken, [second.id]);
      assert.equal(await journal.claim(third.id, 'process-a'), null);
      const { epoch } = await claimed(journal, second.id);
      assert.deepEqual((await journal.write(second.id, epoch, [finish()])).woken, [third.id]);
      assert.equal((await journal.due(t0, 10)).runs.includes(third.id), true);
    },
  },
  {
    name: 'a run cancelled in the queue gives up its turn and can be ended',
    async run({ journal }) {
      const first = await heldRun(journal, place('queue'));
      const [second, third] = [newRun(place('queue')), newRun(place('queue'))];
      await journal.createRun(second);
      await journal.createRun(third);
      await journal.cancel(second.id, 'person', t0);
      const { epoch, cancel } = await claimed(journal, second.id);
      assert.equal(cancel?.reason, 'person');
      assert.deepEqual((await journal.write(second.id, epoch, [finish({ status: 'cancelled' })])).woken, []);
      assert.deepEqual((await journal.write(first, 1, [finish()])).woken, [third.id]);
    },
  },
  {
    name: 'skip is recorded and ended; allow goes on beside; a limit of two lets two in',
    async run({ journal }) {
      await heldRun(journal, place('skip'));
      const skipped = await journal.createRun(newRun(place('skip')), { owner: 'process-a' });
      assert.deepEqual([skipped.start, skipped.run.status], ['skipped', 'cancelled']);
      await fenced(journal.write(skipped.run.id, 1, [done('a')]));
      assert.equal((await journal.createRun(newRun(place('allow')))).start, 'go');
      const two = { key: 'two', limit: 2, whenBusy: 'queue' as const };
      const starts = [];
      for (let i = 0; i < 3; i++) starts.push((await journal.createRun(newRun({ concurrency: two }))).start);
      assert.deepEqual(starts, ['go', 'go', 'blocked']);
    },
  },
  {
    name: 'cancelOther: the one who holds the place and those in the queue give way to the newest',
    async run({ journal }) {
      const first = await heldRun(journal, place('queue'));
      const second = newRun(place('queue'));
      await journal.createRun(second);
      const newest = await journal.createRun(newRun(place('cancelOther')));
      assert.equal(newest.start, 'blocked');
      assert.deepEqual([...newest.cancelled].sort(), [first, second.id].sort());
      assert.equal(await statusOf(journal, first), 'cancelling');
      assert.deepEqual((await journal.write(first, 1, [finish({ status: 'cancelled' })])).woken, [newest.run.id]);
    },
  },
  {
    name: 'what a flow remembers is written with the step, and no larger than 64 KB',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a'), { kind: 'memory', name: 'reported', value: ['job-1'] }]);
      assert.deepEqual((await journal.memory('nightly')).reported?.value, ['job-1']);
      assert.equal((await journal.memory('nightly')).reported?.runId, id);
      const large = 'x'.repeat(64 * 1024);
      await refused(journal.write(id, 1, [done('b'), { kind: 'memory', name: 'big', value: large }]), 'memory_too_large');
      await refused(journal.setMemory('nightly', 'big', large, t0), 'memory_too_large');
      assert.equal(await journal.step(id, 'b'), null);
      await journal.setMemory('nightly', 'reported', { by: 'hand' }, t0);
      await journal.releaseAll();
      assert.deepEqual((await claimed(journal, id)).memory, { reported: { by: 'hand' } });
      await journal.setMemory('nightly', 'reported', undefined, t0);
      assert.deepEqual(await journal.memory('nightly'), {});
    },
  },
  {
    name: 'tokens: a burst, then the rate; a blocked key says until when',
    async run({ journal }) {
      const rate = { perSecond: 2, burst: 2 };
      const at = (ms: number) => journal.takeToken('sub:1', rate, t0 + ms);
      assert.deepEqual([(await at(0)).ok, (await at(0)).ok], [true, true]);
      assert.deepEqual(await at(0), { ok: false, retryAt: t0 + 500 });
      assert.deepEqual([(await at(500)).ok, (await at(500)).ok], [true, false]);
      assert.equal((await at(-5000)).ok, false);
      await journal.blockKey('sub:1', t0 + 60_000);
      assert.deepEqual(await at(30_000), { ok: false, retryAt: t0 + 60_000 });
      assert.equal((await at(60_000)).ok, true);
      await journal.blockKey('fresh', t0 + 100);
      assert.equal((await journal.takeToken('fresh', rate, t0 + 99)).ok, false);
      assert.equal((await journal.takeToken('fresh', rate, t0 + 100)).ok, true);
    },
  },
  {
    name: 'a name is owned by one until its lease ends, and each owner has a higher epoch',
    async run({ journal }) {
      const first = await journal.own('vault:1', 'a', 1000, t0);
      assert.ok(first);
      assert.equal(await journal.own('vault:1', 'b', 1000, t0 + 999), null);
      assert.deepEqual(await journal.own('vault:1', 'a', 1000, t0 + 999), first);
      assert.equal(await journal.own('vault:1', 'b', 1000, t0 + 1998), null);
      const second = await journal.own('vault:1', 'b', 1000, t0 + 1999);
      assert.ok(second && second.epoch > first.epoch);
      await journal.disown('vault:1', first.epoch);
      assert.equal(await journal.own('vault:1', 'c', 1000, t0 + 2000), null);
      await journal.disown('vault:1', second.epoch);
      const third = await journal.own('vault:1', 'c', 1000, t0 + 2000);
      assert.ok(third && third.epoch > second.epoch);
      await journal.releaseAll();
      assert.ok(await journal.own('vault:1', 'd', 1000, t0 + 2001));
    },
  },
  {
    name: 'old runs are deleted, but not one that a newer run took results over from',
    async run({ journal }) {
      const kept = await endedRun(journal, [done('a')]);
      const old = await endedRun(journal, [done('a')]);
      const live = await heldRun(journal);
      const after = await journal.events({ projectId: 'default', after: 0, limit: 1 });
      await journal.write(live, 1, [done('a', { from: { runId: kept }, output: undefined as never })]);
      assert.deepEqual(await journal.deleteRuns(t0 + 100, 10), []);
      assert.deepEqual(await journal.deleteRuns(t0 + 101, 10), [old]);
      assert.deepEqual([await journal.run(old), (await journal.run(kept))?.id, await journal.step(old, 'a')], [null, kept, null]);
      assert.equal((await journal.events({ projectId: 'default', after: after.events[0]?.seq ?? 0, limit: 9 })).reset, true);
      await journal.write(live, 1, [finish()]);
      assert.deepEqual(await journal.deleteRuns(t0 + 101, 10), [live]);
      assert.deepEqual(await journal.deleteRuns(t0 + 101, 10), [kept]);
      assert.equal(await journal.run(kept), null);
    },
  },
];
