import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { migrate, openDatabase } from './database.ts';
import { groupCommit } from './group-commit.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-database-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function fresh() {
  const database = openDatabase(':memory:');
  migrate(database, 'test', ['CREATE TABLE t (v INTEGER PRIMARY KEY)']);
  const add = (v: number) => database.enqueue((db) => db.prepare('INSERT INTO t VALUES (?)').run(v));
  const all = () =>
    database.read
      .prepare('SELECT v FROM t ORDER BY v')
      .all()
      .map((row) => row.v);
  return { database, add, all };
}

test('what is asked for in one turn is one commit, and nothing shows before it', async () => {
  const { database, add, all } = fresh();
  let commits = 0;
  database.join({ committed: () => commits++, rolledBack: () => {} });
  const both = Promise.all([add(1), add(2), add(3)]);
  expect(all()).toEqual([]);
  await both;
  expect(all()).toEqual([1, 2, 3]);
  expect(commits).toBe(1);
  await database.close();
});

test('while commits are slow, what the next turns bring joins the one that is due, until a turn brings nothing', async () => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (n INTEGER)');
  // A clock that stands still: how busy the machine is makes no difference.
  let now = 0;
  const group = groupCommit(db, () => now);
  const add = (n: number) => group.enqueue(() => db.prepare('INSERT INTO t VALUES (?)').run(n));
  await group.enqueue(() => {
    now += 40;
  });
  let commits = 0;
  group.join({ committed: () => commits++, rolledBack: () => {} });
  const nextTurn = () => new Promise((resume) => setImmediate(resume));
  const first = add(1);
  await nextTurn();
  await Promise.all([first, add(2)]);
  expect(commits).toBe(1);
  await nextTurn();
  await add(3);
  expect(commits).toBe(2);
  group.finish();
  db.close();
});

test('one refused write of a group does not take the others with it', async () => {
  const { database, add, all } = fresh();
  const answers = await Promise.allSettled([
    add(1),
    database.enqueue((db) => {
      db.prepare('INSERT INTO t VALUES (7)').run();
      throw new Error('changed its mind');
    }),
    add(1),
    add(2),
  ]);
  expect(answers.map((a) => a.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(all()).toEqual([1, 2]);
  await database.close();
});

test('close commits what is waiting and refuses what comes later', async () => {
  const { database, add } = fresh();
  const first = add(1);
  await database.close();
  await expect(first).resolves.toBeDefined();
  await expect(add(2)).rejects.toMatchObject({ failure: { code: 'shutting_down' } });
});

test('a second process on the same file is told so', async () => {
  const file = join(folder, 'vaultflow.db');
  const database = openDatabase(file);
  const code = `import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
    try { openDatabase(${JSON.stringify(file)}); console.log('opened'); } catch (e) { console.log(e.failure?.code, e.message); }`;
  const other = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(other.stdout).toContain('conflict Another Vaultflow process is using');
  await database.close();
});

test('a file of a newer version is refused', () => {
  const { database } = fresh();
  migrate(database, 'other', ['CREATE TABLE a (v)', 'CREATE TABLE b (v)']);
  expect(() => migrate(database, 'other', ['CREATE TABLE a (v)'])).toThrow(/newer Vaultflow/);
});

test('a group with a refused write is still one commit', async () => {
  const { database, add, all } = fresh();
  const log: string[] = [];
  database.join({
    committing: () => log.push('committing'),
    committed: () => log.push('committed'),
    rolledBack: (everything) => log.push(everything ? 'all back' : 'one back'),
  });
  await Promise.allSettled([add(1), add(1), add(2)]);
  expect(log).toEqual(['all back', 'committing', 'one back', 'committing', 'committed']);
  expect(all()).toEqual([1, 2]);
  await database.close();
});

test('a file that is no database is named, with what to do', () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'milk, bread, butter. '.repeat(500));
  expect(() => openDatabase(file)).toThrow(/notes\.txt cannot be opened: .*backup/);
});

test.skipIf(process.platform === 'win32')('a new file is its owner’s alone, in a folder that all may read too', async () => {
  const file = join(folder, 'own.sqlite');
  const database = openDatabase(file);
  await database.enqueue((db) => db.exec('CREATE TABLE t (v)'));
  for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  await database.close();
});
