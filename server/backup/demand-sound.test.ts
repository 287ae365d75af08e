import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../journal/database.ts';
import { backupName, checksum, sumFile, sumLine } from './backup-files.ts';
import { demandSound } from './demand-sound.ts';

let folder: string;
let file: string;
let backups: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-sound-'));
  file = join(folder, 'vaultflow.sqlite');
  backups = join(folder, 'backups');
  mkdirSync(backups);
  const database = openDatabase(file);
  await database.enqueue((db) => {
    db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX by_text ON notes (text)');
    const put = db.prepare('INSERT INTO notes (text) VALUES (?)');
    for (let n = 0; n < 3_000; n++) put.run(`note ${n} `.repeat(8));
  });
  await database.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function keepBackup(at: number): Promise<string> {
  const path = join(backups, backupName(at));
  copyFileSync(file, path);
  writeFileSync(sumFile(path), sumLine(await checksum(path), path));
  return path;
}

function damage(path: string): void {
  const bytes = statSync(path).size;
  const handle = openSync(path, 'r+');
  for (let at = 4096; at < bytes; at += 8192) writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(handle);
}

test('a whole file, one that is not there, and one that somebody is using are left to those who open them', async () => {
  await demandSound(file, backups);
  await demandSound(join(folder, 'none.sqlite'), backups);
  const database = openDatabase(file);
  await demandSound(file, backups);
  await database.close();
});

test('a damaged file is refused and left alone, and the newest backup that is whole is named', async () => {
  const older = await keepBackup(Date.UTC(2026, 0, 1));
  const newest = await keepBackup(Date.UTC(2026, 0, 2));
  damage(newest);
  damage(file);
  const before = await checksum(file);
  await expect(demandSound(file, backups)).rejects.toThrow(`vaultflow restore ${older}`);
  expect(await checksum(file)).toBe(before);
});

test('a file that is no database at all is refused; without a whole backup it says that', async () => {
  writeFileSync(file, 'These are not the bytes of a database, and there are enough of them to see that.'.repeat(100));
  await expect(demandSound(file, backups)).rejects.toThrow(`There is no whole backup in ${backups}.`);
});
