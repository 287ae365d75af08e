// A journal moved from SQLite to PostgreSQL reads the same and goes on: every run and step, what waits, what is remembered.
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { stopTestDatabases } from '../../test/postgres.ts';
import { claimed, cursor, done, endedRun, finish, heldRun, intent, me, newRun, park, t0, wait } from './conformance-kit.ts';
import type { Journal, Write } from './contract.ts';
import { openDatabase } from './database.ts';
import { postgresJournal } from './postgres.ts';
import { copyJournal } from './postgres-copy.ts';
import { sqliteJournal } from './sqlite.ts';
import { freshSchema } from './test/fleet.ts';

afterAll(stopTestDatabases);

const taken = (key: string, runId: string): Write => ({ ...done(key), from: { runId } });

async function fill(journal: Journal): Promise<{ readonly held: string; readonly parked: string }> {
  const first = await endedRun(journal, [
    done('a', { params: { q: 1 }, logs: [{ at: new Date(t0).toISOString(), level: 'info', message: 'hello' }] }),
    done('big', { output: 'ü'.repeat(300_000) }),
    { kind: 'page', key: 'list', page: 0, items: [1, 2] },
    { kind: 'page', key: 'list', page: 1, items: [3] },
    done('list', { output: {}, list: { property: 'items', count: 3 } }),
    { kind: 'steps', container: 'each', path: [4], steps: [done('x[4]'), done('y[4]')] },
    { kind: 'respond', status: 200, headers: {}, body: 'r'.repeat(300_000) },
  ]);
  await endedRun(journal, [taken('a', first), taken('big', first), taken('list', first)], { retryOf: first });
  const place = { concurrency: { key: 'k', limit: 1, whenBusy: 'queue' as const } };
  const held = await heldRun(journal, place);
  await journal.createRun(newRun({ ...place, dedup: { key: 'd', hash: 'h', keepMs: 1e12 } }));
  await journal.write(held, 1, [
    intent('call'),
    cursor('each', { open: [1] }),
    { kind: 'iteration', key: 'each', index: 0, status: 'succeeded', value: 7 },
  ]);
  await journal.write(held, 1, [done('z[1]'), { kind: 'memory', name: 'seen', value: [1] }]);
  const parked = await heldRun(journal);
  await journal.write(parked, 1, [wait('w', { event: 'job:1', until: t0 + 500 }), park]);
  await journal.deliver('early', { n: 1 });
  await journal.takeToken('sub', { perSecond: 1, burst: 5 }, t0);
  return { held, parked };
}

async function everything(journal: Journal): Promise<unknown[]> {
  const runs = await journal.runs({ projectId: 'default', limit: 100 });
  const seen: unknown[] = [runs, await journal.openEvents(''), await journal.memory('nightly')];
  seen.push(await journal.events({ projectId: 'default', flowId: 'nightly', after: 0, limit: 1000 }));
  for (const { id } of runs.items) {
    seen.push(await journal.response(id), await journal.result(id));
    for (const step of (await journal.steps(id, { limit: 100 })).items) {
      const { key } = step;
      seen.push(
        step,
        await journal.output(id, key),
        await journal.params(id, key),
        await journal.log(id, key),
        await journal.items(id, key, 0, 9),
      );
      seen.push(await journal.iterations(id, key, 0, 9));
    }
  }
  return JSON.parse(JSON.stringify(seen)) as unknown[];
}

test('everything is there, what was held is due, and the journal goes on behind its last number', async () => {
  const database = openDatabase(':memory:');
  const sqlite = sqliteJournal(database);
  const { held, parked } = await fill(sqlite);
  const pool = new pg.Pool(await freshSchema());
  const first = await copyJournal(database, pool);
  expect([first.copied, first.rows.runs, first.rows.step_groups]).toEqual([true, 5, 1]);
  expect(await copyJournal(database, pool)).toEqual({ copied: false, rows: first.rows });

  const journal = await postgresJournal({ pool, owner: me });
  const before = await everything(sqlite);
  const newest = (await sqlite.events({ projectId: 'default', after: 0, limit: 1000 })).last;
  expect(await everything(journal)).toEqual(before);
  expect((await journal.due(t0, 10)).runs).toEqual([held]);
  const loaded = await claimed(journal, held);
  expect([loaded.epoch, [...loaded.intents.keys()], [...loaded.steps.keys()]]).toEqual([2, ['call'], ['z[1]']]);
  const { woken } = await journal.write(held, 2, [finish()]);
  expect(woken.length).toBe(1);
  expect(await journal.deliver('job:1', 'done')).toEqual([parked]);
  expect((await journal.createRun(newRun({ dedup: { key: 'd', hash: 'h', keepMs: 1 } }))).created).toBe(false);
  expect((await journal.createRun(newRun())).run.number).toBe(6);
  const { events } = await journal.events({ projectId: 'default', after: newest, limit: 100 });
  expect(events.length).toBeGreaterThan(3);

  await expect(copyJournal(database, pool)).rejects.toThrow('holds other runs');
  await journal.close();
  await pool.end();
  await database.close();
});

test('a copy that breaks off leaves nothing behind', async () => {
  const database = openDatabase(':memory:');
  const sqlite = sqliteJournal(database);
  await fill(sqlite);
  // Text that PostgreSQL cannot hold: the copy fails in the middle.
  database.read.exec("UPDATE logs SET lines = 'a' || char(0) || 'b'");
  const pool = new pg.Pool(await freshSchema());
  await expect(copyJournal(database, pool)).rejects.toThrow();
  const journal = await postgresJournal({ pool, owner: me });
  expect((await journal.runs({ projectId: 'default', limit: 9 })).items).toEqual([]);
  await journal.close();
  await pool.end();
  await database.close();
});
