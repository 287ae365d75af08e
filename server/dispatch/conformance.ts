// The one suite that every dispatcher is held to, over a real journal. Times are kept short; nothing is asserted about speed.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { done, finish, heldRun, me, newRun, park, t0, wait } from '../journal/conformance-kit.ts';
import type { Journal } from '../journal/contract.ts';
import type { Dispatcher } from './contract.ts';

export interface DispatchSubject {
  readonly journal: Journal;
  readonly dispatcher: Dispatcher;
  /** Milliseconds in which whatever should not happen would have happened, and what was asked for has reached the queue. */
  readonly beat: number;
  readonly close: () => Promise<void>;
}

interface DispatchScenario {
  readonly name: string;
  readonly run: (subject: DispatchSubject) => Promise<void>;
}

/** Claims the run and ends it, as the shortest possible engine. */
export const ending = (journal: Journal, order: string[]) => async (runId: string) => {
  const loaded = await journal.claim(runId, me);
  if (!loaded) return;
  await journal.write(runId, loaded.epoch, [finish()]);
  order.push(runId);
};

export async function until(what: () => boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    assert.ok(Date.now() < end, 'it did not come about in time');
    await sleep(2);
  }
}

export const nothing = () => {};

/** An advance that runs until it is let go. */
export function gate() {
  const started: string[] = [];
  const aborted = new Set<string>();
  const letGo: (() => void)[] = [];
  let most = 0;
  return {
    started,
    aborted,
    /** How many there were at once. */
    most: () => most,
    abort: (runId: string) => {
      aborted.add(runId);
    },
    release: (count = 1) => {
      for (const go of letGo.splice(0, count)) go();
    },
    advance: (runId: string) =>
      new Promise<void>((resolve) => {
        started.push(runId);
        letGo.push(resolve);
        most = Math.max(most, letGo.length);
      }),
  };
}

