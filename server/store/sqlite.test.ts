// The conformance suite on SQLite, and what only one file with a journal beside it can show.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import type { Masters } from '../security/masters.ts';
import { sqliteStore } from './sqlite.ts';
import { openStores } from './stores.ts';
import { type Desk, key, storeConformance } from './test/conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
let files = 0;

storeConformance('the store on SQLite', async () => {
  const file = openDatabase(join(folder, `${++files}.sqlite`));
  const database = sqliteStore(file);
  const desk = async (its: Uint8Array | Masters = key): Promise<Desk> => ({
    database,
    stores: await openStores({ database, key: its, templateFolder: 'templates' }),
  });
  const [one, other] = [await desk(), await desk()];
  return {
    one,
    other,
    later: desk,
    async rawText(table) {
      const rows = file.read.prepare(`SELECT * FROM ${table}`).all();
      const text = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value));
      return rows.map((row) => Object.values(row).map(text).join(' ')).join('\n');
    },
    close: () => file.close(),
  };
});

async function fresh() {
  const file = openDatabase(':memory:');
  const store = sqliteStore(file);
  await store.migrate('test', [{ both: 'CREATE TABLE t (v INTEGER PRIMARY KEY) STRICT' }]);
  const add = (v: number) => store.transaction((tx) => tx.change('INSERT INTO t VALUES (?)', v));
  const values = (database: Database) =>
    database.read
      .prepare('SELECT v FROM t ORDER BY v')
      .all()
      .map(({ v }) => v);
  return { file, store, add, values };
}

test('what store and journal ask for in one turn is one commit, also when one of them is refused', async () => {
  const { file, store, add, values } = await fresh();
  let commits = 0;
  file.join({ committed: () => commits++, rolledBack: () => {} });
  const journal = (v: number) => file.enqueue((db) => db.prepare('INSERT INTO t VALUES (?)').run(v));
  const asked = Promise.allSettled([journal(1), add(2), journal(2), add(3), add(3), journal(4)]);
  expect(values(file)).toEqual([]);
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(values(file)).toEqual([1, 2, 3, 4]);
  expect(commits).toBe(1);
  expect(await store.read.all('SELECT v FROM t WHERE v > 3')).toEqual([{ v: 4 }]);
  await file.close();
});

test('what was done although what belongs to it was not kept gets it in a second try, or nobody is told that it was not done', async () => {
  const { file, store, add, values } = await fresh();
  let tries = 0;
  const keptAt = (first: number) => async () => {
    if (++tries < first) throw fail('conflict', 'not now');
    return add(tries);
  };
  expect(await store.before(keptAt(2), () => add(10))).toBe(1);
  expect(values(file)).toEqual([2, 10]);
  tries = 0;
  // No failure with a code: callers would take that for a refusal and clear up behind what was done.
  await expect(store.before(keptAt(9), () => add(11))).rejects.toThrow('It was done, but');
  await expect(store.before(keptAt(9), () => add(12))).rejects.not.toBeInstanceOf(FailureError);
  await expect(store.before(keptAt(9), () => add(12))).rejects.toBeInstanceOf(FailureError);
  expect(values(file)).toEqual([2, 10, 11, 12]);
  await file.close();
});

test('a transaction that waits for something else is taken back, and nobody has seen what it wrote', async () => {
  const { file, store, add, values } = await fresh();
  let goOn = () => {};
  let late: Promise<unknown> = Promise.resolve();
  const stuck = store.transaction(async (tx) => {
    await tx.change('INSERT INTO t VALUES (1)');
    await new Promise<void>((resume) => {
      goOn = resume;
    });
    late = tx.change('INSERT INTO t VALUES (2)');
    await late;
  });
  const seen: unknown[] = [];
  const other = add(3);
  const looked = new Promise<void>((done) => {
    // From other turns of the event loop: as soon as it is under way, ask what is there.
    const look = () => {
      if (!file.underWay()) return void setImmediate(look);
      seen.push(store.read.all('SELECT v FROM t'));
      done();
    };
    setImmediate(look);
  });
  await expect(stuck).rejects.toThrow('waited for something else');
  await Promise.all([other, looked]);
  expect(await Promise.all(seen)).toEqual([[{ v: 3 }]]);
  goOn();
  await new Promise((resume) => setImmediate(resume));
  await expect(late).rejects.toThrow('over');
  expect(values(file)).toEqual([3]);
  await file.close();
});

test('a transaction that asks outside of itself is refused instead of waiting for itself', async () => {
  const { file, store, values } = await fresh();
  const wrong = store.transaction(async (tx) => {
    await tx.change('INSERT INTO t VALUES (1)');
    return store.read.all('SELECT v FROM t');
  });
  await expect(wrong).rejects.toThrow('waited for something else');
  expect(values(file)).toEqual([]);
  await file.close();
});

test('what is asked for while a transaction is under way waits for it; closing finishes both', async () => {
  const { file, add, values } = await fresh();
  const both = Promise.all([add(1), add(2)]);
  await file.close();
  await both;
  await expect(add(3)).rejects.toMatchObject({ failure: { code: 'shutting_down' } });
  expect(() => values(file)).toThrow('not open');
});

test('what was read may be remembered until something changes', async () => {
  const { file, store, add } = await fresh();
  const before = store.stamp();
  await store.read.all('SELECT v FROM t');
  expect(store.stamp()).toBe(before);
  await add(1);
  expect(store.stamp()).not.toBe(before);
  await file.close();
});
