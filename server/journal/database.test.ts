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
  const group = groupCommit(db, null, () => now);
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

/** A disk that answers when it is told to. */
function slowDisk() {
  const asked: { readonly done: () => void; readonly broke: (error: Error) => void }[] = [];
  const lost: unknown[] = [];
  return {
    asked,
    lost,
    disk: {
      sync: () => new Promise<void>((done, broke) => asked.push({ done, broke })),
      failed: (error: unknown) => lost.push(error),
    },
  };
}

function onSlowDisk() {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (n INTEGER)');
  const { asked, lost, disk } = slowDisk();
  const group = groupCommit(db, disk);
  const told: number[] = [];
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  const add = (n: number) => group.enqueue(() => insert.run(n)).then(() => void told.push(n));
  const turns = async (count: number) => {
    for (let i = 0; i < count; i++) await new Promise((resume) => setImmediate(resume));
  };
  return { group, asked, lost, told, add, turns };
}

test('nobody hears of a commit before it is on disk, and what was read of it is not told before either', async () => {
  const { group, asked, told, add, turns } = onSlowDisk();
  let announced = 0;
  group.join({ committed: (then) => then(() => announced++), rolledBack: () => {} });
  void add(1);
  await turns(3);
  expect(asked).toHaveLength(1);
  let read = false;
  void group.unsettled()?.then(() => {
    read = true;
  });
  await turns(3);
  expect({ told, announced, read }).toEqual({ told: [], announced: 0, read: false });
  asked[0]?.done();
  await turns(1);
  expect({ told, announced, read }).toEqual({ told: [1], announced: 1, read: true });
  expect(group.unsettled()).toBeNull();
});

test('while the disk is busy all that comes is gathered, and goes to it together', async () => {
  const { group, asked, told, add, turns } = onSlowDisk();
  let commits = 0;
  group.join({ committed: () => commits++, rolledBack: () => {} });
  void add(1);
  await turns(3);
  void add(2);
  await turns(3);
  void add(3);
  await turns(3);
  expect({ asked: asked.length, commits }).toEqual({ asked: 1, commits: 1 });
  asked[0]?.done();
  await turns(3);
  expect({ asked: asked.length, commits, told }).toEqual({ asked: 2, commits: 2, told: [1] });
  const finished = group.finish();
  asked[1]?.done();
  await finished;
  expect(told).toEqual([1, 2, 3]);
});

test('a disk that fails is not asked again: all who wait are refused, and so is whoever comes later', async () => {
  const { group, asked, lost, told, add, turns } = onSlowDisk();
  const first = add(1);
  await turns(3);
  const second = add(2);
  asked[0]?.broke(new Error('EIO'));
  const answers = await Promise.allSettled([first, second, add(3)]);
  expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(lost).toMatchObject([{ message: 'EIO' }]);
  expect(asked).toHaveLength(1);
  expect(told).toEqual([]);
  await group.finish();
});

test.skipIf(process.platform !== 'linux')('a process whose disk fails ends, rather than go on with what may not be there', () => {
  const file = join(folder, 'failing.db');
  // The log is closed behind the database's back: the system then refuses to write it out.
  const code = `import { closeSync, readlinkSync, readdirSync } from 'node:fs';
    import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
    const database = openDatabase(${JSON.stringify(file)});
    await database.enqueue((db) => db.exec('CREATE TABLE t (v)'));
    const own = readdirSync('/proc/self/fd').map(Number).filter((fd) => { try { return readlinkSync('/proc/self/fd/' + fd).endsWith('-wal'); } catch { return false; } });
    closeSync(Math.max(...own));
    await database.enqueue((db) => db.exec('INSERT INTO t VALUES (1)')).catch(() => console.log('refused'));
    setTimeout(() => console.log('went on'), 2_000);`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(child.stdout).toBe('refused\n');
  expect(child.stderr).toContain('The disk did not take what was written');
  expect(child.status).not.toBe(0);
});
