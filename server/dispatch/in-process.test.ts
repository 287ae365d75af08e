import { openDatabase } from '../journal/database.ts';
import { memoryJournal } from '../journal/memory.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { dispatchConformance } from './conformance.ts';
import { inProcessDispatcher } from './in-process.ts';

dispatchConformance('in-process dispatch over the in-memory journal', async () => {
  const journal = memoryJournal();
  return { journal, dispatcher: inProcessDispatcher({ journal, sweepMs: 20 }), beat: 20, close: () => journal.close() };
});

dispatchConformance('in-process dispatch over SQLite', async () => {
  const database = openDatabase(':memory:');
  const journal = sqliteJournal(database);
  return { journal, dispatcher: inProcessDispatcher({ journal, sweepMs: 20 }), beat: 20, close: () => database.close() };
});
