import { journalConformance } from './conformance.ts';
import { memoryJournal } from './memory.ts';

journalConformance('in-memory journal', async () => {
  const journal = memoryJournal();
  return { journal, reopen: null, close: () => journal.close() };
});
