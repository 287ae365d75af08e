// Writes a blob: text, a value as JSON, or a list as CSV of any length. It can refuse to replace what is there. What is large goes up
// in blocks: the blob is as it was before until the last one has arrived.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { anything, choice, type ListSource, list, longText, text as textField } from '../kit/fields.ts';
import { accountChoices, accountField, accountUrl, blobField, blobUrl, containerChoices, containerField, isMissing } from './blob.ts';
import { cellOf, columnsOf, csvLine } from './csv.ts';

/** One request carries so much. */
const blockBytes = 4 * 1024 * 1024;
const most = 512 * 1024 * 1024;
const stepHeader = 'x-ms-meta-vaultflowstep';
const estate = {
  storageAccounts: [{ name: 'stcontosoreports', containers: [{ name: 'daily', blobs: [{ name: 'old.txt', text: 'yesterday' }] }] }],
};

export default defineNode({
  type: 'azure.upload-blob',
  version: 1,
  group: 'azure',
  section: 'Blob Storage',
  title: 'Upload blob',
  summary: 'Writes text, JSON or a CSV table into a blob.',
  icon: 'database',
  keywords: ['storage account', 'report', 'csv', 'json', 'az storage blob upload', 'Set-AzStorageBlobContent'],
  needs: [
    'Microsoft.Storage/storageAccounts/read',
    'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
    'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
  ],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    account: accountField(),
    container: containerField(),
    blob: blobField(),
    content: choice(['text', 'json', 'csv'], {
      title: 'Content',
      ui: { labels: { text: 'Text', json: 'A value as JSON', csv: 'A list as CSV' } },
    }).default('text'),
    text: longText({ title: 'Text', ui: { lines: 5, when: { param: 'content', in: ['text'] } } }).default(''),
    value: anything({
      title: 'Value',
      ui: { widget: 'multiline', language: 'json', lines: 4, when: { param: 'content', in: ['json'] } },
    }).optional(),
    rows: list({ title: 'Rows', ui: { when: { param: 'content', in: ['csv'] } } }).optional(),
    columns: z
      .array(z.string())
      .default([])
      .meta({
        title: 'Columns',
        description: 'Empty: the fields of the first row.',
        ui: { widget: 'list', when: { param: 'content', in: ['csv'] } },
      }),
    contentType: textField({ title: 'Content type', description: 'Empty: as the content is.', ui: { advanced: true } }).optional(),
    ifExists: choice(['replace', 'fail'], { title: 'If it exists', ui: { labels: { replace: 'replace it', fail: 'fail' } } }).default(
      'replace',
    ),
  }),
  ports: ['done'],
  result: z.object({ url: z.string(), etag: z.string(), size: z.int(), rows: z.int().nullable() }),
  line: '{container} · {blob}',
  async run({ params, azure, key }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    const type = params.contentType || types[params.content];
    const put = (query: string, body: string, headers: { readonly [name: string]: string }) =>
      azure.data({ service: 'storage', method: 'PUT', url: `${url}${query}`, key, headers, body });
    const mine = { [stepHeader]: key, ...(params.ifExists === 'fail' ? { 'if-none-match': '*' } : {}) };
    const blocks: string[] = [];
    const { rest, size, rows } = await written(params, async (block) => {
      // Names of one length, in the order that they are put together in.
      const id = btoa(String(blocks.length).padStart(8, '0'));
      await put(`?comp=block&blockid=${encodeURIComponent(id)}`, block, { 'content-type': 'application/octet-stream' });
      blocks.push(id);
    });
    const { headers } =
      blocks.length === 0
        ? await put('', rest, { 'x-ms-blob-type': 'BlockBlob', 'content-type': type, ...mine })
        : await put('?comp=blocklist', listOf(blocks), { 'content-type': 'application/xml', 'x-ms-blob-content-type': type, ...mine });
    return { port: 'done', data: { url, etag: headers.etag ?? '', size, rows } };
  },
  /** The blob carries the step's key. */
  async recover({ params, azure, key }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    try {
      const { headers } = await azure.data({ service: 'storage', method: 'HEAD', url });
      if (headers[stepHeader] !== key) return 'didNot';
      const { size, rows } = await written(params, async () => undefined);
      return { happened: { port: 'done', data: { url, etag: headers.etag ?? '', size, rows } } };
    } catch (error) {
      if (isMissing(error)) return 'didNot';
      throw error;
    }
  },
  choices: { account: accountChoices, container: containerChoices },
  examples: [
    {
      name: 'A list as CSV',
      given: {
        estate,
        scope: {
          steps: {
            items: {
              items: [
                { name: 'vm-1', ok: true },
                { name: 'vm,2', ok: false },
              ],
            },
          },
        },
      },
      params: {
        account: 'stcontosoreports',
        container: 'daily',
        blob: 'reports/2026-11-22.csv',
        content: 'csv',
        rows: '{{ steps.items.items }}',
      },
      expect: {
        port: 'done',
        data: { url: 'https://stcontosoreports.blob.core.windows.net/daily/reports/2026-11-22.csv', rows: 2, size: 34 },
      },
    },
    {
      name: 'A value as JSON',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'état.json', content: 'json', value: { failed: 2 } },
      expect: { data: { url: 'https://stcontosoreports.blob.core.windows.net/daily/%C3%A9tat.json', rows: null, size: 18 } },
    },
    {
      name: 'It is there already and must not be replaced',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'old.txt', text: 'today', ifExists: 'fail' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BlobAlreadyExists', status: 409 } } },
    },
    {
      name: 'A Contributor of the account may not write its data',
      given: { estate: { ...estate, roles: [{ role: 'Contributor' }] } },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'a.txt', text: 'x' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationPermissionMismatch', status: 403 } } },
    },
    {
      name: 'A container that does not exist',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'nowhere', blob: 'a.txt', text: 'x' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ContainerNotFound', status: 404 } } },
    },
  ],
});

