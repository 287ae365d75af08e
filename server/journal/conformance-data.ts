// Conformance: what steps hold and how it is read. Large outputs, lists, loops, results taken over, pages, and all of it again
// after the process has gone.
import assert from 'node:assert/strict';
import type { Json } from '../../nodes/kit/json.ts';
import {
  claimed,
  cursor,
  data,
  done,
  endedRun,
  finish,
  heldRun,
  newRun,
  park,
  refused,
  type Scenario,
  t0,
  wait,
} from './conformance-kit.ts';
import type { Journal, LastRunsFilter, StepFilter, Write } from './contract.ts';

async function allSteps(journal: Journal, runId: string, filter: Omit<StepFilter, 'limit' | 'cursor'>, limit: number): Promise<string[]> {
  const keys: string[] = [];
  let cursorAt: string | null = null;
  do {
    const page: Awaited<ReturnType<Journal['steps']>> = await journal.steps(runId, {
      ...filter,
      limit,
      ...(cursorAt === null ? {} : { cursor: cursorAt }),
    });
    assert.ok(page.items.length <= limit);
    keys.push(...page.items.map((step) => step.key));
    cursorAt = page.next;
  } while (cursorAt !== null);
  return keys;
}

const group = (index: number, over: Partial<ReturnType<typeof done>> = {}): Write => ({
  kind: 'steps',
  container: 'each',
  path: [index],
  steps: [done(`a[${index}]`, { output: { at: index } }), done(`b[${index}]`, { output: null, ...over })],
});

