// How the journal speaks to PostgreSQL: through a pool it is given, in prepared statements, whole numbers as numbers. It opens no
// connection of its own. With a pool made with `pipeline: true` statements asked for together travel together.
import { createHash } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';

export type SqlValue = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null | Uint8Array)[];

interface Question {
  readonly name?: string;
  readonly text: string;
  readonly values?: SqlValue[];
  readonly types?: { getTypeParser(oid: number, format?: string): (value: string) => unknown };
}

/** What the journal uses of a client of `pg`. */
export interface PostgresClient {
  // biome-ignore lint/suspicious/noExplicitAny: what a row looks like is known by the statement alone
  query(question: any): Promise<{ rows: any[]; rowCount: number | null }>;
  on(event: 'notification', listener: (message: { channel: string; payload?: string | undefined }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  removeAllListeners(event: 'notification' | 'error'): unknown;
  release(destroy?: Error | boolean): void;
}

export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** One connection, as long as somebody holds it. */
export interface Session {
  all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  one<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** Number of rows changed. */
  change(text: string, ...values: SqlValue[]): Promise<number>;
}

const numbers = new Set([20, 21, 23, 700, 701, 1700]);
const read = (oid: number) => (value: string) => {
  if (numbers.has(oid)) return Number(value);
  if (oid === 16) return value === 't';
  return oid === 17 ? Buffer.from(value.slice(2), 'hex') : value;
};
const types = { getTypeParser: read };

const names = new Map<string, string>();
const nameOf = (text: string): string => {
  let name = names.get(text);
  if (name === undefined) {
    name = `journal_${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
    names.set(text, name);
  }
  return name;
};

export function session(client: Pick<PostgresClient, 'query'>): Session {
  const query = (text: string, values: SqlValue[]) => {
    // Without values it may be several statements, which cannot be prepared.
    const question: Question = values.length === 0 ? { text, types } : { name: nameOf(text), text, values, types };
    return client.query(question);
  };
  const ask = async <Row>(text: string, values: SqlValue[]): Promise<Row[]> => (await query(text, values)).rows as Row[];
  return {
    all: (text, ...values) => ask(text, values),
    one: async <Row>(text: string, ...values: SqlValue[]) => (await ask<Row>(text, values))[0],
    change: async (text, ...values) => (await query(text, values)).rowCount ?? 0,
  };
}

/** A connection that is ours until it is given back; one that broke is thrown away. */
export interface Borrowed extends Session {
  back(broken?: Error): void;
}

export async function take(pool: PostgresPool): Promise<Borrowed> {
  const client = await pool.connect();
  // Whoever asked is told by the answer; a fault that nobody listens to would end the process.
  const heard = () => undefined;
  client.on('error', heard);
  return {
    ...session(client),
    back(broken) {
      // One that is thrown away may still have something to say.
      if (!broken) client.off('error', heard);
      client.release(broken);
    },
  };
}

export async function borrow<T>(pool: PostgresPool, work: (session: Session) => Promise<T>): Promise<T> {
  const line = await take(pool).catch((error: unknown) => {
    throw told(error);
  });
  let broken: Error | undefined;
  try {
    return await work(line);
  } catch (error) {
    if (!lostConnection(error)) throw error;
    broken = error as Error;
    throw told(error);
  } finally {
    line.back(broken);
  }
}

/**
 * A process that freezes in the middle of a transaction must not keep others from what it has locked: after `idleMs` without a word
 * from it the database ends its connection.
 */
export const begin = (idleMs: number): string =>
  `BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${idleMs}; SET LOCAL lock_timeout = ${lockMs}`;

const lockMs = 15_000;

const stateOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The same transaction may well succeed when it is made again: two processes met. */
export const worthAnotherTry = (error: unknown): boolean => ['40001', '40P01', '23505', '55P03'].includes(stateOf(error) ?? '');

/** The database does not answer, or stopped in the middle: nothing is known about what was under way. */
export class DatabaseAway extends Error {
  constructor(cause: unknown) {
    super(`the database does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'DatabaseAway';
  }
}

/** What PostgreSQL says when it ends a connection: shut down, starting, or stood still for too long within a transaction. */
const endings = /^(08...|57P0.|25P03)$/;

export function lostConnection(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  const state = stateOf(error);
  if (state !== null && /^(?=.*\d)[0-9A-Z]{5}$/.test(state)) return endings.test(state);
  return (
    error instanceof Error && !('failure' in error) && /connection|terminated|ECONN|EPIPE|ENOTFOUND|timeout|Client/i.test(error.message)
  );
}

/** In place of PostgreSQL's own words. An outage is no verdict on what was asked for: it stays an error that is not a failure. */
export function told(error: unknown): unknown {
  if (stateOf(error) === '53100') return fail('storage_full', 'The disk of the database is full.');
  return lostConnection(error) && !(error instanceof DatabaseAway) ? new DatabaseAway(error) : error;
}
