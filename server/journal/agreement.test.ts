// The in-memory journal, SQLite and PostgreSQL are given the same random requests, several in one turn, and have to answer the same: two
// implementations that agree on what nobody thought of are worth more than either alone.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { FailureError } from '../../nodes/kit/errors.ts';
import { stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { cursor, done, finish, intent, newRun, park, retry, t0, wait } from './conformance-kit.ts';
import type { Journal, Write } from './contract.ts';
import { openDatabase } from './database.ts';
import { memoryJournal } from './memory.ts';
import { postgresJournal } from './postgres.ts';
import { sqliteJournal } from './sqlite.ts';

afterAll(stopTestDatabases);

const runIds = ['r0', 'r1', 'r2', 'r3'];
const keys = ['a', 'b', 'each', 'a[0]', 'b[1]', 'c[1][0]', 'x[0]', 'y[1]'];
const id = fc.constantFrom(...runIds);
const key = fc.constantFrom(...keys);
const event = fc.constantFrom('job:1', 'job:2');
const index = fc.integer({ min: 0, max: 3 });

const write: fc.Arbitrary<Write> = fc.oneof(
  key.map((k) => done(k)),
  fc.tuple(key, id).map(([k, runId]): Write => ({ ...done(k), from: { runId } })),
  index.map(
    (i): Write => ({ kind: 'steps', container: 'each', path: [i], steps: [done(`x[${i}]`), done(`y[${i}]`, { status: 'failed' })] }),
  ),
  key.map((k) => intent(k)),
  key.map((k): Write => ({ kind: 'closed', key: k })),
  key.map((k): Write => ({ kind: 'attention', key: k, error: { code: 'outcome_unknown', message: '?' } })),
  fc.tuple(key, index).map(([k, i]) => retry(k, t0 + i * 10)),
  fc.tuple(key, event).map(([k, name]) => wait(k, { event: name })),
  fc.tuple(key, index).map(([k, i]) => wait(k, { until: t0 + i * 10 })),
  fc.tuple(key, fc.subarray([0, 1, 2])).map(([k, open]) => cursor(k, { open })),
  fc.tuple(key, index).map(([k, i]): Write => ({ kind: 'iteration', key: k, index: i, status: 'succeeded', value: i })),
  fc.tuple(key, index).map(([k, page]): Write => ({ kind: 'page', key: k, page, items: [page, page + 1] })),
  index.map((value): Write => ({ kind: 'memory', name: 'm', value })),
  event.map((name): Write => ({ kind: 'deliver', event: name, payload: name })),
  fc.constant<Write>({ kind: 'stop', status: 'failed', message: 'stop' }),
  fc.constant(park),
  fc.constant(finish()),
);

type Request =
  | {
      readonly ask: 'create';
      readonly runId: string;
      readonly busy: 'queue' | 'skip' | 'cancelOther' | 'allow' | null;
      readonly claim: boolean;
      readonly dedup: boolean;
    }
  | { readonly ask: 'claim'; readonly runId: string; readonly owner: string }
  | { readonly ask: 'write'; readonly runId: string; readonly epoch: number; readonly writes: readonly Write[] }
  | { readonly ask: 'cancel'; readonly runId: string }
  | { readonly ask: 'resolve'; readonly runId: string; readonly key: string }
  | { readonly ask: 'deliver'; readonly event: string }
  | { readonly ask: 'releaseAll' | 'deleteRuns' };

const ask = <K extends Request['ask']>(name: K) => fc.constant(name);
const writes = fc.array(write, { maxLength: 4 });
const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      ask: ask('create'),
      runId: id,
      busy: fc.constantFrom(null, 'queue' as const, 'skip' as const, 'cancelOther' as const, 'allow' as const),
      claim: fc.boolean(),
      dedup: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ ask: ask('claim'), runId: id, owner: fc.constantFrom('p', 'q') }) },
  { weight: 8, arbitrary: fc.record({ ask: ask('write'), runId: id, epoch: fc.integer({ min: 1, max: 3 }), writes }) },
  fc.record({ ask: ask('cancel'), runId: id }),
  fc.record({ ask: ask('resolve'), runId: id, key }),
  fc.record({ ask: ask('deliver'), event }),
  fc.constantFrom<Request>({ ask: 'releaseAll' }, { ask: 'deleteRuns' }),
);

