// Lists the Recovery Services vaults that the connection sees.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { text } from '../../kit/fields.ts';
import { listOf, vaultShape } from '../shapes.ts';

const estate = { vaults: [{ name: 'vault-weu-prod' }, { name: 'vault-neu-dr', location: 'northeurope' }] };

export default defineNode({
  type: 'azure-backup.list-vaults',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'List vaults',
  summary: 'Lists the Recovery Services vaults.',
  icon: 'vault',
  keywords: ['recovery services', 'vaults', 'az backup vault list'],
  needs: ['Microsoft.RecoveryServices/Vaults/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    location: text({ title: 'Region', description: 'Empty: all.', ui: { placeholder: 'westeurope' } }).optional(),
    name: text({ title: 'Name contains', ui: { advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: listOf(vaultShape),
  line: 'all vaults · in {location} · {name}',
  run({ params, azure }) {
    const place = params.location?.replaceAll(' ', '').toLowerCase();
    async function* wanted() {
      for await (const vault of azure.vaults()) {
        const there = !place || vault.location.replaceAll(' ', '').toLowerCase() === place;
        if (there && vault.name.toLowerCase().includes(params.name?.toLowerCase() ?? '')) yield vault;
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  examples: [
    {
      name: 'All vaults',
      given: { estate },
      params: {},
      expect: { port: 'done', data: { count: 2, items: [{ name: 'vault-neu-dr' }, { name: 'vault-weu-prod', location: 'westeurope' }] } },
    },
    {
      name: 'Of one region',
      given: { estate },
      params: { location: 'North Europe' },
      expect: { port: 'done', data: { count: 1, items: [{ name: 'vault-neu-dr' }] } },
    },
    {
      name: 'The connection has no right to read',
      given: {
        estate,
        faults: [
          {
            match: { path: '/vaults' },
            answer: { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
          },
        ],
      },
      params: {},
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
