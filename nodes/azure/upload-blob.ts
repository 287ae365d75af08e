// Writes a blob: text, a value as JSON, or a list as CSV, up to 8 MB. It can refuse to replace what is there.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { anything, choice, type ListSource, list, longText, text as textField } from '../kit/fields.ts';
import { accountChoices, accountField, accountUrl, blobField, blobUrl, containerChoices, containerField, isMissing } from './blob.ts';
import { cellOf, columnsOf, csvLine } from './csv.ts';

const most = 8 * 1024 * 1024;
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
    const { body, type, rows } = await contentOf(params);
    const answer = await azure.data({
      service: 'storage',
      method: 'PUT',
      url,
      key,
      headers: {
        'x-ms-blob-type': 'BlockBlob',
        'content-type': params.contentType || type,
        [stepHeader]: key,
        ...(params.ifExists === 'fail' ? { 'if-none-match': '*' } : {}),
      },
      body,
    });
    return { port: 'done', data: { url, etag: answer.headers.etag ?? '', size: new TextEncoder().encode(body).length, rows } };
  },
  /** The blob carries the step's key. */
  async recover({ params, azure, key }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    try {
      const { headers } = await azure.data({ service: 'storage', method: 'HEAD', url });
      if (headers[stepHeader] !== key) return 'didNot';
      const { body, rows } = await contentOf(params);
      return { happened: { port: 'done', data: { url, etag: headers.etag ?? '', size: new TextEncoder().encode(body).length, rows } } };
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

async function contentOf(params: Content): Promise<{ readonly body: string; readonly type: string; readonly rows: number | null }> {
  if (params.content === 'text') return { body: limited(params.text), type: 'text/plain; charset=utf-8', rows: null };
  if (params.content === 'json')
    return { body: limited(`${JSON.stringify(params.value ?? null, null, 2)}\n`), type: 'application/json', rows: null };
  if (!params.rows) throw fail('param_missing', 'There are no rows.');
  const parts: string[] = [];
  let columns = params.columns;
  let [size, rows] = [0, 0];
  for await (const row of params.rows) {
    if (parts.length === 0) {
      if (columns.length === 0) columns = columnsOf(row);
      parts.push(csvLine(columns));
    }
    const line = csvLine(columns.map((column) => cellOf(row, column)));
    size += line.length;
    if (size > most) throw tooLarge();
    parts.push(line);
    rows += 1;
  }
  if (rows === 0 && columns.length > 0) parts.push(csvLine(columns));
  return { body: limited(parts.join('')), type: 'text/csv; charset=utf-8', rows };
}

const tooLarge = () => fail('output_too_large', 'A blob can be written with at most 8 MB.');

function limited(body: string): string {
  if (new TextEncoder().encode(body).length > most) throw tooLarge();
  return body;
}
