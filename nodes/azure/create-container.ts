// Makes a container in a storage account. One that is there already is as good.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError } from '../kit/errors.ts';
import { accountChoices, accountField, accountUrl, containerChoices, containerField, containerUrl } from './blob.ts';

const estate = { storageAccounts: [{ name: 'stcontosoreports', containers: [{ name: 'daily' }] }] };

export default defineNode({
  type: 'azure.create-container',
  version: 1,
  group: 'azure',
  section: 'Blob Storage',
  title: 'Create blob container',
  summary: 'Makes a container in a storage account, if it is not there.',
  icon: 'folder',
  keywords: ['storage account', 'az storage container create', 'New-AzStorageContainer'],
  needs: ['Microsoft.Storage/storageAccounts/read', 'Microsoft.Storage/storageAccounts/blobServices/containers/write'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  params: z.object({ account: accountField(), container: containerField() }),
  ports: ['done'],
  result: z.object({ url: z.string(), created: z.boolean() }),
  line: '{container} · {account}',
  async run({ params, azure, key }) {
    const url = containerUrl(await accountUrl(azure, params.account), params.container);
    try {
      await azure.data({ service: 'storage', method: 'PUT', url: `${url}?restype=container`, key });
      return { port: 'done', data: { url, created: true } };
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.code !== 'ContainerAlreadyExists') throw error;
      return { port: 'done', data: { url, created: false } };
    }
  },
  // Asked twice, the second answer says that it is there.
  recover: async () => 'didNot',
  choices: { account: accountChoices, container: containerChoices },
  examples: [
    {
      name: 'Makes it',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'drill-2026-11' },
      expect: { port: 'done', data: { url: 'https://stcontosoreports.blob.core.windows.net/drill-2026-11', created: true } },
    },
    {
      name: 'It is there',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'daily' },
      expect: { port: 'done', data: { created: false } },
    },
    {
      name: 'A name that cannot be',
      given: { estate },
      params: { account: 'stcontosoreports', container: 'Daily_Reports' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
