// Rate limits, single owners and what flows remember: small named rows beside the runs.
import type { Json } from '../../nodes/kit/json.ts';
import type { Journal } from './contract.ts';
import type { Database } from './database.ts';
import { memoryText } from './limits.ts';
import { prepare } from './sqlite-schema.ts';
import { type Bucket, block, take } from './token-bucket.ts';

type Leases = Pick<Journal, 'takeToken' | 'blockKey' | 'own' | 'disown' | 'memory' | 'setMemory'>;

export function sqliteLeases(database: Database, memory: MemoryRows): Leases {
  const db = database.read;
  const bucket = prepare<{ tokens: number; at: number; blocked_until: number }>(
    db,
    'SELECT tokens, at, blocked_until FROM buckets WHERE key = ?',
  );
  const putBucket = prepare(db, 'INSERT OR REPLACE INTO buckets VALUES (?, ?, ?, ?)');
  const lease = prepare<{ owner: string; epoch: number; until: number }>(db, 'SELECT owner, epoch, until FROM leases WHERE name = ?');
  const putLease = prepare(db, 'INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)');
  const endLease = prepare(db, 'UPDATE leases SET until = 0 WHERE name = ? AND epoch = ?');

  const find = (key: string): Bucket | undefined => {
    const row = bucket.get(key);
    return row && { tokens: row.tokens, at: row.at, blockedUntil: row.blocked_until };
  };
  const store = (key: string, next: Bucket) => putBucket.run(key, next.tokens, next.at, next.blockedUntil);

  return {
    takeToken: (key, rate, now) =>
      database.enqueue(() => {
        const { bucket: next, taken } = take(find(key), rate, now);
        store(key, next);
        return taken;
      }),
    blockKey: (key, until) =>
      database.enqueue(() => {
        store(key, block(find(key), until));
      }),
    own: (name, owner, leaseMs, now) =>
      database.enqueue(() => {
        const held = lease.get(name);
        const live = held !== undefined && held.until > now;
        if (live && held.owner !== owner) return null;
        const epoch = live ? held.epoch : (held?.epoch ?? 0) + 1;
        putLease.run(name, owner, epoch, now + leaseMs);
        return { epoch };
      }),
    disown: (name, epoch) =>
      database.enqueue(() => {
        endLease.run(name, epoch);
      }),
    async memory(flowId) {
      return Object.fromEntries(
        memory.of(flowId).map((row) => [row.name, { value: JSON.parse(row.value) as Json, at: row.at, runId: row.run_id }]),
      );
    },
    async setMemory(flowId, name, value, at) {
      const text = value === undefined ? null : memoryText(value, name);
      await database.enqueue(() => {
        if (text === null) memory.drop(flowId, name);
        else memory.put(flowId, name, text, at, null);
      });
    },
  };
}

interface MemoryRow {
  readonly name: string;
  readonly value: string;
  readonly at: number;
  readonly run_id: string | null;
}

/** What flows remember. Every claim asks for it: flows known to keep nothing cost no look into the table. */
export function memoryRows(db: Database['read']) {
  const all = prepare<MemoryRow>(db, 'SELECT name, value, at, run_id FROM memory WHERE flow = ?');
  const put = prepare(db, 'INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?)');
  const drop = prepare(db, 'DELETE FROM memory WHERE flow = ? AND name = ?');
  /** It may name more than there are (a put that was rolled back, values that were dropped), never fewer. */
  const keeping = new Set(
    prepare<{ flow: string }>(db, 'SELECT DISTINCT flow FROM memory')
      .all()
      .map((row) => row.flow),
  );
  return {
    of: (flowId: string): readonly MemoryRow[] => (keeping.has(flowId) ? all.all(flowId) : []),
    put(flowId: string, name: string, value: string, at: number, runId: string | null): void {
      keeping.add(flowId);
      put.run(flowId, name, value, at, runId);
    },
    drop(flowId: string, name: string): void {
      drop.run(flowId, name);
    },
  };
}

export type MemoryRows = ReturnType<typeof memoryRows>;