export const dataScenarios: readonly Scenario[] = [
  {
    name: 'null is an output, nothing is none, and neither is confused with the other',
    async run({ journal }) {
      const id = await heldRun(journal);
      const { output: _none, ...silent } = done('c');
      await journal.write(id, 1, [done('a', { output: null }), silent, done('d', { output: 'ünï → 𝕏' })]);
      assert.deepEqual(await journal.output(id, 'a'), { data: null, list: null });
      assert.equal(await journal.output(id, 'c'), null);
      assert.equal(await data(journal, id, 'd'), 'ünï → 𝕏');
      assert.deepEqual([(await journal.step(id, 'a'))?.hasOutput, (await journal.step(id, 'c'))?.hasOutput], [true, false]);
    },
  },
  {
    name: 'an output over 256 KB is kept whole and not loaded with the run; over 8 MB it is refused',
    async run({ journal }) {
      const id = await heldRun(journal);
      const large = { text: '€'.repeat(400_000), tail: '𝕏' };
      await journal.write(id, 1, [done('large', { output: large }), done('small')]);
      assert.deepEqual(await data(journal, id, 'large'), large);
      await refused(journal.write(id, 1, [done('huge', { output: 'x'.repeat(8 * 1024 * 1024) })]), 'output_too_large');
      assert.equal(await journal.step(id, 'huge'), null);
      await journal.releaseAll();
      const { steps } = await claimed(journal, id);
      assert.deepEqual([steps.get('large')?.hasOutput, 'output' in (steps.get('large') ?? {})], [true, false]);
      assert.deepEqual(steps.get('small')?.output, { by: 'small' });
    },
  },
  {
    name: 'a list is written and read page by page, pages in any size, dense from 0',
    async run({ journal }) {
      const id = await heldRun(journal);
      const page = (n: number, items: readonly Json[]): Write => ({ kind: 'page', key: 'list', page: n, items });
      await refused(journal.write(id, 1, [page(1, [0])]), 'conflict');
      await journal.write(id, 1, [page(0, [9, 9, 9]), page(1, [9])]);
      // The step was made again: it starts its list anew.
      await journal.write(id, 1, [page(0, [0, 1, 2])]);
      await journal.write(id, 1, [page(1, [3]), page(2, [4, 5, 6, 7])]);
      await journal.write(id, 1, [done('list', { output: { more: true }, list: { property: 'items', count: 8 } })]);
      assert.deepEqual(await journal.items(id, 'list', 0, 100), [0, 1, 2, 3, 4, 5, 6, 7]);
      assert.deepEqual(await journal.items(id, 'list', 2, 3), [2, 3, 4]);
      assert.deepEqual(await journal.items(id, 'list', 7, 5), [7]);
      assert.deepEqual(await journal.items(id, 'list', 8, 5), []);
      assert.deepEqual(await journal.output(id, 'list'), { data: { more: true }, list: { property: 'items', count: 8 } });
      assert.equal((await journal.step(id, 'list'))?.count, 8);
    },
  },
  {
    name: 'every step of a shared row is readable by its key, and recorded once',
    async run({ journal }) {
      const id = await heldRun(journal);
      const error = { code: 'node_failed' as const, message: 'no' };
      await journal.write(
        id,
        1,
        [...Array(150).keys()].map((i) => group(i, i === 77 ? { status: 'failed', port: 'failed', error, params: { p: 1 } } : {})),
      );
      await journal.write(id, 1, [group(300), done('c[10]')]);
      for (const index of [0, 63, 64, 149, 300]) assert.deepEqual(await data(journal, id, `a[${index}]`), { at: index });
      const failed = await journal.step(id, 'b[77]');
      assert.deepEqual(
        [failed?.status, failed?.port, failed?.error, failed?.path, await journal.params(id, 'b[77]')],
        ['failed', 'failed', error, [77], { p: 1 }],
      );
      assert.equal(await journal.step(id, 'a[150]'), null);
      assert.equal(await journal.step(id, 'a'), null);
      await refused(journal.write(id, 1, [group(149)]), 'conflict');
      await refused(journal.write(id, 1, [done('a[5]')]), 'conflict');
      await refused(journal.write(id, 1, [{ kind: 'steps', container: 'each', path: [10], steps: [done('c[10]')] }]), 'conflict');
      await journal.write(id, 1, [{ kind: 'steps', container: 'each', path: [10], steps: [done('d[10]')] }]);
      assert.deepEqual(await allSteps(journal, id, { parentPath: [10] }, 2), ['a[10]', 'b[10]', 'c[10]', 'd[10]']);
      assert.deepEqual(await allSteps(journal, id, { status: ['failed'] }, 10), ['b[77]']);
      const all = await allSteps(journal, id, {}, 37);
      assert.equal(all.length, 304);
      assert.equal(new Set(all).size, 304);
    },
  },
  {
    name: 'a claim loads what stands outside loops and open iterations, not the finished ones',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [
        done('first'),
        cursor('each', { open: [1, 3], next: 4, done: 2 }),
        group(0),
        group(1),
        group(2),
        done('c[3]'),
      ]);
      await journal.write(id, 1, [
        cursor('inner[3]', { open: [5], next: 6 }),
        done('x[3][4]'),
        done('x[3][5]'),
        wait('y[3][5]', { event: 'e' }),
      ]);
      await journal.releaseAll();
      const loaded = await claimed(journal, id);
      assert.deepEqual([...loaded.steps.keys()].sort(), ['a[1]', 'b[1]', 'c[3]', 'first', 'x[3][5]']);
      assert.deepEqual([...loaded.cursors.keys()].sort(), ['each', 'inner[3]']);
      assert.deepEqual(loaded.cursors.get('each')?.open, [1, 3]);
      assert.deepEqual([...loaded.waits.keys()], ['y[3][5]']);
    },
  },
  {
    name: 'entries of a loop are kept until its step, and are its list when it says so',
    async run({ journal }) {
      const id = await heldRun(journal);
      const entry = (index: number, value: Json): Write => ({ kind: 'iteration', key: 'each', index, status: 'succeeded', value });
      await journal.write(id, 1, [cursor('each', { open: [] }), ...[...Array(100).keys()].map((i) => entry(i, i * 2))]);
      await journal.write(id, 1, [
        entry(102, 'last'),
        { kind: 'iteration', key: 'each', index: 100, status: 'failed', error: { code: 'node_failed', message: 'no' } },
      ]);
      assert.deepEqual(
        (await journal.iterations(id, 'each', 98, 3)).map((one) => [one.index, one.status]),
        [
          [98, 'succeeded'],
          [99, 'succeeded'],
          [100, 'failed'],
        ],
      );
      await journal.write(id, 1, [
        done('each', { output: { failed: 1 }, list: { property: 'items', count: 103 }, loop: { count: 103, done: 102, failed: 1 } }),
      ]);
      assert.deepEqual(await journal.items(id, 'each', 99, 10), [
        { index: 99, status: 'succeeded', value: 198, error: null },
        { index: 100, status: 'failed', value: null, error: { code: 'node_failed', message: 'no' } },
        { index: 101, status: 'skipped', value: null, error: null },
        { index: 102, status: 'succeeded', value: 'last', error: null },
      ]);
      assert.deepEqual((await journal.step(id, 'each'))?.loop, { count: 103, done: 102, failed: 1, running: 0 });
      await journal.write(id, 1, [cursor('other'), { kind: 'iteration', key: 'other', index: 0, status: 'succeeded', value: 1 }]);
      await journal.write(id, 1, [done('other', { loop: { count: 1, done: 1, failed: 0 } })]);
      assert.deepEqual(await journal.iterations(id, 'other', 0, 10), []);
    },
  },
  {
    name: 'a loop cut off by the end of its run keeps the entries it had, and says how far it came',
    async run({ journal }) {
      const entries: Write[] = [0, 1, 5].map((index) => ({ kind: 'iteration', key: 'each', index, status: 'succeeded', value: index }));
      const id = await endedRun(journal, [cursor('each', { done: 3, open: [6] }), ...entries]);
      assert.deepEqual(
        (await journal.iterations(id, 'each', 1, 10)).map((entry) => entry.value),
        [1, 5],
      );
      const step = await journal.step(id, 'each');
      assert.deepEqual([step?.status, step?.loop], ['cancelled', { count: 10, done: 3, failed: 0, running: 0 }]);
    },
  },
  {
    name: 'a result taken over by reference reads like its own, also through a chain of runs',
    async run({ journal }) {
      const big = 'y'.repeat(300_000);
      const log = [{ at: new Date(t0).toISOString(), level: 'info' as const, message: 'hello' }];
      const writes: Write[] = [
        done('a', { output: { small: 1 }, params: { q: 1 }, logs: log }),
        done('big', { output: big }),
        { kind: 'page', key: 'list', page: 0, items: [1, 2, 3] },
        done('list', { output: {}, list: { property: 'items', count: 3 } }),
        group(4),
      ];
      const first = await endedRun(journal, writes);
      const taken = (key: string, runId: string): Write => {
        const { output: _own, ...step } = done(key);
        return { ...step, from: { runId } };
      };
      const keys = ['a', 'big', 'list', 'a[4]'];
      const second = await endedRun(
        journal,
        keys.map((key) => taken(key, first)),
        { retryOf: first },
      );
      const third = await heldRun(journal, { retryOf: second });
      await journal.write(
        third,
        1,
        keys.map((key) => taken(key, second)),
      );
      assert.deepEqual(await journal.output(third, 'a'), { data: { small: 1 }, list: null });
      assert.deepEqual([await journal.params(third, 'a'), await journal.log(third, 'a')], [{ q: 1 }, log]);
      assert.equal(await data(journal, third, 'big'), big);
      assert.deepEqual(await journal.items(third, 'list', 1, 5), [2, 3]);
      assert.deepEqual(await data(journal, third, 'a[4]'), { at: 4 });
      const step = await journal.step(third, 'list');
      assert.deepEqual([step?.takenFrom, step?.hasOutput, step?.count], [first, true, 3]);
      await journal.releaseAll();
      assert.deepEqual((await claimed(journal, third)).steps.get('a')?.output, { small: 1 });
      await refused(journal.write(third, 2, [taken('none', first)]), 'not_found');
    },
  },
  {
    name: 'logs are kept in order, with the step and beside it',
    async run({ journal }) {
      const id = await heldRun(journal);
      const line = (message: string) => ({ at: new Date(t0).toISOString(), level: 'warn' as const, message });
      await journal.write(id, 1, [{ kind: 'log', key: 'a', lines: [line('1'), line('2')] }]);
      await journal.write(id, 1, [done('a', { logs: [line('3')] })]);
      assert.deepEqual(
        (await journal.log(id, 'a')).map((one) => one.message),
        ['1', '2', '3'],
      );
      assert.deepEqual(await journal.log(id, 'b'), []);
    },
  },
  {
    name: 'runs are listed newest first, by flow, status, time and text, page by page',
    async run({ journal }) {
      const ids: string[] = [];
      for (let i = 0; i < 7; i++) {
        const run = newRun({ at: t0 + i, flowId: i % 2 ? 'odd' : 'even', flowName: i % 2 ? 'Odd flow' : 'Even flow' });
        await journal.createRun(run, { owner: 'process-a' });
        ids.push(run.id);
      }
      await journal.write(ids[3] ?? '', 1, [
        finish({ status: 'failed', message: 'Vault KV-9 is gone', error: { code: 'azure_error', message: 'gone' } }),
      ]);
      const first0 = newRun({});
      const found = async (filter: object) =>
        (await journal.runs({ projectId: 'default', limit: 50, ...filter })).items.map((run) => ids.indexOf(run.id));
      assert.deepEqual(await found({}), [6, 5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await found({ flowId: 'odd' }), [5, 3, 1]);
      assert.deepEqual(await found({ status: ['failed', 'cancelled'] }), [3]);
      assert.deepEqual(await found({ since: t0 + 5 }), [6, 5]);
      assert.deepEqual(await found({ q: 'kv-9' }), [3]);
      assert.deepEqual(await found({ q: 'EVEN' }), [6, 4, 2, 0]);
      assert.deepEqual(await found({ error: 'azure_error' }), [3]);
      assert.deepEqual(await found({ error: 'not_found' }), []);
      assert.deepEqual((await found({ trigger: first0.trigger.type })).length, 7);
      assert.deepEqual(await found({ trigger: 'core.nothing' }), []);
      assert.deepEqual((await found({ world: first0.world })).length, 7);
      assert.deepEqual(await found({ world: first0.world === 'real' ? 'practice' : 'real' }), []);
      assert.deepEqual(await found({ q: ids[2] ?? '' }), [2]);
      assert.deepEqual(await found({ projectId: 'other' }), []);
      const counted = (filter: object) => journal.countRuns({ projectId: 'default', ...filter });
      assert.deepEqual(await counted({}), { queued: 6, failed: 1 });
      assert.deepEqual(await counted({ status: ['queued', 'waiting'], flowId: 'odd' }), { queued: 2 });
      assert.deepEqual(await counted({ status: ['failed'], since: t0 + 3 }), { failed: 1 });
      assert.deepEqual(await counted({ status: ['failed'], since: t0 + 4 }), {});
      assert.deepEqual(await counted({ projectId: 'other' }), {});
      const lines = async (filter: Partial<LastRunsFilter>) =>
        (await journal.lastRuns({ projectId: 'default', flowIds: ['odd', 'even', 'none'], each: 2, ...filter })).map(({ id }) =>
          ids.indexOf(id),
        );
      assert.deepEqual(await lines({}), [6, 5, 4, 3]);
      assert.deepEqual(await lines({ each: 1 }), [6, 5]);
      assert.deepEqual(await lines({ status: ['failed'] }), [3]);
      assert.deepEqual(await lines({ flowIds: [] }), []);
      assert.deepEqual(await lines({ projectId: 'other' }), []);
      const first = await journal.runs({ projectId: 'default', limit: 4 });
      const second = await journal.runs({ projectId: 'default', limit: 4, cursor: first.next ?? '' });
      assert.deepEqual(
        [...first.items, ...second.items].map((run) => ids.indexOf(run.id)),
        [6, 5, 4, 3, 2, 1, 0],
      );
      assert.equal(second.next, null);
    },
  },
  {
    name: 'runs are found by what they were given and by what a failed step said, also in shared rows',
    async run({ journal }) {
      const given = newRun({ inputs: { vault: 'rsv-"prod"-Weu' } });
      await journal.createRun(given, { owner: 'process-a' });
      const alone = await heldRun(journal);
      const error = { code: 'azure_error' as const, message: 'The item "sql-7" is locked' };
      await journal.write(alone, 1, [
        done('good', { output: { text: 'nobody looks here' } }),
        done('bad', { status: 'failed', port: 'failed', error }),
      ]);
      const shared = await heldRun(journal);
      const inLoop = done('bad[0]', { status: 'failed', port: 'failed', error: { code: 'azure_error', message: 'Disk d-44 is gone' } });
      await journal.write(shared, 1, [{ kind: 'steps', container: 'each', path: [0], steps: [inLoop] }]);
      const found = async (q: string) => (await journal.runs({ projectId: 'default', limit: 50, q })).items.map((run) => run.id);
      assert.deepEqual(await found('"PROD"-weu'), [given.id]);
      assert.deepEqual(await found('"SQL-7" is'), [alone]);
      assert.deepEqual(await found('disk D-44'), [shared]);
      assert.deepEqual(await found('nobody looks here'), []);
    },
  },
  {
    name: 'steps are listed in the order of the journal, settled and open ones, page by page',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('c'), wait('w', { event: 'e' }), done('a')]);
      await journal.write(id, 1, [done('b'), cursor('each'), done('x[0]'), park]);
      assert.deepEqual(await allSteps(journal, id, {}, 2), ['c', 'w', 'a', 'b', 'each', 'x[0]']);
      assert.deepEqual(await allSteps(journal, id, { parentPath: [] }, 3), ['c', 'w', 'a', 'b', 'each']);
      assert.deepEqual(await allSteps(journal, id, { nodeIds: ['a', 'x'] }, 1), ['a', 'x[0]']);
      assert.deepEqual(await allSteps(journal, id, { status: ['waiting', 'running'] }, 1), ['w', 'each']);
    },
  },
  {
    name: 'steps of one iteration are listed with those of the loops inside it, and of no other',
    async run({ journal }) {
      const id = await heldRun(journal);
      await journal.write(id, 1, [done('x[0]'), done('y[0][1]'), done('y[1][0]'), group(0), done('y[0][12]'), done('y[10][1]')]);
      assert.deepEqual(await allSteps(journal, id, { within: [0], nodeIds: ['y'] }, 1), ['y[0][1]', 'y[0][12]']);
      assert.deepEqual((await allSteps(journal, id, { within: [0] }, 2)).sort(), ['a[0]', 'b[0]', 'x[0]', 'y[0][12]', 'y[0][1]']);
    },
  },
  {
    name: 'everything is there again when the data is opened anew',
    async run({ journal, reopen }) {
      if (!reopen) return;
      const id = await heldRun(journal);
      await journal.write(id, 1, [
        done('a'),
        cursor('each', { open: [1], next: 2 }),
        group(0),
        group(1),
        { kind: 'memory', name: 'm', value: 1 },
      ]);
      await journal.write(id, 1, [wait('w', { event: 'e', until: t0 + 50 }), done('big', { output: 'z'.repeat(500_000) })]);
      const before = await journal.events({ projectId: 'default', after: 0, limit: 100 });
      const again = await reopen();
      assert.equal(await again.claim(id, 'process-b'), null);
      await again.releaseAll();
      assert.deepEqual((await again.due(t0, 10)).runs, [id]);
      const loaded = await claimed(again, id, 'process-b');
      assert.deepEqual([...loaded.steps.keys()].sort(), ['a', 'a[1]', 'b[1]', 'big']);
      assert.deepEqual([loaded.memory, loaded.waits.get('w')?.event], [{ m: 1 }, 'e']);
      assert.deepEqual(await data(again, id, 'a[0]'), { at: 0 });
      assert.equal(await data(again, id, 'big'), 'z'.repeat(500_000));
      await again.write(id, 2, [done('later')]);
      const after = await again.events({ projectId: 'default', after: before.last, limit: 100 });
      assert.equal(after.reset, false);
      assert.ok(after.events.every((event) => event.seq > before.last));
      assert.ok(after.events.some((event) => event.change.type === 'step' && event.change.step.key === 'later'));
    },
  },
];
