// Deaths of processes: what was under way in one that died is blamed for it, so that a step which kills can be told from those that
// were only there.
import assert from 'node:assert/strict';
import { claimed, cursor, done, intent, newRun, park, retry, type Scenario, t0, wait } from './conformance-kit.ts';
import type { Journal, Write } from './contract.ts';

const start = (key: string): Write => ({ kind: 'start', key, nodeId: key.replace(/\[.*$/, ''), at: t0 + 1, params: {} });

/** Life `n` begins: it takes the run up. */
const live = (journal: Journal, id: string, n: number) => claimed(journal, id, `life-${n}`);
const die = (journal: Journal, n: number) => journal.releaseAll(`life-${n}`, 'died');

async function firstLife(journal: Journal, writes: readonly Write[]): Promise<string> {
  const run = newRun();
  await journal.createRun(run, { owner: 'life-1' });
  await journal.write(run.id, 1, writes);
  return run.id;
}

export const deathScenarios: readonly Scenario[] = [
  {
    name: 'a process that dies: what was under way is blamed, what waited or had ended is not',
    async run({ journal }) {
      const later = Date.now() + 3_600_000;
      const id = await firstLife(journal, [
        done('ended'),
        start('read'),
        intent('write'),
        intent('asked'),
        { kind: 'attention', key: 'asked', error: { code: 'outcome_unknown', message: 'x' } },
        wait('sleeps', { until: later }),
        wait('listens', { event: 'never' }),
        wait('overdue', { until: t0 }),
        retry('next try', t0),
        retry('later try', later),
        cursor('loop'),
      ]);
      await die(journal, 1);
      const loaded = await live(journal, id, 2);
      assert.deepEqual([...loaded.deaths].sort(), [
        ['next try', 1],
        ['overdue', 1],
        ['read', 1],
        ['write', 1],
      ]);
      assert.equal(loaded.died, true);
      assert.deepEqual((await journal.run(id))?.status, 'running');
    },
  },
  {
    name: 'a process that lets go in good order is nobody’s fault, and neither is what ends between two deaths',
    async run({ journal }) {
      const id = await firstLife(journal, [start('a'), start('b'), intent('c')]);
      await journal.releaseAll('life-1');
      const second = await live(journal, id, 2);
      assert.deepEqual([second.died, second.deaths.size], [false, 0]);
      await die(journal, 2);
      const third = await live(journal, id, 3);
      assert.deepEqual([...third.deaths.values()], [1, 1, 1]);
      await journal.write(id, third.epoch, [retry('a', Date.now() + 3_600_000), wait('b', { event: 'e' }), done('c')]);
      await die(journal, 3);
      const fourth = await live(journal, id, 4);
      assert.deepEqual([...fourth.deaths], []);
      assert.equal(fourth.died, true);
      await journal.write(id, fourth.epoch, [done('a')]);
      assert.equal((await live(journal, id, 4)).died, false);
    },
  },
  {
    name: 'a third death counts only for a run that was on trial, and being on trial ends with the life',
    async run({ journal }) {
      const id = await firstLife(journal, [start('a')]);
      await die(journal, 1);
      await live(journal, id, 2);
      await die(journal, 2);
      await live(journal, id, 3);
      await die(journal, 3);
      const fourth = await live(journal, id, 4);
      assert.equal(fourth.deaths.get('a'), 2);
      await journal.write(id, fourth.epoch, [{ kind: 'trial' }]);
      await journal.releaseAll('life-4');
      await live(journal, id, 5);
      await die(journal, 5);
      const sixth = await live(journal, id, 6);
      assert.equal(sixth.deaths.get('a'), 2);
      await journal.write(id, sixth.epoch, [{ kind: 'trial' }]);
      await die(journal, 6);
      assert.equal((await live(journal, id, 7)).deaths.get('a'), 3);
    },
  },
  {
    name: 'a person’s word gives a step another chance, and a new intent does not',
    async run({ journal }) {
      const id = await firstLife(journal, [intent('x'), intent('y')]);
      await die(journal, 1);
      const second = await live(journal, id, 2);
      await journal.write(id, second.epoch, [
        intent('x', { attempt: 2 }),
        { kind: 'attention', key: 'y', error: { code: 'step_set_aside', message: 'x' } },
        park,
      ]);
      await journal.resolve(id, 'y', { outcome: 'didNot' });
      const third = await live(journal, id, 3);
      assert.deepEqual([...third.deaths], [['x', 1]]);
    },
  },
  {
    name: 'after a crash everything that was held is blamed, also what was only claimed',
    async run({ journal, reopen, remote }) {
      // Among many a name that has just shown a sign of life is alive: postgres-fleet.test.ts kills for real.
      if (!reopen || remote) return;
      const ids = [await firstLife(journal, [start('a')]), await firstLife(journal, [wait('b', { until: t0 }), park])];
      const [under = '', woken = ''] = ids;
      let again = await reopen();
      await again.releaseAll();
      for (let life = 2; life <= 3; life++) {
        await live(again, under, life);
        await live(again, woken, life);
        again = await reopen();
        await again.releaseAll();
      }
      assert.equal((await live(again, under, 4)).deaths.get('a'), 2);
      const { deaths } = await live(again, woken, 4);
      assert.ok((deaths.get('b') ?? 0) >= 1, 'the second life knew that the first had died');
    },
  },
];
