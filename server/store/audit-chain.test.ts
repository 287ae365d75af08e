// The audit against somebody who can write the database and has not the key: whatever they do to it shows.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../journal/database.ts';
import { systemActor } from '../security/actor.ts';
import { sqliteStore } from './sqlite.ts';
import { openStores, type Stores } from './stores.ts';

const key = new Uint8Array(32).fill(7);
const me = { ...systemActor(), from: '192.0.2.7' };
let folder: string;
let file: string;
let database: Database;
let stores: Stores;
let clock = Date.UTC(2026, 0, 1);

async function open(): Promise<void> {
  database = openDatabase(file);
  stores = await openStores({ database: sqliteStore(database), key, templateFolder: 'templates', now: () => clock });
}
beforeEach(async () => {
  clock = Date.UTC(2026, 0, 1);
  folder = mkdtempSync(join(tmpdir(), 'vaultflow-audit-'));
  file = join(folder, 'audit.sqlite');
  await open();
  for (let n = 1; n <= 20; n++) await stores.audit.record(me, 'test.line', `thing ${n}`, { n });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody with the file in hand, while nobody looks. */
async function behindTheBack(sql: string): Promise<void> {
  await database.close();
  const db = new DatabaseSync(file);
  db.exec('DROP TRIGGER IF EXISTS audit_is_append_only_1; DROP TRIGGER IF EXISTS audit_keeps_a_year;');
  db.exec(sql);
  db.close();
  await open();
}
const verdict = (anchors: Parameters<Stores['audit']['verify']>[0] = []) => stores.audit.verify(anchors);

test('an audit that nobody has touched is whole', async () => {
  expect(await verdict()).toEqual({ ok: true, lines: 21, unsealed: 0, problems: [] });
  expect((await stores.audit.lines(me, 1))[0]).toMatchObject({ action: 'test.line', from: '192.0.2.7', details: { n: 20 } });
});

describe('it shows when somebody', () => {
  test.each<[string, string, RegExp]>([
    [
      'edits the text of a line',
      "UPDATE audit SET resource = 'thing 99' WHERE resource = 'thing 7'",
      /Line 8 .* is not the one that was written/,
    ],
    ['edits who it was', `UPDATE audit SET actor = replace(actor, 'Vaultflow', 'Mallory') WHERE number = 5`, /Line 5/],
    ['edits where it came from', 'UPDATE audit SET from_address = NULL WHERE number = 5', /Line 5/],
    ['edits when it was', 'UPDATE audit SET at = at + 1 WHERE number = 5', /Line 5/],
    ['deletes a line', 'DELETE FROM audit WHERE number = 9', /Lines 9 to 9 are gone/],
    ['deletes many lines', 'DELETE FROM audit WHERE number BETWEEN 3 AND 12', /Lines 3 to 12 are gone/],
    ['cuts off the end', 'DELETE FROM audit WHERE number > 15', /ends at line 15; 21 were written/],
    ['cuts off the beginning', 'DELETE FROM audit WHERE number < 4', /Lines 1 to 3 are gone/],
    ['swaps two lines', 'UPDATE audit SET number = CASE number WHEN 6 THEN 7 ELSE 6 END WHERE number IN (6, 7)', /Line 6/],
    [
      'cuts off the end and mends the head',
      'DELETE FROM audit WHERE number > 15; UPDATE audit_head SET count = 15, hash = (SELECT hash FROM audit WHERE number = 15)',
      /head of the audit was changed/,
    ],
    ['takes the head away', 'DELETE FROM audit_head', /head of the audit is gone/],
    [
      'slips in a line without a seal',
      "INSERT INTO audit (project_id, at, actor, action, resource) VALUES ('default', 1, '{}', 'x', 'y')",
      /without a seal/,
    ],
    [
      'slips in a copy of a line',
      'INSERT INTO audit (project_id, at, actor, action, resource, details, from_address, number, hash) SELECT project_id, at, actor, action, resource, details, from_address, number, hash FROM audit WHERE number = 4',
      /twice/,
    ],
    ['empties it', 'DELETE FROM audit', /Lines 1 to 21 are gone/],
  ])('%s', async (_what, sql, says) => {
    await behindTheBack(sql);
    const { ok, problems } = await verdict();
    expect([ok, problems.join(' ')]).toEqual([false, expect.stringMatching(says)]);
  });

  test('puts an older copy of the whole database in its place, by the anchor that was kept elsewhere', async () => {
    await database.close();
    copyFileSync(file, join(folder, 'old'));
    await open();
    await stores.audit.record(me, 'test.deed', 'what is to be hidden');
    const anchor = await stores.audit.anchor();
    expect(await verdict(anchor ? [anchor] : [])).toMatchObject({ ok: true });
    await database.close();
    copyFileSync(join(folder, 'old'), file);
    await open();
    expect(await verdict()).toMatchObject({ ok: true });
    expect(await verdict(anchor ? [anchor] : [])).toMatchObject({ ok: false, problems: [expect.stringContaining('An older copy')] });
    const forged = { number: 3, hash: anchor?.hash ?? '', seal: anchor?.seal ?? '' };
    expect((await verdict([forged])).ok).toBe(false);
  });
});

test('an older copy that went on and was anchored again at the same number does not hide the first anchor', async () => {
  await database.close();
  copyFileSync(file, `${file}.older`);
  await open();
  const first = await stores.audit.record(me, 'test.deed', 'what is to be hidden').then(stores.audit.anchor);
  // What the older copy would have done: another line in the place of that one.
  await database.close();
  rmSync(file);
  copyFileSync(`${file}.older`, file);
  await open();
  await stores.audit.record(me, 'test.other', 'thing 22');
  const again = await stores.audit.anchor();
  if (!first || !again) throw new Error('There is no anchor.');
  expect(again.number).toBe(first.number);
  expect(await verdict([again])).toMatchObject({ ok: true });
  for (const anchors of [
    [first, again],
    [again, first],
  ])
    expect(await verdict(anchors)).toMatchObject({ ok: false, problems: ['Line 22 is another one than when it was anchored.'] });
});

test('a hash with letters of several bytes is a wrong one like any other', async () => {
  const anchor = await stores.audit.anchor();
  if (!anchor) throw new Error('There is no anchor.');
  const forged = { ...anchor, hash: 'é'.repeat(anchor.hash.length), seal: 'é'.repeat(anchor.seal.length) };
  expect((await verdict([forged])).problems).toEqual([
    'Line 21 is another one than when it was anchored.',
    'An anchor (line 21) was changed.',
  ]);
});

test('lines of more than a year go, and the rest can still be followed', async () => {
  clock += 400 * 86_400_000;
  for (let n = 1; n <= 3; n++) await stores.audit.record(me, 'test.later', `thing ${n}`);
  expect(await stores.audit.forget(1_000)).toBe(21);
  expect(await verdict()).toEqual({ ok: true, lines: 3, unsealed: 0, problems: [] });
});

test('an old line behind a younger one stays, so that a clock that was wrong leaves no hole', async () => {
  clock -= 300 * 86_400_000;
  await stores.audit.record(me, 'test.early', 'by a clock that was wrong');
  clock += 700 * 86_400_000;
  await stores.audit.record(me, 'test.later', 'thing');
  clock -= 35 * 86_400_000;
  await stores.audit.record(me, 'test.now', 'thing');
  // A year before today the first lines are too young, the one in the middle is not.
  expect(await stores.audit.forget(1_000)).toBe(0);
  expect(await verdict()).toMatchObject({ ok: true, lines: 24, problems: [] });
});

test('with another key every line is wrong: what is sealed cannot be made up without it', async () => {
  await database.close();
  database = openDatabase(file);
  await expect(
    openStores({ database: sqliteStore(database), key: new Uint8Array(32).fill(8), templateFolder: 'templates' }),
  ).rejects.toMatchObject({
    failure: { code: 'conflict' },
  });
});
