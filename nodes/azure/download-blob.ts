// Reads a blob: as text, as JSON, or as the rows of a CSV file. At most 8 MB.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, text as textField } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { accountChoices, accountField, accountUrl, blobChoices, blobUrl, containerChoices, containerField, isMissing } from './blob.ts';
import { parseCsv } from './csv.ts';

const estate = {
  storageAccounts: [
    {
      name: 'stcontosoreports',
      containers: [
        {
          name: 'daily',
          blobs: [
            { name: 'machines.csv', text: 'name,tier\r\nvm-1,gold\r\n"vm,2",silver\r\n', contentType: 'text/csv' },
            { name: 'plan.json', text: '{"vaults":["vault-weu-prod"]}', contentType: 'application/json' },
          ],
        },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure.download-blob',
  version: 1,
  group: 'azure',
  section: 'Blob Storage',
  title: 'Download blob',
  summary: 'Reads a blob as text, JSON or CSV rows.',
  icon: 'database',
  keywords: ['storage account', 'read file', 'csv', 'az storage blob download', 'Get-AzStorageBlobContent'],
  needs: ['Microsoft.Storage/storageAccounts/read', 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    account: accountField(),
    container: containerField(),
    blob: textField({ title: 'Blob', ui: { widget: 'choices', choices: 'blob', placeholder: 'daily/report.csv' } }).min(1),
    as: choice(['text', 'json', 'csv'], {
      title: 'Read it as',
      ui: { labels: { text: 'Text', json: 'JSON', csv: 'CSV: rows with the names of the first line' } },
    }).default('text'),
  }),
  ports: ['found', 'missing'],
  result: z.object({
    content: z.json().nullable().meta({ title: 'Content', description: 'Text, a value, or rows.' }),
    contentType: z.string(),
    etag: z.string(),
    modified: z.string().nullable(),
  }),
  line: '{container} · {blob}',
  async run({ params, azure }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    try {
      const { body, headers } = await azure.data({ service: 'storage', method: 'GET', url, headers: { accept: '*/*' } });
      const modified = headers['last-modified'];
      return {
        port: 'found',
        data: {
          content: contentOf(body, params.as, params.blob),
          contentType: headers['content-type'] ?? '',
          etag: headers.etag ?? '',
          modified: modified ? new Date(modified).toISOString() : null,
        },
      };
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { port: 'missing', data: { content: null, contentType: '', etag: '', modified: null } };
    }
  },
  choices: { account: accountChoices, container: containerChoices, blob: blobChoices },
  examples: [
    {
      name: 'The rows of a CSV file',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'machines.csv', as: 'csv' },
      expect: {
        port: 'found',
        data: {
          content: [
            { name: 'vm-1', tier: 'gold' },
            { name: 'vm,2', tier: 'silver' },
          ],
          modified: { $time: true },
        },
      },
    },
    {
      name: 'A value',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'plan.json', as: 'json' },
      expect: { port: 'found', data: { content: { vaults: ['vault-weu-prod'] }, contentType: 'application/json' } },
    },
    {
      name: 'It does not exist',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'nowhere.txt' },
      expect: { port: 'missing', data: { content: null } },
    },
    {
      name: 'What is no JSON',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'machines.csv', as: 'json' },
      expect: { failed: { code: 'node_failed' } },
    },
  ],
});

function contentOf(body: Json, as: 'text' | 'json' | 'csv', name: string): Json {
  // What says that it is JSON comes parsed already.
  const plain = typeof body === 'string' ? body : JSON.stringify(body);
  if (as === 'text') return plain;
  if (as === 'csv') return parseCsv(plain);
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw fail('node_failed', `${name} is not JSON.`);
  }
}
