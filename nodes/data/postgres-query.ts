// Asks a PostgreSQL database or changes something in it, with one statement. Values are parameters ($1, $2 …) and never part of the
// text. What only reads runs in a READ ONLY transaction, which the database itself enforces.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { choice, duration, longText, number, text as textField } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';

const setup =
  "CREATE TABLE servers (name text PRIMARY KEY, tier text, owner jsonb); INSERT INTO servers VALUES ('vm-sql-03', 'gold', '{\"team\":\"db\"}'), ('vm-web-01', 'silver', NULL); CREATE TABLE done (key uuid PRIMARY KEY)";

export default defineNode({
  type: 'data.postgres-query',
  version: 1,
  group: 'http',
  section: 'Web and data',
  title: 'PostgreSQL query',
  summary: 'Asks or changes a PostgreSQL database with one statement. Rows that it changes or deletes are lost as they were.',
  icon: 'database',
  keywords: ['sql', 'cmdb', 'select', 'insert', 'psql', 'table'],
  connection: 'postgres',
  effect: ({ mode }) => (mode === 'write' ? 'write' : 'read'),
  params: z.object({
    sql: longText({
      title: 'Statement',
      description: 'One statement; values as $1, $2 …',
      ui: { lines: 5, placeholder: 'SELECT name, tier FROM servers WHERE tier = $1' },
    }).min(1),
    values: z
      .array(z.json())
      .default([])
      .meta({ title: 'Values', description: 'For $1, $2 … in this order.', ui: { widget: 'list' } }),
    mode: choice(['read', 'write'], { title: 'What it does', ui: { labels: { read: 'It only reads', write: 'It changes data' } } }).default(
      'read',
    ),
    maxRows: number({ title: 'At most rows', ui: { advanced: true } })
      .int()
      .min(1)
      .max(100_000)
      .default(10_000),
    timeout: duration({ title: 'Time limit', description: 'At most a minute.', ui: { advanced: true } }).default('PT30S'),
    ledger: textField({
      title: 'Ledger table',
      description:
        'A table of yours with a column "key" (uuid or text, unique). It takes the key of this step in the same transaction; so the change never happens twice, and after a crash it is known whether it did.',
      ui: { placeholder: 'public.vaultflow_steps', advanced: true, when: { param: 'mode', in: ['write'] } },
    }).default(''),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int().meta({ title: 'Rows', description: 'Given or changed.' }),
    columns: z.array(z.string()),
    more: z.boolean().meta({ title: 'There were more' }),
    practice: z.boolean(),
    items: z.array(z.record(z.string(), z.json())),
  }),
  line: '{sql}',
  async run({ params, postgres }) {
    const writes = params.mode === 'write';
    const {
      rows,
      count,
      columns,
      more,
      practice = false,
    } = await postgres.query({
      sql: params.sql,
      values: params.values as Json[],
      writes,
      maxRows: params.maxRows,
      timeout: Math.min(durationMs(params.timeout) ?? 30_000, 60_000),
      ...(writes && params.ledger ? { ledger: params.ledger } : {}),
    });
    // A statement that gives no rows back has changed some, and their number is what counts.
    if (rows.length === 0) return { port: 'done', data: { count, columns, more, practice, items: [] } };
    return { port: 'done', data: { columns, more, practice }, list: { property: 'items', items: rows } };
  },
  async recover({ params, postgres }) {
    if (!params.ledger) return 'unknown';
    const happened = await postgres.inLedger(params.ledger);
    // What the statement gave back is lost; that it happened is not.
    return happened ? { happened: { port: 'done', data: { count: 0, columns: [], more: false, practice: false, items: [] } } } : 'didNot';
  },
  examples: [
    {
      name: 'Asks with a value',
      given: { postgres: setup },
      params: { sql: 'SELECT name, owner FROM servers WHERE tier = $1', values: ['gold'] },
      expect: {
        port: 'done',
        data: { count: 1, columns: ['name', 'owner'], more: false, items: [{ name: 'vm-sql-03', owner: { team: 'db' } }] },
      },
    },
    {
      name: 'A value that looks like SQL is a value',
      given: { postgres: setup },
      params: { sql: 'SELECT name FROM servers WHERE tier = $1', values: ["gold' OR '1'='1"] },
      expect: { data: { count: 0, items: [] } },
    },
    {
      name: 'Changes a row, once',
      given: { postgres: setup },
      params: { sql: 'UPDATE servers SET tier = $1 WHERE name = $2', values: ['gold', 'vm-web-01'], mode: 'write', ledger: 'done' },
      expect: { data: { count: 1, items: [] } },
    },
    {
      name: 'A step that only reads cannot change anything',
      given: { postgres: setup },
      params: { sql: 'DELETE FROM servers' },
      expect: { failed: { code: 'effect_exceeded', refused: true } },
    },
    {
      name: 'Several statements are refused',
      given: { postgres: setup },
      params: { sql: 'SELECT 1; DROP TABLE servers', mode: 'write' },
      expect: { failed: { code: 'database_error' } },
    },
    {
      name: 'No more rows than asked for',
      given: { postgres: setup },
      params: { sql: 'SELECT generate_series(1, 100000000) AS n', maxRows: 2 },
      expect: { data: { count: 2, more: true, items: [{ n: 1 }, { n: 2 }] } },
    },
    {
      name: 'It takes too long',
      given: { postgres: setup },
      params: { sql: 'SELECT pg_sleep(20)', timeout: 'PT1S' },
      expect: { failed: { code: 'timed_out' } },
    },
  ],
});
