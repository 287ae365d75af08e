// Keys in files and settings: 32 bytes in base64, one or several. A file of ours is made once, for its owner only, and is never made
// anew over old secrets. When its key is changed the old one is kept beside it, under a name that says since when it is the old one.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../nodes/kit/errors.ts';
import { localMaster, type Master, type Masters } from './masters.ts';

/** Separated by blanks, commas or lines; the one to use first. */
export function keysFromText(text: string, where: string): Buffer[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => Buffer.from(word, 'base64'));
  if (keys.length === 0 || keys.some(({ length }) => length !== 32))
    throw fail('conflict', `${where} does not hold a key: 32 bytes in base64.`);
  return keys;
}

/** Reads a key file. Makes it only where nothing was ever sealed (`mayMake`); refuses one that others may read. */
export function keysFromFile(file: string, mayMake: boolean): Buffer[] {
  if (!existsSync(file)) {
    if (!mayMake)
      throw fail('conflict', `The key for stored secrets is missing: ${file}. Put it back from your backup; a new one would open nothing.`);
    const key = randomBytes(32);
    write(file, textOf(key));
    return [key];
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw fail('conflict', `${file} can be read by others. Run: chmod 600 ${file}`);
  return keysFromText(readFileSync(file, 'utf8'), file);
}

/** Masters in a file that others look after. */
export const mastersInFile = (file: string, mayMake: boolean): Masters => ({
  all: keysFromFile(file, mayMake).map((key, index) => localMaster(key, index === 0 ? file : `${file}, key number ${index + 1}`)),
  renew: null,
});

/** Masters in a file of ours, with the old ones beside it. */
export function ownMasters(file: string, mayMake: boolean, now: () => number = Date.now): Masters {
  const folder = dirname(file);
  const read = (may: boolean): Master[] =>
    [
      ...keysFromFile(file, may).map((key) => [key, file] as const),
      ...oldFiles(file).flatMap((old) => keysFromFile(old, false).map((key) => [key, old] as const)),
    ].map(([key, where]) => localMaster(key, where));
  let all = read(mayMake);
  return {
    get all() {
      return all;
    },
    async renew(): Promise<void> {
      // First the old one is safe, then the new one takes its place: whenever the power goes, what was wrapped can be opened.
      write(`${file}${BEFORE}${new Date(now()).toISOString().replace(/[:.]/g, '-')}`, readFileSync(file, 'utf8'));
      flush(folder);
      // Of a change that was broken off: nothing was wrapped with it yet.
      rmSync(`${file}.new`, { force: true });
      write(`${file}.new`, textOf(randomBytes(32)));
      renameSync(`${file}.new`, file);
      flush(folder);
      all = read(false);
    },
  };
}

const BEFORE = '.before-';

/** The latest first. */
const oldFiles = (file: string): string[] =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file) + BEFORE))
    .sort()
    .reverse()
    .map((name) => join(dirname(file), name));

const textOf = (key: Buffer): string => `${key.toString('base64')}\n`;

function write(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
}

function flush(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
