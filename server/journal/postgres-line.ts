// The line that every process keeps open to the database: on it it hears of the others' commits and gives its sign of life. Who has
// given none for `deadMs` by the database's clock is taken for dead, and its runs may be claimed by others. That may be wrong (a
// frozen process wakes up again): the epoch of the run decides then, not this.
import { lostConnection, type PostgresClient, type PostgresPool, session } from './postgres-session.ts';

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
    fresh.on('notification', ({ payload = '' }) => {
      const [by, seq] = payload.split(' ');
      if (by !== said.by) heard(Number(seq));
    });
    fresh.on('error', () => letGo(fresh, true));
    await session(fresh).all(`LISTEN ${said.channel}`);
    return fresh;
  }

  function letGo(one: PostgresClient, broken: boolean): void {
    if (client === one) client = null;
    one.removeAllListeners('notification');
    one.removeAllListeners('error');
    // Somebody must listen, or the next fault of a connection that nobody uses ends the process.
    one.on('error', () => undefined);
    one.release(broken);
  }

  async function beat(): Promise<void> {
    const asked = Date.now();
    try {
      client ??= await connect();
      const line = session(client);
      const sql = `WITH alive AS (INSERT INTO owners (owner, beat) SELECT o, clock_timestamp() FROM unnest($1::text[]) AS o
          ON CONFLICT (owner) DO UPDATE SET beat = clock_timestamp())
        SELECT seq, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now FROM journal_tail`;
      const row = await line.one<{ seq: number; now: number }>(sql, [...owners]);
      if (!row) return;
      const off = row.now - (asked + Date.now()) / 2;
      offset = Math.abs(off) < tolerated ? 0 : Math.round(off);
      heard(row.seq);
    } catch (error) {
      if (client) letGo(client, lostConnection(error) || true);
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
      // A connection that listens is not given back: the next one to borrow it would hear what is not for it.
      if (client) letGo(client, true);
    },
  };
}
