// What processes say to each other about runs that may be under way in one of them: "something has come for these", "leave this
// one", "so far it is". Words are not kept: who was away hears of it through `missed`, and the journal has every fact anyway.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Json } from '../../nodes/kit/json.ts';
import type { QueueConnection } from './bullmq-queue.ts';

export interface Signal {
  readonly woken?: readonly string[];
  readonly cancel?: string;
  /** What others may want to show, whatever it is. */
  readonly news?: Json;
}

interface Listener {
  readonly heard: (signal: Signal) => void;
  /** The line was down: words may have been missed. */
  readonly missed: () => void;
}

export interface Signals {
  say(signal: Signal): Promise<void>;
  listen(listener: Listener): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL carries at most 8000 bytes in one word. */
const idsPerWord = 100;

export function openSignals(at: QueueConnection, name: string, onError: (error: unknown) => void): Signals {
  const from = randomUUID();
  const channel = `vaultflow_${name}`;
  const line = at.kind === 'redis' ? redisLine(at, channel, onError) : postgresLine(at, channel, onError);
  return {
    async say({ woken = [], cancel, news }) {
      if (news !== undefined) await line.send(JSON.stringify({ from, news }));
      if (cancel !== undefined) await line.send(JSON.stringify({ from, cancel }));
      for (let i = 0; i < woken.length; i += idsPerWord) await line.send(JSON.stringify({ from, woken: woken.slice(i, i + idsPerWord) }));
    },
    listen: ({ heard, missed }) =>
      line.open((text) => {
        const word = JSON.parse(text) as Signal & { readonly from: string };
        if (word.from !== from) heard(word);
      }, missed),
    close: line.close,
  };
}

interface Line {
  send(text: string): Promise<unknown>;
  open(receive: (text: string) => void, missed: () => void): Promise<void>;
  close(): Promise<void>;
}

function redisLine(at: Extract<QueueConnection, { kind: 'redis' }>, channel: string, onError: (error: unknown) => void): Line {
  const ear = at.producer.duplicate({ lazyConnect: true, maxRetriesPerRequest: null, autoResubscribe: false });
  let away = false;
  let closed = false;
  ear.on('error', onError);
  ear.on('close', () => {
    away = true;
  });
  return {
    send: (text) => at.producer.publish(channel, text),
    /** Resolves when words are heard for the first time, however late that is. */
    open: (receive, missed) =>
      new Promise((listening) => {
        const subscribe = async () => {
          await ear.subscribe(channel);
          listening();
          if (away) missed();
          away = false;
        };
        ear.on('message', (_channel, text) => receive(text));
        ear.on('ready', () => {
          subscribe().catch((error: unknown) => {
            if (closed) return;
            onError(error);
            ear.disconnect(true);
          });
        });
        // A server that is not there yet is tried again like one that went away; `error` has told.
        ear.connect().catch(() => undefined);
      }),
    async close() {
      closed = true;
      ear.disconnect();
    },
  };
}

function postgresLine(at: Extract<QueueConnection, { kind: 'postgres' }>, channel: string, onError: (error: unknown) => void): Line {
  let ear: pg.Client | null = null;
  let closed = false;
  let again: NodeJS.Timeout | undefined;

  async function connect(receive: (text: string) => void, missed: () => void, tries = 0): Promise<void> {
    const client = new pg.Client({
      connectionString: at.url,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      application_name: 'vaultflow signals',
    });
    let lost = false;
    const reconnect = (error?: unknown) => {
      if (lost || closed) return;
      lost = true;
      if (error) onError(error);
      client.end().catch(() => undefined);
      again = setTimeout(() => void connect(receive, missed, tries + 1), Math.min(5000, 200 * (tries + 1)));
    };
    client.on('error', reconnect);
    client.on('end', () => reconnect());
    client.on('notification', ({ payload }) => payload !== undefined && receive(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      ear = client;
      if (closed) await client.end();
      else if (tries > 0) {
        tries = 0;
        missed();
      }
    } catch (error) {
      reconnect(error);
    }
  }

  return {
    send: (text) => at.pool.query('SELECT pg_notify($1, $2)', [channel, text]),
    open: connect,
    async close() {
      closed = true;
      clearTimeout(again);
      await ear?.end().catch(() => undefined);
    },
  };
}
