// Small named rows beside the runs, fleet wide: rate limits, single owners, what flows remember. Each is one short transaction.
import type { Json } from '../../nodes/kit/json.ts';
import type { Journal } from './contract.ts';
import { memoryText } from './limits.ts';
import { borrow, type PostgresPool } from './postgres-session.ts';
import { type Bucket, block, take } from './token-bucket.ts';

type Names = Pick<Journal, 'takeToken' | 'blockKey' | 'own' | 'disown' | 'memory'>;

/** `offset`: how far the database's clock is ahead of this process; times that decide between processes are told by the database's. */
export function postgresNames(pool: PostgresPool, offset: () => number, owns: (owner: string) => void): Names {
  /** Holds the bucket's row while it is changed. */
  const change = <T>(key: string, how: (bucket: Bucket | undefined) => { readonly bucket: Bucket; readonly answer: T }): Promise<T> =>
    borrow(pool, async (session) => {
      const find = 'SELECT tokens, at, blocked_until FROM buckets WHERE key = $1 FOR UPDATE';
      const lock = 'SELECT pg_advisory_xact_lock(7241933::bigint * 4096 + (hashtextextended($1::text, 7) & 4095))';
      try {
        const [, , row] = await Promise.all([
          session.all('BEGIN'),
          session.all(lock, key),
          session.one<{ tokens: number; at: number; blocked_until: number }>(find, key),
        ]);
        const { bucket, answer } = how(row && { tokens: row.tokens, at: row.at, blockedUntil: row.blocked_until });
        const put = `INSERT INTO buckets (key, tokens, at, blocked_until) VALUES ($1, $2, $3, $4)
          ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, at = excluded.at, blocked_until = excluded.blocked_until`;
        await Promise.all([session.all(put, key, bucket.tokens, bucket.at, bucket.blockedUntil), session.all('COMMIT')]);
        return answer;
      } catch (error) {
        await session.all('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });

  return {
    takeToken: (key, rate, now) =>
      change(key, (bucket) => {
        const { bucket: next, taken } = take(bucket, rate, now + offset());
        return { bucket: next, answer: taken.ok ? taken : { ok: false, retryAt: taken.retryAt - offset() } };
      }),
    blockKey: (key, until) => change(key, (bucket) => ({ bucket: block(bucket, until + offset()), answer: undefined })),
    own: (name, owner, leaseMs, now) =>
      borrow(pool, async (session) => {
        owns(owner);
        const at = now + offset();
        const row = await session.one<{ epoch: number }>(
          `INSERT INTO leases (name, owner, epoch, until) VALUES ($1, $2, 1, $3)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until,
              epoch = CASE WHEN leases.until > $4 THEN leases.epoch ELSE leases.epoch + 1 END
            WHERE leases.until <= $4 OR leases.owner = excluded.owner RETURNING epoch`,
          name,
          owner,
          at + leaseMs,
          at,
        );
        return row ? { epoch: row.epoch } : null;
      }),
    disown: (name, epoch) =>
      borrow(pool, async (session) => {
        await session.all('UPDATE leases SET until = 0 WHERE name = $1 AND epoch = $2', name, epoch);
      }),
    memory: (flowId) =>
      borrow(pool, async (session) => {
        const sql = 'SELECT name, value, at, run_id FROM memory WHERE flow = $1 ORDER BY name';
        const rows = await session.all<{ name: string; value: string; at: number; run_id: string | null }>(sql, flowId);
        return Object.fromEntries(rows.map((row) => [row.name, { value: JSON.parse(row.value) as Json, at: row.at, runId: row.run_id }]));
      }),
  };
}

export const memoryValue = (value: Json | undefined, name: string): string | null => (value === undefined ? null : memoryText(value, name));
