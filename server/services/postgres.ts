// PostgreSQL of other people: one statement per call, in a transaction of its own. Reading runs READ ONLY, so the database itself
// refuses to change anything; values travel apart from the text. A practice run sends nothing unless its flow names the host.
import type { ClientConfig, Client as PgClient, QueryResult } from 'pg';
import type { PostgresAnswer, PostgresCapability, PostgresQuery } from '../../nodes/kit/capabilities-postgres.ts';
import type { PostgresConnection } from '../../nodes/kit/connection-fields.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { guardEffect } from './effect-guard.ts';
import type { Egress } from './egress.ts';
import { postgresFailure } from './postgres-failure.ts';
import type { Outbox } from './practice.ts';
import { demandSecondLook, lookedAt, type SecondLook } from './second-look.ts';
import { type StepSecrets, sendOpened } from './secrets.ts';

interface PostgresDeps {
  readonly egress: Egress;
  readonly outbox: Outbox;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly secrets: StepSecrets['open'];
  readonly look?: SecondLook | null;
  /** The step's key, for the ledger. */
  readonly key: string;
  /** Null: the step has no connection, which is enough to practise with. */
  connection(): Promise<PostgresConnection | null>;
}

const longest = 60_000;
const practised: PostgresAnswer = { columns: [], rows: [], count: 0, more: false, practice: true };

export function createPostgres({
  egress,
  outbox,
  effect,
  signal,
  secrets,
  look = null,
  key,
  connection,
}: PostgresDeps): PostgresCapability {
  const served = async (): Promise<PostgresConnection> => {
    const server = await connection();
    if (!server) throw fail('binding_missing', 'This step needs a connection of the kind PostgreSQL.', { refused: true });
    return server;
  };
  return {
    async query(query) {
      guardEffect(effect, query.writes ? 'write' : 'read', query.writes ? 'write to a database' : 'read a database');
      const server = await connection();
      const to = server ? `${server.host}:${server.port}/${server.database}` : 'postgres';
      const letter = { kind: 'database', to, subject: query.sql.slice(0, 200), body: query.values as Json } as const;
      if (await outbox.divert(letter, server ? `${server.host}:${server.port}` : '')) return practised;
      if (query.writes) {
        const body = { sql: query.sql, values: query.values as Json };
        await lookedAt(look, () => demandSecondLook({ method: 'SQL', url: `postgres://${to}`, body, does: 'write', declared: effect }));
      }
      // What a database refuses it repeats: `Key (token)=(…) already exists`.
      return sendOpened(secrets, query.values, async (values) => run(egress, await served(), { ...query, values }, key, signal));
    },
    async inLedger(ledger) {
      const query = {
        sql: `SELECT 1 FROM ${identifier(ledger)} WHERE key::text = $1`,
        values: [key],
        writes: false,
        timeout: 15_000,
        maxRows: 1,
      };
      return (await run(egress, await served(), query, key, signal)).count > 0;
    },
  };
}

/** Used by the connection's test: signs in and asks for the version. */
export async function verifyPostgres(egress: Egress, server: PostgresConnection, signal: AbortSignal): Promise<string> {
  const query = { sql: 'SHOW server_version', values: [], writes: false, timeout: 10_000, maxRows: 1 };
  const { rows } = await run(egress, server, query, '', signal);
  return String(rows[0]?.server_version ?? '');
}

async function run(
  egress: Egress,
  server: PostgresConnection,
  query: PostgresQuery,
  key: string,
  signal: AbortSignal,
): Promise<PostgresAnswer> {
  const client = await open(egress, server, signal);
  const stop = () => client.connection.stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  /** From here on the answer to COMMIT is all that tells. */
  let committing = false;
  try {
    const timeout = Math.max(1, Math.min(Math.round(query.timeout), longest));
    await client.query(`BEGIN ${query.writes ? 'READ WRITE' : 'READ ONLY'}`);
    await client.query(`SET LOCAL statement_timeout = ${timeout}`);
    if (query.ledger) await client.query(`INSERT INTO ${identifier(query.ledger)} (key) VALUES ($1)`, [key]);
    const answer = await read(client, query);
    // A reading that was cut off has no connection any more, and nothing to commit.
    if (answer.more && !query.writes) return answer;
    committing = query.writes;
    await client.query('COMMIT');
    return answer;
  } catch (error) {
    throw postgresFailure(error, server, { writes: query.writes, committing, cancelled: signal.aborted });
  } finally {
    signal.removeEventListener('abort', stop);
    // A client that was broken off cannot say goodbye.
    client.end().catch(() => undefined);
  }
}

type Client = PgClient & { readonly connection: { readonly stream: { destroy(): void } } };

async function open(egress: Egress, server: PostgresConnection, signal: AbortSignal): Promise<Client> {
  if (signal.aborted) throw fail('cancelled', 'The step was cancelled.', { refused: true });
  const address = await egress.address(server.host, server.port, 'database');
  const { default: pg } = await import('pg');
  const config: ClientConfig = {
    host: address,
    port: server.port,
    database: server.database,
    user: server.user,
    password: server.password,
    application_name: 'Vaultflow',
    connectionTimeoutMillis: 15_000,
    // The name stays for the certificate, though the address is what was checked.
    ssl:
      server.tls === 'off'
        ? false
        : { servername: server.host, rejectUnauthorized: server.tls === 'verify', ...(server.ca ? { ca: server.ca } : {}) },
  };
  const client = new pg.Client(config) as Client;
  // An idle connection that breaks would otherwise end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw postgresFailure(error, server, { writes: false, committing: false, cancelled: signal.aborted, connecting: true });
  }
}

/** Rows come one by one, so that a table too large for memory is cut off and not loaded. */
async function read(client: Client, { sql, values, maxRows, writes }: PostgresQuery): Promise<PostgresAnswer> {
  const { default: pg } = await import('pg');
  const rows: { [column: string]: Json }[] = [];
  let more = false;
  // Extended, also without values: the simple protocol would take several statements.
  const submitted = client.query(new pg.Query({ text: sql, values: values.map(asText), queryMode: 'extended' } as unknown as string));
  const result = await new Promise<QueryResult>((done, refuse) => {
    submitted.on('row', (row: { [column: string]: unknown }) => {
      if (rows.length < maxRows) rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
      else if (!more) {
        more = true;
        // What a write gave back is read to its end: it has to be committed.
        if (!writes) {
          client.connection.stream.destroy();
          done({ fields: Object.keys(row).map((name) => ({ name })), rowCount: rows.length } as QueryResult);
        }
      }
    });
    submitted.on('end', done);
    submitted.on('error', refuse);
  });
  return { columns: (result.fields ?? []).map(({ name }) => name), rows, count: result.rowCount ?? rows.length, more };
}

/** Objects and lists go as JSON text: the statement says what they are ($1::jsonb). */
const asText = (value: Json): unknown => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);

function plain(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as Json) : (value as Json);
}

function identifier(name: string): string {
  if (!/^[A-Za-z_]\w{0,62}(\.[A-Za-z_]\w{0,62})?$/.test(name))
    throw fail('param_invalid', `${name.slice(0, 130)} is not the name of a table.`, { refused: true });
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
