// The store on the one file of an embedded installation, over the handle that the journal has: what both ask for in one turn is one
// commit. SQLite answers at once, so a transaction is begun and done between two events of the process, and nobody sees half of it.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';
import { type Database, migrate } from '../journal/database.ts';
import type { WorkTurn } from '../journal/group-commit.ts';
import type { Sql, SqlValue, StoreDatabase } from './sql.ts';

/** Prepared statements, one per text: values are always bound, never pasted. */
function statements(db: DatabaseSync): (text: string) => StatementSync {
  const prepared = new Map<string, StatementSync>();
  return (text) => {
    const known = prepared.get(text);
    if (known) return known;
    const made = db.prepare(text);
    prepared.set(text, made);
    return made;
  };
}

export function sqliteStore(database: Database): StoreDatabase {
  const statement = statements(database.read);
  let changes = 0;

  /** What another's transaction has written and not committed is nobody's to see. */
  async function alone(): Promise<void> {
    for (let open = database.underWay(); open; open = database.underWay()) await open;
  }

  /** What was read is told once it is on disk. */
  async function known<T>(found: T): Promise<T> {
    const open = database.unsettled();
    if (open) await open;
    return found;
  }

  const read: Sql = {
    async one<Row>(text: string, ...values: readonly SqlValue[]) {
      if (database.underWay()) await alone();
      return known(statement(text).get(...values) as Row | undefined);
    },
    async all<Row>(text: string, ...values: readonly SqlValue[]) {
      if (database.underWay()) await alone();
      return known(statement(text).all(...values) as Row[]);
    },
    async change() {
      throw fail('internal', 'The store is changed in transactions only.');
    },
  };

  function within(turn: WorkTurn): Sql {
    const live = (text: string): StatementSync => {
      if (turn.over) throw fail('internal', 'This transaction is over.');
      return statement(text);
    };
    return {
      async one<Row>(text: string, ...values: readonly SqlValue[]) {
        return live(text).get(...values) as Row | undefined;
      },
      async all<Row>(text: string, ...values: readonly SqlValue[]) {
        return live(text).all(...values) as Row[];
      },
      async change(text, ...values) {
        changes++;
        return Number(live(text).run(...values).changes);
      },
    };
  }

  return {
    read,
    transaction: (work) => database.enqueueAwaiting((_, turn) => work(within(turn))),
    stamp: () => changes,
    sharesCommits: true,
    async before<T>(kept: () => Promise<unknown>, go: () => Promise<T>): Promise<T> {
      const [first, then] = await Promise.allSettled([kept(), go()]);
      if (then.status === 'rejected') throw first.status === 'rejected' ? first.reason : then.reason;
      if (first.status === 'rejected')
        // What was asked for stands there without what it needs. A caller who is told “no” would take that for the truth and clear up.
        await kept().catch((cause: unknown) => {
          throw new Error(`It was done, but what belongs to it could not be kept: ${(cause as Error).message}`, { cause });
        });
      return then.value;
    },
    async migrate(room, steps) {
      migrate(
        database,
        room,
        steps.map(({ both, sqlite = '' }) => both + sqlite),
      );
    },
  };
}
