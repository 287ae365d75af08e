// Where the note of an answer cannot be one commit with the answer: what a failed delivery says about the next one.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail } from '../../nodes/kit/errors.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { DatabaseAway } from '../journal/postgres-session.ts';
import { createCallbackStore } from './callbacks.ts';
import { sqliteStore } from './sqlite.ts';
import { openStores } from './stores.ts';

let database: Database;
let clock = 0;
let callbacks: ReturnType<typeof createCallbackStore>;
beforeEach(async () => {
  database = openDatabase(':memory:');
  const store = { ...sqliteStore(database), sharesCommits: false };
  await openStores({ database: store, key: new Uint8Array(32).fill(1), templateFolder: 'templates' });
  callbacks = createCallbackStore(store, () => clock);
});
afterEach(() => database.close());

const answer = (deliver: () => Promise<unknown>) => callbacks.answer('callback', 'run', deliver);
const delivered = async () => undefined;

test('an answer that was refused makes room at once', async () => {
  await expect(answer(() => Promise.reject(fail('conflict', 'No.')))).rejects.toThrow('No.');
  expect(await answer(delivered)).toBe(true);
});

test('an answer that may have arrived holds its place for a while, so that no other one arrives besides it', async () => {
  const lost = new DatabaseAway(new Error('read ECONNRESET'));
  await expect(answer(() => Promise.reject(lost))).rejects.toBe(lost);
  expect(await answer(delivered)).toBe(false);
  clock += 30_000;
  expect(await answer(delivered)).toBe(true);
  expect(await answer(delivered)).toBe(false);
});
