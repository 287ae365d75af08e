// Lists the blobs of a container, by prefix and by age, page by page.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { number, text as textField } from '../kit/fields.ts';
import { accountChoices, accountField, accountUrl, blobsOf, blobUrl, containerChoices, containerField } from './blob.ts';

const estate = {
  storageAccounts: [
    {
      name: 'stcontosoreports',
      containers: [{ name: 'daily', blobs: ['a/1.csv', 'a/2.csv', 'b.txt'].map((name) => ({ name, text: 'x,y\r\n' })) }, { name: 'empty' }],
    },
  ],
};

export default defineNode({
  type: 'azure.list-blobs',
  version: 1,
  group: 'azure',
  section: 'Blob Storage',
  title: 'List blobs',
  summary: 'Lists the blobs of a container.',
  icon: 'list',
  keywords: ['storage account', 'files', 'az storage blob list', 'Get-AzStorageBlob'],
  needs: ['Microsoft.Storage/storageAccounts/read', 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    account: accountField(),
    container: containerField(),
    prefix: textField({ title: 'Names that begin with', ui: { placeholder: 'daily/' } }).default(''),
    olderThanDays: number({ title: 'Only those older than', ui: { unit: 'days', advanced: true } })
      .min(0)
      .optional(),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        name: z.string(),
        url: z.string(),
        size: z.int(),
        contentType: z.string(),
        modified: z.string().nullable(),
        etag: z.string(),
        tier: z.string().nullable(),
      }),
    ),
  }),
  line: '{container} · {prefix}',
  async run({ params, azure, now }) {
    const account = await accountUrl(azure, params.account);
    const before = params.olderThanDays === undefined ? null : now - params.olderThanDays * 86_400_000;
    async function* wanted() {
      for await (const blob of blobsOf(azure, account, params.container, params.prefix)) {
        if (before === null || (blob.modified !== null && Date.parse(blob.modified) < before))
          yield { ...blob, url: blobUrl(account, params.container, blob.name) };
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { account: accountChoices, container: containerChoices },
  examples: [
    {
      name: 'A folder',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', prefix: 'a/' },
      expect: {
        port: 'done',
        data: {
          count: 2,
          items: [
            { name: 'a/1.csv', size: 5, url: 'https://stcontosoreports.blob.core.windows.net/daily/a/1.csv' },
            { name: 'a/2.csv', modified: { $time: true } },
          ],
        },
      },
    },
    {
      name: 'An empty container',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'empty' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'A container that does not exist',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'nowhere' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ContainerNotFound', status: 404 } } },
    },
    {
      name: 'An account that does not exist',
      given: { estate },
      params: { account: 'stnowhere', container: 'daily' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
