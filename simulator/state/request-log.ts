// The durable log of requests: each that changes something for ever, reads up to a cap. Mutating ones are written inside the
// transaction of their effect; reads of one event-loop turn share a commit, and every answer waits for its own.
import type { DatabaseSync } from 'node:sqlite';

export interface LoggedRequest {
  at: number;
  method: string;
  path: string;
  clientRequestId: string | null;
  status: number;
}

export interface RequestLog {
  /** Inside the caller's transaction. */
  write(entry: LoggedRequest): void;
  /** Resolves when it is on disk. */
  writeRead(entry: LoggedRequest): Promise<void>;
  read(filter?: { method?: string; path?: string }): LoggedRequest[];
  flush(): void;
}

const keepReads = 10_000;

export const isRead = (method: string) => method === 'GET' || method === 'HEAD';

export function requestLog(database: DatabaseSync): RequestLog {
  const insert = database.prepare('INSERT INTO request (at, method, path, clientRequestId, status, reads) VALUES (?, ?, ?, ?, ?, ?)');
  const trim = database.prepare(
    'DELETE FROM request WHERE reads = 1 AND seq <= (SELECT seq FROM request WHERE reads = 1 ORDER BY seq DESC LIMIT 1 OFFSET ?)',
  );
  const select = database.prepare('SELECT at, method, path, clientRequestId, status FROM request ORDER BY seq');
  let waiting: { entry: LoggedRequest; done: () => void; fail: (error: unknown) => void }[] = [];
  let sinceTrim = 0;

  const put = ({ at, method, path, clientRequestId, status }: LoggedRequest) =>
    insert.run(at, method, path, clientRequestId, status, isRead(method) ? 1 : 0);

  const flush = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { entry } of batch) put(entry);
      sinceTrim += batch.length;
      if (sinceTrim > 500) {
        trim.run(keepReads);
        sinceTrim = 0;
      }
      database.exec('COMMIT');
      for (const { done } of batch) done();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { fail } of batch) fail(error);
    }
  };

  return {
    write: put,
    writeRead: (entry) =>
      new Promise((done, fail) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ entry, done, fail });
      }),
    read: (filter = {}) => {
      flush();
      const path = filter.path?.toLowerCase();
      return select
        .all()
        .map((row) => ({
          at: Number(row.at),
          method: String(row.method),
          path: String(row.path),
          clientRequestId: row.clientRequestId === null ? null : String(row.clientRequestId),
          status: Number(row.status),
        }))
        .filter(
          (entry) => (!filter.method || entry.method === filter.method.toUpperCase()) && (!path || entry.path.toLowerCase().includes(path)),
        );
    },
    flush,
  };
}
