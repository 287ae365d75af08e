// The simulator's own SQLite file: one table of JSON documents with a parent, a rank and a due time, one of settings, one of
// requests. WAL with synchronous=FULL: what a transaction wrote is on disk when it returns. Knows nothing about Azure.
import { DatabaseSync } from 'node:sqlite';
import type { Kind, Shapes } from './model.ts';

interface Place {
  /** What it belongs to: the vault of a policy, the item of a recovery point. */
  parent?: string;
  /** Order among its siblings. */
  rank?: number;
  /** When `settle` has to look at it. */
  due?: number | null;
}

export interface Store {
  get<K extends Kind>(kind: K, key: string): Shapes[K] | null;
  /** Writes the document. A place not given stays as it was. */
  put<K extends Kind>(kind: K, key: string, doc: Shapes[K], place?: Place): void;
  remove(kind: Kind, key: string): void;
  /** Forgets all documents and requests; settings stay. */
  clear(): void;
  /** Siblings by rank, then by age. */
  list<K extends Kind>(kind: K, parent?: string): { key: string; doc: Shapes[K] }[];
  /** Those whose key starts so, by key. */
  startingWith<K extends Kind>(kind: K, prefix: string): { key: string; doc: Shapes[K] }[];
  count(kind: Kind, parent: string): number;
  anyDue(now: number): boolean;
  due<K extends Kind>(kind: K, now: number): { key: string; doc: Shapes[K] }[];
  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
  /** All or nothing; nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  /** Undoes what `work` wrote unless its result is kept; inside a transaction. */
  attempt<T>(work: () => T, keep: (result: T) => boolean): T;
  readonly raw: DatabaseSync;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS doc (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, parent TEXT NOT NULL DEFAULT '',
    rank REAL NOT NULL DEFAULT 0, due REAL, body TEXT NOT NULL, UNIQUE (kind, key)) STRICT;
  CREATE INDEX IF NOT EXISTS doc_order ON doc (kind, parent, rank, id);
  CREATE INDEX IF NOT EXISTS doc_due ON doc (due) WHERE due IS NOT NULL;
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    clientRequestId TEXT, status INTEGER NOT NULL, reads INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS request_reads ON request (reads, seq);`;

export function openStore(file: string): Store {
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
  raw.exec(schema);
  const select = raw.prepare('SELECT body FROM doc WHERE kind = ? AND key = ?');
  const upsert = raw.prepare(
    `INSERT INTO doc (kind, key, parent, rank, due, body) VALUES (?, ?, coalesce(?, ''), coalesce(?, 0), ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET parent = coalesce(?, parent), rank = coalesce(?, rank),
       due = CASE WHEN ? THEN excluded.due ELSE due END, body = excluded.body`,
  );
  const erase = raw.prepare('DELETE FROM doc WHERE kind = ? AND key = ?');
  const all = raw.prepare('SELECT key, body FROM doc WHERE kind = ? ORDER BY rank, id');
  const children = raw.prepare('SELECT key, body FROM doc WHERE kind = ? AND parent = ? ORDER BY rank, id');
  const range = raw.prepare('SELECT key, body FROM doc WHERE kind = ? AND key >= ? AND key < ? ORDER BY key');
  const counted = raw.prepare('SELECT count(*) AS n FROM doc WHERE kind = ? AND parent = ?');
  const late = raw.prepare('SELECT key, body FROM doc WHERE kind = ? AND due <= ? ORDER BY due, id');
  const someDue = raw.prepare('SELECT 1 FROM doc WHERE due IS NOT NULL AND due <= ? LIMIT 1');
  const getSetting = raw.prepare('SELECT value FROM setting WHERE name = ?');
  const putSetting = raw.prepare('INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');

  // The one place where text from the file becomes a document: it was written by `put` with the same kind.
  const parse = <K extends Kind>(body: unknown) => JSON.parse(String(body)) as Shapes[K];
  const rows = <K extends Kind>(found: Record<string, unknown>[]) =>
    found.map((row) => ({ key: String(row.key), doc: parse<K>(row.body) }));
  let depth = 0;

  // The pages of a long list, and polls of one that does not change, read the same rows again and again. They are kept until
  // something is written, here or by another process (data_version). Documents are never changed in place.
  const kept = new Map<string, { stamp: string; rows: unknown }>();
  let writes = 0;
  const foreign = raw.prepare('PRAGMA data_version');
  const list = <K extends Kind>(kind: K, parent?: string): { key: string; doc: Shapes[K] }[] => {
    const name = `${kind} ${parent ?? '*'}`;
    const stamp = `${writes} ${foreign.get()?.data_version}`;
    const old = kept.get(name);
    // Kept under its own kind a moment ago, so it has that kind's shape.
    if (old?.stamp === stamp) return old.rows as { key: string; doc: Shapes[K] }[];
    const fresh = rows<K>(parent === undefined ? all.all(kind) : children.all(kind, parent));
    if (kept.size > 16) kept.clear();
    kept.set(name, { stamp, rows: fresh });
    return fresh;
  };

  return {
    raw,
    get: (kind, key) => {
      const row = select.get(kind, key);
      return row ? parse(row.body) : null;
    },
    put: (kind, key, doc, place = {}) => {
      writes++;
      const [parent, rank] = [place.parent ?? null, place.rank ?? null];
      upsert.run(kind, key, parent, rank, place.due ?? null, JSON.stringify(doc), parent, rank, place.due === undefined ? 0 : 1);
    },
    remove: (kind, key) => {
      writes++;
      erase.run(kind, key);
    },
    clear: () => {
      writes++;
      raw.exec('DELETE FROM doc; DELETE FROM request;');
    },
    list,
    startingWith: (kind, prefix) => rows(range.all(kind, prefix, `${prefix}\u{10ffff}`)),
    count: (kind, parent) => Number(counted.get(kind, parent)?.n),
    anyDue: (now) => someDue.get(now) !== undefined,
    due: (kind, now) => rows(late.all(kind, now)),
    setting: (name) => (getSetting.get(name)?.value as string | undefined) ?? null,
    setSetting: (name, value) => void putSetting.run(name, value),
    transaction: (work) => {
      if (depth > 0) return work();
      raw.exec('BEGIN IMMEDIATE');
      depth = 1;
      try {
        const result = work();
        raw.exec('COMMIT');
        return result;
      } catch (error) {
        raw.exec('ROLLBACK');
        writes++;
        throw error;
      } finally {
        depth = 0;
      }
    },
    attempt: (work, keep) => {
      raw.exec('SAVEPOINT attempt');
      const result = work();
      const keeping = keep(result);
      raw.exec(keeping ? 'RELEASE attempt' : 'ROLLBACK TO attempt; RELEASE attempt');
      if (!keeping) writes++;
      return result;
    },
    close: () => raw.close(),
  };
}