function perform(journal: Journal, wanted: Request): Promise<unknown> {
  switch (wanted.ask) {
    case 'create': {
      const concurrency = wanted.busy ? { concurrency: { key: 'k', limit: 1, whenBusy: wanted.busy } } : {};
      const dedup = wanted.dedup ? { dedup: { key: 'd', hash: wanted.runId, keepMs: 1000 } } : {};
      return journal.createRun(newRun({ id: wanted.runId, ...concurrency, ...dedup }), wanted.claim ? { owner: 'p' } : undefined);
    }
    case 'claim':
      return journal.claim(wanted.runId, wanted.owner);
    case 'write':
      return journal.write(wanted.runId, wanted.epoch, wanted.writes);
    case 'cancel':
      return journal.cancel(wanted.runId, 'person', t0 + 5);
    case 'resolve':
      return journal.resolve(wanted.runId, wanted.key, { outcome: 'didNot' });
    case 'deliver':
      return journal.deliver(wanted.event, { name: wanted.event });
    case 'releaseAll':
      // In good order: of a death each knows by itself, a fleet by who gives no sign of life.
      return Promise.all([journal.releaseAll('p'), journal.releaseAll('q')]);
    case 'deleteRuns':
      return journal.deleteRuns(t0 + 1000, 2);
  }
}

/** Runs that one event wakes come in any order. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(one)).sort();
  return value !== null && typeof value === 'object' && 'woken' in value ? unordered(value.woken) : value;
}

/** What each request of a turn was answered. Of two faults in one write either may be named. */
async function answers(journal: Journal, turn: readonly Request[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(turn.map((wanted) => perform(journal, wanted)));
  return settled.map((one) => {
    if (one.status === 'fulfilled') return unordered(one.value);
    return one.reason instanceof FailureError ? 'refused' : String(one.reason.name);
  });
}

/** All that can be read. Within one write the order of steps that share rows is free, so lists are compared as sets. */
async function everything(journal: Journal): Promise<unknown> {
  const seen: unknown[] = [await journal.due(t0 + 15, 10), unordered(await journal.openEvents('job:')), await journal.memory('nightly')];
  for (const runId of runIds) {
    for (const k of [...keys, 'x[3]']) {
      seen.push([runId, k, await journal.step(runId, k), await journal.output(runId, k), await journal.params(runId, k)]);
      seen.push([await journal.items(runId, k, 1, 3), await journal.iterations(runId, k, 1, 2)]);
    }
    seen.push(await journal.run(runId), await pagedKeys(journal, runId));
  }
  const { events, reset } = await journal.events({ projectId: 'default', flowId: 'nightly', after: 0, limit: 500 });
  const changes = events.map(({ runId, change }) => `${runId} ${JSON.stringify(change)}`);
  return [...seen, reset, changes.sort()];
}

async function pagedKeys(journal: Journal, runId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at: string | null = '-1'; at !== null; ) {
    const page: Awaited<ReturnType<Journal['steps']>> = await journal.steps(runId, { limit: 3, cursor: at });
    found.push(...page.items.map((step) => step.key));
    at = page.next;
  }
  return found.sort();
}

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part) =>
      part instanceof Map ? Object.fromEntries([...part].sort(([a], [b]) => (a < b ? -1 : 1))) : part,
    ) ?? 'null',
  );

const requests = fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
const clock = () => t0;

async function agree(turns: readonly (readonly Request[])[], other: Journal): Promise<void> {
  const memory = memoryJournal({ clock });
  for (const turn of turns) expect(plain(await answers(other, turn))).toEqual(plain(await answers(memory, turn)));
  expect(plain(await everything(other))).toEqual(plain(await everything(memory)));
}

/** Found by chance, and seldom: a run that is claimed before its time is nobody's to wake. */
const claimedEarly: readonly (readonly Request[])[] = [
  [
    { ask: 'create', runId: 'r0', busy: null, claim: true, dedup: false },
    { ask: 'write', runId: 'r0', epoch: 1, writes: [park, retry('a', t0 + 20)] },
  ],
  [{ ask: 'claim', runId: 'r0', owner: 'p' }],
];

test('the same requests get the same answers', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (turns) => {
      const database = openDatabase(':memory:');
      await agree(turns, sqliteJournal(database, { clock }));
      await database.close();
    }),
    { numRuns: 150, examples: [[claimedEarly]] },
  );
});

/** On PostgreSQL old runs are deleted beside the commits, by whichever process comes to it: its order among them is free. */
function apart(turn: readonly Request[]): (readonly Request[])[] {
  const at = turn.findIndex(({ ask: what }) => what === 'deleteRuns');
  if (at < 0) return [turn];
  return [turn.slice(0, at), turn.slice(at, at + 1), ...apart(turn.slice(at + 1))];
}

test('PostgreSQL gives the same answers', { timeout: 60_000 }, async () => {
  const at = await testDatabase();
  let schemas = 0;
  await fc.assert(
    fc.asyncProperty(requests, async (turns) => {
      const pool = new pg.Pool({ ...at, max: 4, pipeline: true, options: `-c search_path=a${++schemas}` });
      await pool.query(`CREATE SCHEMA a${schemas}`);
      const journal = await postgresJournal({ pool, owner: 'p', clock });
      await agree(turns.flatMap(apart), journal).finally(async () => {
        await journal.close();
        await pool.end();
      });
    }),
    { numRuns: Number(process.env.VAULTFLOW_AGREEMENT_RUNS ?? 30) },
  );
});
