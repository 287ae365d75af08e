// The line that every process keeps open to the database: on it it hears of the others' commits and gives its sign of life. Who has
// given none for `deadMs` by the database's clock is taken for dead, and its runs may be claimed by others. That may be wrong (a
// frozen process wakes up again): the epoch of the run decides then, not this.
import { type PostgresClient, type PostgresPool, session } from './postgres-session.ts';

export interface LineOptions {
  readonly pool: PostgresPool;
  readonly beatMs: number;
  readonly owners: ReadonlySet<string>;
  readonly said: { readonly channel: string; readonly by: string };
  readonly heard: (seq: number) => void;
}

/** Clocks nearer than this are taken for the same one. */
const tolerated = 250;

export function openLine({ pool, beatMs, owners, said, heard }: LineOptions) {
  let client: PostgresClient | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let offset = 0;
  let beating: Promise<void> = Promise.resolve();

  async function connect(): Promise<PostgresClient> {
    const fresh = await pool.connect();
    // Ours from here on: whatever goes wrong with it, `letGo` gives it back, and once.
    client = fresh;
    fresh.on('notification', ({ payload = '' }) => {
      const [by, seq] = payload.split(' ');
      if (by !== said.by) heard(Number(seq));
    });
    fresh.on('error', () => letGo(fresh));
    await session(fresh).all(`LISTEN ${said.channel}`);
    return fresh;
  }

  /** A connection that listens, or broke, is no use to anybody else: it is ended. */
  function letGo(one: PostgresClient): void {
    if (client !== one) return;
    client = null;
    one.removeAllListeners('notification');
    one.removeAllListeners('error');
    // Somebody must listen, or the next fault of a connection that nobody uses ends the process.
    one.on('error', () => undefined);
    one.release(true);
  }

  async function beat(): Promise<void> {
    const asked = Date.now();
    try {
      const line = session(client ?? (await connect()));
      const sql = `WITH alive AS (INSERT INTO owners (owner, beat) SELECT o, clock_timestamp() FROM unnest($1::text[]) AS o
          ON CONFLICT (owner) DO UPDATE SET beat = clock_timestamp())
        SELECT seq, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now FROM journal_tail`;
      const row = await line.one<{ seq: number; now: number }>(sql, [...owners]);
      if (!row) return;
      const off = row.now - (asked + Date.now()) / 2;
      offset = Math.abs(off) < tolerated ? 0 : Math.round(off);
      heard(row.seq);
    } catch {
      // The next beat opens a new one.
      if (client) letGo(client);
    }
  }

  const again = () => {
    if (closed) return;
    timer = setTimeout(() => {
      beating = beat().then(again);
    }, beatMs);
    timer.unref();
  };

  return {
    /** Resolves after the first sign of life. */
    async open(): Promise<void> {
      await beat();
      again();
    },
    /** How far the database's clock is ahead of ours. */
    offset: () => offset,
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      await beating;
      if (client) letGo(client);
    },
  };
}
