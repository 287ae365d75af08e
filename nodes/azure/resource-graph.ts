// Asks Azure Resource Graph across all subscriptions, in the Kusto language. Pages are read as the rows are taken, so a list may
// be long.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { longText } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { graphPage, subscriptionChoices } from './find.ts';

const estate = {
  vaults: [
    { name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily', lastBackup: { at: '-PT8H' } }] },
  ],
  machines: [
    { name: 'vm-new-01', tags: { BackupTier: 'gold' } },
    { name: 'vm-lab-02', tags: { backup: 'exclude' }, power: 'deallocated' as const },
  ],
};

export default defineNode({
  type: 'azure.resource-graph',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Resource Graph query',
  summary: 'Asks Azure Resource Graph across all subscriptions.',
  icon: 'search',
  keywords: ['kusto', 'kql', 'inventory', 'az graph query', 'Search-AzGraph'],
  needs: ['Microsoft.Resources/subscriptions/resources/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    query: longText({
      title: 'Query',
      description: 'Kusto. With "order by id asc" pages of a long answer stay in order.',
      ui: { lines: 6, placeholder: "Resources | where type =~ 'microsoft.compute/virtualmachines' | project name, location" },
    }).min(1),
    subscriptions: z
      .array(z.string())
      .default([])
      .meta({
        title: 'Subscriptions',
        description: 'Empty: all that the connection sees.',
        ui: { widget: 'list', choices: 'subscription', advanced: true },
      }),
  }),
  ports: ['done'],
  result: z.object({ count: z.int(), items: z.array(z.record(z.string(), z.json())) }),
  line: '{query}',
  async run({ params, azure }) {
    async function* rows(): AsyncGenerator<Json> {
      for (let next: string | null = null, first = true; first || next !== null; first = false) {
        const page = await graphPage(azure, params.query, params.subscriptions, next);
        yield* page.rows;
        next = page.next;
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: rows() } };
  },
  choices: { subscription: subscriptionChoices },
  examples: [
    {
      name: 'Machines with a tag',
      given: { estate },
      params: {
        query: "Resources | where type =~ 'Microsoft.Compute/virtualMachines' and tags.BackupTier =~ 'gold' | project name, location",
      },
      expect: { port: 'done', data: { count: 1, items: [{ name: 'vm-new-01', location: 'westeurope' }] } },
    },
    {
      name: 'Protected items of all vaults',
      given: { estate },
      params: {
        query:
          "RecoveryServicesResources | where type =~ 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems' | project item = properties.friendlyName, state = properties.protectionState",
      },
      expect: { data: { count: 1, items: [{ item: 'vm-sql-03', state: 'Protected' }] } },
    },
    {
      name: 'Nothing fits',
      given: { estate },
      params: { query: "Resources | where name == 'nowhere'" },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'A query that cannot be read',
      given: { estate },
      params: { query: 'Resources | whatever' },
      expect: { failed: { code: 'azure_error', azure: { code: 'BadRequest', status: 400 } } },
    },
  ],
});
