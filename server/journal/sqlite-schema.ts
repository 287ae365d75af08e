// The journal's tables in SQLite. A published step of this list is never edited: changes are new steps at its end.
// `seq` is the journal sequence: one counter over everything that changes (of a shared row: its last step's). `rid` is a run's short number inside this file.
import type { DatabaseSync } from 'node:sqlite';

export const journalSchema: readonly string[] = [
  `
  CREATE TABLE runs (
    rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL, flow TEXT NOT NULL, number INTEGER NOT NULL,
    at INTEGER NOT NULL, priority INTEGER NOT NULL, status TEXT NOT NULL, epoch INTEGER NOT NULL, owner TEXT, wake_at INTEGER,
    place TEXT NOT NULL, place_key TEXT, place_limit INTEGER, cancel_at INTEGER, cancel_reason TEXT, started_at INTEGER,
    ended_at INTEGER, failures INTEGER NOT NULL, changed INTEGER NOT NULL, ending TEXT, flow_name TEXT NOT NULL, head TEXT NOT NULL);
  CREATE INDEX runs_wake ON runs (wake_at, priority DESC, rid) WHERE wake_at IS NOT NULL;
  CREATE INDEX runs_place ON runs (place_key, place, rid) WHERE place IN ('held', 'blocked');
  CREATE INDEX runs_live ON runs (rid) WHERE ended_at IS NULL;
  CREATE INDEX runs_changed ON runs (changed);
  CREATE INDEX runs_flow ON runs (flow, rid);
  CREATE INDEX runs_unwell ON runs (status, rid) WHERE status IN ('failed', 'cancelled');
  CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE steps (
    seq INTEGER PRIMARY KEY, rid INTEGER NOT NULL, path TEXT NOT NULL, node TEXT NOT NULL, status INTEGER NOT NULL, port TEXT,
    attempt INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, output TEXT, params TEXT, extra TEXT, source INTEGER);
  CREATE UNIQUE INDEX steps_key ON steps (rid, path, node);

  CREATE TABLE step_groups (
    seq INTEGER PRIMARY KEY, rid INTEGER NOT NULL, prefix TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL,
    container TEXT NOT NULL, statuses INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE INDEX step_groups_at ON step_groups (rid, prefix, lo);

  CREATE TABLE open_steps (
    rid INTEGER NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT, wake_at INTEGER, data TEXT NOT NULL,
    PRIMARY KEY (rid, key)) WITHOUT ROWID;
  CREATE INDEX open_event ON open_steps (event) WHERE event IS NOT NULL;
  CREATE INDEX open_wake ON open_steps (rid, wake_at) WHERE wake_at IS NOT NULL;
  CREATE INDEX open_seq ON open_steps (seq);

  CREATE TABLE iterations (
    seq INTEGER PRIMARY KEY, rid INTEGER NOT NULL, key TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE INDEX iterations_at ON iterations (rid, key, lo);
  CREATE TABLE pages (
    id INTEGER PRIMARY KEY, rid INTEGER NOT NULL, key TEXT NOT NULL, first INTEGER NOT NULL, page INTEGER NOT NULL, count INTEGER NOT NULL,
    data TEXT NOT NULL);
  CREATE UNIQUE INDEX pages_at ON pages (rid, key, first);
  CREATE TABLE chunks (id INTEGER PRIMARY KEY, rid INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE UNIQUE INDEX chunks_at ON chunks (rid, kind, key, n);
  CREATE TABLE logs (id INTEGER PRIMARY KEY, rid INTEGER NOT NULL, key TEXT NOT NULL, lines TEXT NOT NULL);
  CREATE INDEX logs_at ON logs (rid, key);
  CREATE TABLE taken_over (rid INTEGER NOT NULL, source INTEGER NOT NULL, PRIMARY KEY (source, rid)) WITHOUT ROWID;
  CREATE INDEX taken_over_by ON taken_over (rid);

  CREATE TABLE accepted (
    project TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, run_id TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (project, key)) WITHOUT ROWID;
  CREATE INDEX accepted_until ON accepted (until);
  CREATE TABLE kept_events (id INTEGER PRIMARY KEY, event TEXT NOT NULL, payload TEXT NOT NULL, until INTEGER NOT NULL);
  CREATE INDEX kept_events_name ON kept_events (event, id);
  CREATE INDEX kept_events_until ON kept_events (until);
  CREATE TABLE memory (
    flow TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, run_id TEXT, PRIMARY KEY (flow, name)) WITHOUT ROWID;
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE buckets (key TEXT PRIMARY KEY, tokens REAL NOT NULL, at INTEGER NOT NULL, blocked_until INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  ALTER TABLE runs ADD COLUMN response TEXT;
  ALTER TABLE runs ADD COLUMN result TEXT;
  `,
  `
  ALTER TABLE runs ADD COLUMN root TEXT;
  CREATE INDEX runs_root ON runs (root) WHERE root IS NOT NULL;
  `,
];

type Bind = string | number | null | Uint8Array;

/** A prepared statement whose rows are known to look like `Row`. */
export interface Statement<Row = never> {
  get(...values: Bind[]): Row | undefined;
  all(...values: Bind[]): Row[];
  iterate(...values: Bind[]): IterableIterator<Row>;
  run(...values: Bind[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
}

/** Rows come as arrays and are named here: node:sqlite's own row objects cost about twice as much. */
export function prepare<Row = never>(db: DatabaseSync, sql: string): Statement<Row> {
  const statement = db.prepare(sql);
  const names = statement.columns().map((column) => column.name);
  if (names.length === 0) return statement as unknown as Statement<Row>;
  statement.setReturnArrays(true);
  const named = (values: unknown): Row => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) row[names[i] as string] = (values as readonly unknown[])[i];
    return row as Row;
  };
  return {
    get(...values) {
      const found = statement.get(...values);
      return found === undefined ? undefined : named(found);
    },
    all: (...values) => statement.all(...values).map(named),
    *iterate(...values) {
      for (const row of statement.iterate(...values)) yield named(row);
    },
    run: (...values) => statement.run(...values),
  };
}

/** The last journal sequence number given out. */
export function lastSeq(db: DatabaseSync): number {
  const sql = `SELECT max(coalesce((SELECT max(seq) FROM steps), 0), coalesce((SELECT max(seq) FROM step_groups), 0),
    coalesce((SELECT max(seq) FROM open_steps), 0), coalesce((SELECT max(seq) FROM iterations), 0),
    coalesce((SELECT max(changed) FROM runs), 0), coalesce((SELECT value FROM counters WHERE name = 'pruned'), 0)) AS seq`;
  return prepare<{ seq: number }>(db, sql).get()?.seq ?? 0;
}