interface Content {
  readonly content: 'text' | 'json' | 'csv';
  readonly text: string;
  readonly value?: unknown;
  readonly rows?: ListSource | undefined;
  readonly columns: readonly string[];
}

const types = { text: 'text/plain; charset=utf-8', json: 'application/json', csv: 'text/csv; charset=utf-8' } as const;

const listOf = (blocks: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

async function* parts(params: Content, counted: () => void): AsyncGenerator<string> {
  if (params.content === 'text') yield params.text;
  else if (params.content === 'json') yield `${JSON.stringify(params.value ?? null, null, 2)}\n`;
  else {
    if (!params.rows) throw fail('param_missing', 'There are no rows.');
    let columns = params.columns;
    let first = true;
    for await (const row of params.rows) {
      if (first && columns.length === 0) columns = columnsOf(row);
      yield `${first ? csvLine(columns) : ''}${csvLine(columns.map((column) => cellOf(row, column)))}`;
      first = false;
      counted();
    }
    if (first && columns.length > 0) yield csvLine(columns);
  }
}

/** Hands over whole blocks; what fits into one request is left for it, unless there were blocks before. */
async function written(params: Content, block: (text: string) => Promise<void>) {
  let rows = 0;
  let [size, held, sent] = [0, 0, 0];
  let open: string[] = [];
  const flush = async () => {
    await block(open.join(''));
    open = [];
    held = 0;
    sent += 1;
  };
  for await (const part of parts(params, () => rows++)) {
    const bytes = bytesOf(part);
    size += bytes;
    if (size > most) throw fail('output_too_large', `A blob can be written with at most ${most / 1_048_576} MB.`);
    if (held > 0 && held + bytes > blockBytes) await flush();
    open.push(part);
    held += bytes;
  }
  if (sent > 0) await flush();
  return { rest: open.join(''), size, rows: params.content === 'csv' ? rows : null };
}