const dispatchScenarios: readonly DispatchScenario[] = [
  {
    name: 'at the start everything is advanced that the journal says is due',
    async run({ journal, dispatcher }) {
      const ids = [];
      for (let i = 0; i < 3; i++) ids.push((await journal.createRun(newRun())).run.id);
      const order: string[] = [];
      await dispatcher.start(ending(journal, order), { concurrency: 1, abort: nothing });
      await until(() => order.length === 3);
      assert.deepEqual(order, ids);
    },
  },
  {
    name: 'two thousand five hundred runs due at once are all advanced, each once',
    async run({ journal, dispatcher, beat }) {
      const ids = await Promise.all([...Array(2500)].map(async () => (await journal.createRun(newRun())).run.id));
      const order: string[] = [];
      await dispatcher.start(ending(journal, order), { concurrency: 50, abort: nothing });
      await until(() => order.length >= 2500);
      await sleep(beat);
      assert.deepEqual([...order].sort(), [...ids].sort());
    },
  },
  {
    name: 'a run that nobody woke is found by the sweeper',
    async run({ journal, dispatcher }) {
      const order: string[] = [];
      await dispatcher.start(ending(journal, order), { concurrency: 5, abort: nothing });
      const { run } = await journal.createRun(newRun());
      await until(() => order.includes(run.id));
    },
  },
  {
    name: 'a run parked until a time is advanced then, without being woken',
    async run({ journal, dispatcher }) {
      const at = Date.now() + 120;
      const id = await heldRun(journal);
      await journal.write(id, 1, [wait('w', { until: at }), park]);
      let advancedAt = 0;
      await dispatcher.start(
        async (runId) => {
          await ending(journal, [])(runId);
          advancedAt = Date.now();
        },
        { concurrency: 5, abort: nothing },
      );
      await until(() => advancedAt > 0);
      assert.ok(advancedAt >= at);
    },
  },
  {
    name: 'never more at once than allowed; the others wait their turn, higher priority first, then first come',
    async run({ dispatcher, beat }) {
      const { started, advance, release, most } = gate();
      await dispatcher.start(advance, { concurrency: 2, abort: nothing });
      for (const id of ['a', 'b']) dispatcher.wake(id);
      await until(() => started.length === 2);
      for (const id of ['c', 'd']) dispatcher.wake(id);
      dispatcher.wake('urgent', { priority: 5 });
      dispatcher.wake('later', { priority: -1 });
      await sleep(beat);
      for (let count = 3; count <= 6; count++) {
        release();
        await until(() => started.length === count);
      }
      assert.deepEqual(started, ['a', 'b', 'urgent', 'c', 'd', 'later']);
      assert.equal(most(), 2);
      release(9);
    },
  },
  {
    name: 'woken many times while it waits for its turn, a run is advanced once',
    async run({ dispatcher, beat }) {
      const { started, advance, release } = gate();
      await dispatcher.start(advance, { concurrency: 1, abort: nothing });
      dispatcher.wake('first');
      await until(() => started.length === 1);
      for (let i = 0; i < 5; i++) dispatcher.wake('second');
      await sleep(beat);
      dispatcher.wake('second');
      await sleep(beat);
      release(9);
      await until(() => started.length === 2);
      release(9);
      await sleep(beat);
      assert.deepEqual(started, ['first', 'second']);
    },
  },
  {
    name: 'woken while it is being advanced, a run goes once more afterwards, and never twice at a time',
    async run({ dispatcher, beat }) {
      const { started, advance, release } = gate();
      await dispatcher.start(advance, { concurrency: 5, abort: nothing });
      dispatcher.wake('a');
      await until(() => started.length === 1);
      dispatcher.wake('a');
      dispatcher.wake('a');
      await sleep(beat);
      assert.equal(started.length, 1);
      release();
      await until(() => started.length === 2);
      release();
      await sleep(beat);
      assert.equal(started.length, 2);
    },
  },
  {
    name: 'of several times the earlier wins; a time further off than Node can count does not fire at once',
    async run({ dispatcher, beat }) {
      const { started, advance, release } = gate();
      await dispatcher.start(advance, { concurrency: 5, abort: nothing });
      const now = Date.now();
      dispatcher.wake('far', { at: now + 40 * 24 * 3600 * 1000 });
      dispatcher.wake('soon', { at: now + 60_000 });
      dispatcher.wake('soon', { at: now + 300 });
      dispatcher.wake('soon', { at: now + 90_000 });
      await sleep(20);
      if (Date.now() < now + 300) assert.deepEqual(started, []);
      await until(() => started.length === 1);
      assert.ok(Date.now() >= now + 300);
      release(9);
      await sleep(beat);
      assert.deepEqual(started, ['soon']);
    },
  },
  {
    name: 'cancel aborts that run and no other',
    async run({ dispatcher }) {
      const { started, aborted, abort, advance, release } = gate();
      await dispatcher.start(advance, { concurrency: 5, abort });
      dispatcher.wake('a');
      dispatcher.wake('b');
      await until(() => started.length === 2);
      dispatcher.cancel('a');
      dispatcher.cancel('nobody');
      assert.deepEqual([...aborted], ['a']);
      release(9);
    },
  },
  {
    name: 'an advance that throws takes nothing with it',
    async run({ journal, dispatcher }) {
      const order: string[] = [];
      await dispatcher.start(
        async (runId) => {
          if (runId === 'broken') throw new Error('engine fault');
          await ending(journal, order)(runId);
        },
        { concurrency: 1, abort: nothing },
      );
      dispatcher.wake('broken');
      const { run } = await journal.createRun(newRun());
      dispatcher.wake(run.id);
      await until(() => order.length === 1);
    },
  },
  {
    name: 'stop starts nothing more, waits for what is under way, and aborts it when the time is up',
    async run({ journal, dispatcher, beat }) {
      const { started, aborted, abort, advance, release } = gate();
      const { run } = await journal.createRun(newRun());
      await dispatcher.start(advance, { concurrency: 1, abort });
      await until(() => started.length === 1);
      dispatcher.wake('next');
      const asked = Date.now();
      const stopped = dispatcher.stop({ graceMs: 300 });
      await sleep(20);
      if (Date.now() < asked + 300) assert.equal(aborted.size, 0);
      await until(() => aborted.has(run.id));
      release(9);
      await stopped;
      dispatcher.wake('late');
      await sleep(beat);
      assert.deepEqual(started, [run.id]);
    },
  },
  {
    name: 'a run stopped in the middle is advanced by the next process',
    async run({ journal, dispatcher }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('a', { startedAt: t0 })]);
      await journal.releaseAll();
      const order: string[] = [];
      await dispatcher.start(ending(journal, order), { concurrency: 1, abort: nothing });
      await until(() => order.length === 1);
      assert.equal((await journal.run(id))?.status, 'succeeded');
    },
  },
];

export function dispatchConformance(name: string, open: () => Promise<DispatchSubject>): void {
  describe(name, () => {
    for (const scenario of dispatchScenarios) {
      test(scenario.name, async () => {
        const subject = await open();
        try {
          await scenario.run(subject);
        } finally {
          await subject.dispatcher.stop({ graceMs: 0 });
          await subject.close();
        }
      });
    }
  });
}
