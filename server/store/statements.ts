// Prepared statements, one per text and handle. SQL is written where it is used; values are always bound, never pasted.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

function statement(db: DatabaseSync, sql: string): StatementSync {
  let known = prepared.get(db);
  if (!known) {
    known = new Map();
    prepared.set(db, known);
  }
  let found = known.get(sql);
  if (!found) {
    found = db.prepare(sql);
    known.set(sql, found);
  }
  return found;
}

/** A row, or undefined. `Row` says what the columns of this very statement are. */
export const one = <Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row | undefined =>
  statement(db, sql).get(...values) as Row | undefined;

export const all = <Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row[] => statement(db, sql).all(...values) as Row[];

const changes = new WeakMap<DatabaseSync, number>();

/** Grows with every change of the store: what was read before, outside a change, holds while it stays the same. */
export const changeCount = (db: DatabaseSync): number => changes.get(db) ?? 0;

/** Number of rows changed. */
export function change(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  changes.set(db, changeCount(db) + 1);
  return Number(statement(db, sql).run(...values).changes);
}

export const iso = (at: number): string => new Date(at).toISOString();
