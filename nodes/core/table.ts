// Makes a readable table of a list: what the run view shows, and the same table as Markdown and HTML for a message or mail.
import { z } from 'zod';
import { fieldOf } from '../kit/condition.ts';
import { defineNode } from '../kit/define.ts';
import { choice, deferred, list, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { type Cell, cell, htmlTable, markdownTable } from './table-text.ts';

const column = z.object({
  title: z
    .string()
    .min(1)
    .meta({ title: 'Title', ui: { widget: 'text', placeholder: 'Last backup' } }),
  field: z.string().meta({ title: 'Field', ui: { widget: 'text', placeholder: 'lastBackupTime' } }),
  format: z
    .enum(['text', 'number', 'date', 'ago', 'duration', 'status'])
    .default('text')
    .meta({ title: 'Show as', ui: { widget: 'select', labels: { ago: 'time ago', date: 'date and time' } } }),
});

export default defineNode({
  type: 'core.table',
  version: 1,
  group: 'logic',
  title: 'Table',
  summary: 'Makes a readable table of a list, also as text for a message.',
  icon: 'table',
  keywords: ['report', 'columns', 'rows', 'markdown', 'html'],
  effect: 'none',
  params: z.object({
    items: list({ title: 'Items' }),
    columns: z
      .array(column)
      .default([])
      .meta({ title: 'Columns', description: 'Empty: the fields of the first item.', ui: { widget: 'columns' } }),
    select: deferred({
      title: 'Expression per item',
      description: 'What a row is made of instead of {{ item }} itself.',
      ui: { advanced: true },
    }).optional(),
    sortBy: text({ title: 'Sort by', description: 'A field of the items.', ui: { placeholder: 'lastBackupTime' } }).optional(),
    order: choice(['ascending', 'descending'], { title: 'Order', ui: { advanced: true } }).default('ascending'),
    title: text({ title: 'Title' }).optional(),
    empty: text({ title: 'When there is nothing', ui: { advanced: true } }).default('Nothing to show.'),
    limit: z
      .int()
      .min(1)
      .max(5_000)
      .default(500)
      .meta({
        title: 'At most',
        description: 'Further rows are counted, not shown.',
        ui: { widget: 'number', unit: 'rows', advanced: true },
      }),
  }),
  ports: ['done'],
  result: z.object({
    title: z.string(),
    count: z.int(),
    columns: z.array(z.object({ title: z.string(), field: z.string(), format: z.string() })),
    rows: z.array(z.array(z.object({ text: z.string(), value: z.json().nullable() }))),
    markdown: z.string(),
    html: z.string(),
  }),
  line: '{title} · {items}',
  async run({ params, now, signal }) {
    const items: Json[] = [];
    let count = 0;
    for await (const item of params.items) {
      signal.throwIfAborted();
      // With an order every item has to be seen before the first row is known.
      if (params.sortBy || items.length < params.limit) items.push((params.select ? params.select({ item, index: count }) : item) as Json);
      count += 1;
    }
    if (params.sortBy) sort(items, params.sortBy, params.order);
    const shown = items.slice(0, params.limit);
    const columns = params.columns.length > 0 ? params.columns : guessed(shown[0]);
    const rows: Cell[][] = shown.map((item) => columns.map(({ field, format }) => cell(fieldOf(item, field), format, now)));
    const table = { title: params.title ?? '', columns, rows, hidden: count - shown.length, empty: params.empty };
    return { port: 'done', data: { title: table.title, count, columns, rows, markdown: markdownTable(table), html: htmlTable(table) } };
  },
  examples: [
    {
      name: 'A report of protected items',
      params: {
        title: 'Protected items',
        items: [
          { name: 'vm-sql-03', status: 'Failed' },
          { name: 'vm-web-01', status: 'Completed' },
        ],
        columns: [
          { title: 'Item', field: 'name' },
          { title: 'Last backup', field: 'status', format: 'status' },
        ],
        sortBy: 'name',
        order: 'descending',
      },
      expect: {
        port: 'done',
        data: {
          count: 2,
          rows: [
            [{ text: 'vm-web-01' }, { text: 'Completed' }],
            [{ text: 'vm-sql-03' }, { text: 'Failed' }],
          ],
          markdown: '**Protected items**\n\n| Item | Last backup |\n| --- | --- |\n| vm-web-01 | Completed |\n| vm-sql-03 | Failed |',
        },
      },
    },
    {
      name: 'Nothing to show says so',
      params: { items: [], empty: 'All backups are fine.' },
      expect: { port: 'done', data: { count: 0, rows: [], markdown: 'All backups are fine.' } },
    },
    {
      name: 'Marks in the data cannot break the table',
      params: { items: [{ name: 'a|b<script>' }] },
      expect: { port: 'done', data: { markdown: '| name |\n| --- |\n| a\\|b&lt;script&gt; |' } },
    },
    {
      name: 'An unknown way to show a column',
      params: { items: [], columns: [{ title: 'A', field: 'a', format: 'pie' }] },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

const guessed = (first: Json | undefined): { title: string; field: string; format: 'text' }[] =>
  typeof first === 'object' && first !== null && !Array.isArray(first)
    ? Object.keys(first)
        .slice(0, 8)
        .map((field) => ({ title: field, field, format: 'text' }))
    : [{ title: 'Value', field: '', format: 'text' }];

function sort(items: Json[], field: string, order: 'ascending' | 'descending'): void {
  const keyed = (item: Json) => fieldOf(item, field);
  const compare = (a: Json, b: Json) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true });
  items.sort((a, b) => compare(keyed(a), keyed(b)) * (order === 'ascending' ? 1 : -1));
}
