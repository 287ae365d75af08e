// Deletes a blob. Where the account keeps deleted blobs for a while, it can be brought back in the portal; otherwise it is gone.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { text as textField } from '../kit/fields.ts';
import { accountChoices, accountField, accountUrl, blobChoices, blobUrl, containerChoices, containerField, isMissing } from './blob.ts';

const estate = {
  storageAccounts: [{ name: 'stcontosoreports', containers: [{ name: 'daily', blobs: [{ name: 'old.txt', text: 'yesterday' }] }] }],
};

export default defineNode({
  type: 'azure.delete-blob',
  version: 1,
  group: 'azure',
  section: 'Blob Storage',
  title: 'Delete blob',
  summary: 'Deletes a blob. Its content is lost, unless the account keeps deleted blobs.',
  icon: 'shield-dismiss',
  keywords: ['storage account', 'clean up', 'az storage blob delete', 'Remove-AzStorageBlob'],
  needs: ['Microsoft.Storage/storageAccounts/read', 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'],
  connection: 'azure',
  effect: 'destroy',
  params: z.object({
    account: accountField(),
    container: containerField(),
    blob: textField({ title: 'Blob', ui: { widget: 'choices', choices: 'blob' } }).min(1),
    ifEtag: textField({
      title: 'Only this state of it (ETag)',
      description: 'Then a blob that was changed since is kept.',
      ui: { advanced: true },
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({ url: z.string(), existed: z.boolean() }),
  line: '{container} · {blob}',
  async run({ params, azure, key }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    try {
      const headers = params.ifEtag ? { 'if-match': quoted(params.ifEtag) } : {};
      await azure.data({ service: 'storage', method: 'DELETE', url, key, headers });
      return { port: 'done', data: { url, existed: true } };
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { port: 'done', data: { url, existed: false } };
    }
  },
  async recover({ params, azure }) {
    const url = blobUrl(await accountUrl(azure, params.account), params.container, params.blob);
    try {
      await azure.data({ service: 'storage', method: 'HEAD', url });
      return 'didNot';
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { happened: { port: 'done', data: { url, existed: true } } };
    }
  },
  choices: { account: accountChoices, container: containerChoices, blob: blobChoices },
  examples: [
    {
      name: 'Deletes it',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'old.txt' },
      expect: { port: 'done', data: { url: 'https://stcontosoreports.blob.core.windows.net/daily/old.txt', existed: true } },
    },
    {
      name: 'It was not there',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'nowhere.txt' },
      expect: { port: 'done', data: { existed: false } },
    },
    {
      name: 'It has changed since',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily', blob: 'old.txt', ifEtag: '0x8D000000000000' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ConditionNotMet', status: 412 } } },
    },
  ],
});

const quoted = (etag: string): string => (etag.startsWith('"') || etag === '*' ? etag : `"${etag}"`);
