import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { journalConformance } from './conformance.ts';
import { openDatabase } from './database.ts';
import { sqliteJournal } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

journalConformance('SQLite journal', async () => {
  const file = join(folder, `${++files}.db`);
  let database = openDatabase(file);
  return {
    journal: sqliteJournal(database),
    async reopen() {
      await database.close();
      database = openDatabase(file);
      return sqliteJournal(database);
    },
    close: () => database.close(),
  };
});
