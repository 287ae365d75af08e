// The store on PostgreSQL, for any number of processes. Transactions are serializable: PostgreSQL itself finds out when what one has
// read was changed by another, takes one of the two back, and here it is made again. So no store has to say which rows to lock, and
// the same code is right on both databases. Nothing is remembered between two questions, for others write too.
import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '../../nodes/kit/errors.ts';
import { borrow, lostConnection, type PostgresPool, type Session, told, worthAnotherTry } from '../journal/postgres-session.ts';
import { migrateTables } from './postgres-tables.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** Two processes that meet again and again on one row are through long before. */
const TRIES = 20;
const LONGEST_PAUSE_MS = 100;
/** A process that is stopped in the middle of a transaction holds nobody up for longer. */
const BEGIN = `BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL idle_in_transaction_session_timeout = '10s'`;

const texts = new Map<string, string>();

/** `?` and `?2` as PostgreSQL counts them. What stands in quotes is left alone. */
export function numbered(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  let count = 0;
  const said = text.replace(/'(?:[^']|'')*'|\?(\d*)/g, (found, number: string | undefined) =>
    found.startsWith('?') ? `$${number || ++count}` : found,
  );
  texts.set(text, said);
  return said;
}

const sqlOf = (session: Session, over: () => boolean): Sql => {
  const live = (text: string): string => {
    if (over()) throw fail('internal', 'This transaction is over.');
    return numbered(text);
  };
  return {
    one: async (text, ...values) => session.one(live(text), ...values),
    all: async (text, ...values) => session.all(live(text), ...values),
    change: async (text, ...values) => session.change(live(text), ...values),
  };
};

async function once<T>(session: Session, work: (tx: Sql) => Promise<T>): Promise<T> {
  let over = false;
  await session.all(BEGIN);
  try {
    const value = await work(sqlOf(session, () => over));
    over = true;
    await session.all('COMMIT');
    return value;
  } catch (error) {
    over = true;
    // A connection that cannot even do this is thrown away, whatever was wrong before.
    if (!lostConnection(error)) await session.all('ROLLBACK');
    throw error;
  }
}

/** The caller owns the pool. */
export function postgresStore({ pool }: { readonly pool: PostgresPool }): StoreDatabase {
  /** Each statement on a connection of its own: those asked for together go on together. */
  const ask = async <T>(question: (session: Session) => Promise<T>): Promise<T> => {
    try {
      return await borrow(pool, question);
    } catch (error) {
      throw told(error);
    }
  };

  async function transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await borrow(pool, (session) => once(session, work));
      } catch (error) {
        if (attempt === TRIES || !worthAnotherTry(error)) throw told(error);
        await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** attempt));
      }
    }
  }

  return {
    read: {
      one: (text, ...values) => ask((session) => session.one(numbered(text), ...values)),
      all: (text, ...values) => ask((session) => session.all(numbered(text), ...values)),
      async change() {
        throw fail('internal', 'The store is changed in transactions only.');
      },
    },
    transaction,
    stamp: () => null,
    sharesCommits: false,
    async before<T>(kept: () => Promise<unknown>, go: () => Promise<T>): Promise<T> {
      await kept();
      return go();
    },
    migrate: (room, steps) => migrateTables(pool, room, steps),
  };
}
