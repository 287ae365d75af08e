// Whether the process before this one ended in good order. One row says that somebody is at work on this file; who finds it there
// at the start comes after a process that has died. It says nothing of runs.
import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './sqlite-schema.ts';

export function lifeRow(db: DatabaseSync) {
  const found = prepare<{ value: number }>(db, "SELECT value FROM counters WHERE name = 'at-work'");
  const put = prepare(db, "INSERT OR REPLACE INTO counters VALUES ('at-work', 1)");
  const drop = prepare(db, "DELETE FROM counters WHERE name = 'at-work'");
  return {
    /** Called when everything is let go: at the start, and (`false`) at an end in good order. True: somebody has died here. */
    begins(atStart: boolean): boolean {
      if (!atStart) {
        drop.run();
        return false;
      }
      const died = found.get() !== undefined;
      if (!died) put.run();
      return died;
    },
  };
}
