// A run's head goes into its row and comes back the same, also from rows of older files, which hold all of it as text.
import { expect, test } from 'vitest';
import { newRun } from './conformance-kit.ts';
import { openDatabase } from './database.ts';
import { headOf as headFrom } from './run-state.ts';
import { sqliteJournal } from './sqlite.ts';
import { type HeadRow, headOf } from './sqlite-run-head.ts';

const runs = {
  'a run that was started': newRun({ inputs: { vault: 'weu' } }),
  'a run that another one started': newRun({ parent: { runId: 'p', stepKey: 's[2]', depth: 3, rootId: 'top' } }),
  'a retried run': newRun({ retryOf: 'first' }),
};

for (const [name, run] of Object.entries(runs))
  test(`${name}: its head comes back from its row, and from the row of an older file`, async () => {
    const database = openDatabase(':memory:');
    const journal = sqliteJournal(database);
    await journal.createRun(run);
    const row = database.read.prepare('SELECT * FROM runs').get() as unknown as HeadRow;
    const head = headFrom(run, 1);
    expect(headOf(row)).toEqual(head);
    expect(headOf({ ...row, root: null, head: JSON.stringify(head) })).toEqual(head);
    await journal.close();
    await database.close();
  });
