// What is asked often finds its rows by an index, however many runs there are: PostgreSQL itself counts how often it has read a
// whole table.
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { stopTestDatabases } from '../../test/postgres.ts';
import { claimed, cursor, done, finish, intent, newRun, park, t0, wait } from './conformance-kit.ts';
import { postgresJournal } from './postgres.ts';
import { freshSchema } from './test/fleet.ts';

afterAll(stopTestDatabases);

/** Old runs of fifty flows, a tenth of them asleep, with steps of every kind. */
const history = `
  INSERT INTO runs (rid, id, project, flow, number, at, priority, status, epoch, wake_at, place, place_key, ended_at, failures, changed, flow_name, head, stamp)
    SELECT i, 'old-' || i, 'default', 'flow-' || i % 50, i, i, 0, CASE WHEN i % 10 = 0 THEN 'waiting' ELSE 'succeeded' END, 1,
      CASE WHEN i % 10 = 0 THEN 9e14 END, CASE WHEN i % 10 = 0 THEN 'held' ELSE 'none' END, 'key-' || i, CASE WHEN i % 10 <> 0 THEN i END, 0, i, 'Old', '{}', 1
    FROM generate_series(1, 6000) i;
  INSERT INTO steps SELECT 100000 + i, i / 3, CASE WHEN i % 3 = 0 THEN '' ELSE '[1]' END, 'n' || i % 3, 0, 'done', 1, 1, 1, '1' FROM generate_series(3, 18000) i;
  INSERT INTO step_groups SELECT 60000 + i, i, '', 0, 0, 'each', 1, true, '[[["a",0,"done",1,1,1,0,null]]]' FROM generate_series(1, 6000) i;
  INSERT INTO open_steps SELECT i, 'w', 300000 + i, 'job:' || i, 9e14, '{"nodeId":"w","params":null}' FROM generate_series(10, 6000, 10) i;
  INSERT INTO iterations SELECT 400000 + i, i, 'each', 0, 63, '[]' FROM generate_series(1, 6000) i;
  INSERT INTO pages SELECT i, 'list', 0, 0, 1, '[1]' FROM generate_series(1, 6000) i;
  INSERT INTO logs (rid, key, lines) SELECT i, 'n0', '[]' FROM generate_series(1, 6000) i;
  INSERT INTO accepted SELECT 'default', 'delivery-' || i, 'h', 'old-' || i, 9e14 FROM generate_series(1, 6000) i;
  INSERT INTO kept_events (event, payload, until) SELECT 'early:' || i, '1', 9e14 FROM generate_series(1, 6000) i;
  INSERT INTO chunks SELECT i, 'output', 'big', 0, 'x' FROM generate_series(1, 6000) i;
  INSERT INTO taken_over SELECT i, i + 1 FROM generate_series(100, 5999) i;
  UPDATE journal_tail SET seq = 1000000;
  ANALYZE`;
const large = [
  'runs',
  'steps',
  'step_groups',
  'open_steps',
  'iterations',
  'pages',
  'logs',
  'accepted',
  'kept_events',
  'chunks',
  'taken_over',
];

test('however many runs there are, no question reads a whole table', async () => {
  const config = await freshSchema();
  // What making the tables has read is counted by the time its connections have gone.
  const first = new pg.Pool(config);
  await (await postgresJournal({ pool: first, owner: 'before' })).close();
  await first.query(history);
  await first.end();
  const pool = new pg.Pool(config);
  const journal = await postgresJournal({ pool, owner: 'a' });
  /** Every connection (but the one that listens) hands in what it has counted. */
  const scans = async () => {
    const clients = await Promise.all(Array.from({ length: (config.max ?? 5) - 1 }, () => pool.connect()));
    for (const client of clients) await client.query('SELECT pg_stat_force_next_flush()');
    const sql = 'SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = current_schema()';
    const answer = await clients[0]?.query<{ relname: string; seq_scan: string }>(sql);
    for (const client of clients) client.release();
    return new Map(answer?.rows.map((row) => [row.relname, Number(row.seq_scan)]));
  };
  const before = await scans();
  const heard: unknown[] = [];
  journal.onCommit((events) => void heard.push(...events));
  const place = { concurrency: { key: 'key-10', limit: 1, whenBusy: 'queue' as const } };
  const { run } = await journal.createRun(newRun({ dedup: { key: 'fresh', hash: 'h', keepMs: 1e6 } }), { owner: 'a' });
  await journal.createRun(newRun(place));
  await journal.write(run.id, 1, [
    done('first'),
    cursor('each', { open: [1] }),
    done('x[1]'),
    { kind: 'page', key: 'list', page: 0, items: [1] },
  ]);
  await journal.write(run.id, 1, [
    { kind: 'steps', container: 'each', path: [0], steps: [done('x[0]')] },
    intent('call'),
    wait('w', { event: 'e' }),
  ]);
  await journal.write(run.id, 1, [{ kind: 'page', key: 'list', page: 1, items: [2] }, done('call'), park]);
  await journal.deliver('e', 1);
  await journal.deliver('nobody', 1);
  await journal.due(t0 + 1e9, 100);
  await claimed(journal, run.id, 'a');
  await journal.write(run.id, 2, [
    done('t', { from: { runId: 'old-5' }, key: 'n0' }),
    { kind: 'deliver', event: 'x', payload: 1 },
    finish(),
  ]);
  await journal.cancel('old-20', 'person', t0);
  await claimed(journal, 'old-20', 'a');
  await journal.releaseAll();
  await journal.acceptedBefore({ ...newRun(), dedup: { key: 'delivery-7', hash: 'h', keepMs: 1 } });
  await journal.openEvents('job:77');
  for (const status of [undefined, ['failed', 'cancelled'] as const, ['waiting', 'running'] as const])
    await journal.runs({ projectId: 'default', limit: 20, ...(status && { status }) });
  await journal.runs({ projectId: 'default', flowId: 'flow-7', limit: 20 });
  await journal.lastRuns({ projectId: 'default', flowIds: ['flow-7', 'flow-8'], each: 14 });
  await journal.run('old-9');
  await journal.steps('old-9', { limit: 20 });
  await journal.steps('old-9', { limit: 20, parentPath: [1] });
  for (const read of [journal.step, journal.output, journal.params, journal.log]) await read('old-9', 'n0');
  await journal.items('old-9', 'list', 0, 5);
  await journal.iterations('old-9', 'each', 0, 5);
  await journal.descendants('old-9');
  await journal.events({ projectId: 'default', after: 1_000_000, limit: 100 });
  await journal.events({ projectId: 'default', flowId: 'flow-7', after: 999_000, limit: 100 });
  await journal.events({ projectId: 'default', runId: 'old-9', after: 999_000, limit: 100 });
  expect((await journal.deleteRuns(5, 10)).length).toBe(4);
  const after = await scans();
  expect(large.filter((name) => (after.get(name) ?? 0) > (before.get(name) ?? 0))).toEqual([]);
  expect(heard.length).toBeGreaterThan(5);
  await journal.close();
  await pool.end();
});
