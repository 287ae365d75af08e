// Hears of drafts that other processes save, so that whoever has one open is told, whichever process they look through. It keeps one
// connection; while that is broken some news are missed, and nothing more: a save with an old ETag is refused anyway.
import { type PostgresClient, type PostgresPool, session } from '../journal/postgres-session.ts';

export interface FlowNews {
  readonly projectId: string;
  readonly flowId: string;
  readonly etag: string;
}

export interface FlowNewsOptions {
  readonly pool: PostgresPool;
  readonly heard: (news: FlowNews) => void;
  readonly againMs?: number;
}

/** As schema.ts has it. */
const CHANNEL = 'vaultflow_flows';

export async function flowNews({ pool, heard, againMs = 2_000 }: FlowNewsOptions): Promise<{ stop(): Promise<void> }> {
  let client: PostgresClient | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let opening: Promise<void> = Promise.resolve();

  function letGo(one: PostgresClient): void {
    one.removeAllListeners('notification');
    one.removeAllListeners('error');
    // Whatever else it has to say is nobody's business any more.
    one.on('error', () => undefined);
    one.release(true);
  }

  async function open(): Promise<void> {
    const fresh = await pool.connect();
    client = fresh;
    fresh.on('notification', ({ channel, payload }) => {
      if (channel === CHANNEL && payload) heard(JSON.parse(payload) as FlowNews);
    });
    fresh.on('error', () => lost(fresh));
    try {
      await session(fresh).all(`LISTEN ${CHANNEL}`);
    } catch {
      lost(fresh);
    }
  }

  function lost(one: PostgresClient): void {
    if (client !== one) return;
    client = null;
    letGo(one);
    later();
  }

  function later(): void {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      opening = open().catch(later);
    }, againMs);
    timer.unref();
  }

  await open();
  return {
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await opening;
      if (client) letGo(client);
      client = null;
    },
  };
}
