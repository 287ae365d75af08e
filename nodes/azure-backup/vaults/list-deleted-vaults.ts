// Lists the vaults that were deleted with soft-deleted items in them and can still be brought back.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { text } from '../../kit/fields.ts';
import { listOf } from '../shapes.ts';
import { deletedVaults } from './deleted-vaults.ts';

const gone = { name: 'vm-gone-02', state: 'SoftDeleted' as const, deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } };
const estate = {
  resourceGroups: [{ name: 'rg-neu', location: 'northeurope' }],
  vaults: [
    { name: 'vault-weu-prod' },
    { name: 'vault-old', location: 'northeurope', deletedAt: '-P2D', items: [gone] },
    { name: 'vault-long-gone', deletedAt: '-P20D', items: [{ ...gone, deletedAt: '-P21D', points: { count: 1, newest: '-P22D' } }] },
  ],
};

export default defineNode({
  type: 'azure-backup.list-deleted-vaults',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'List deleted vaults',
  summary: 'Lists deleted vaults that Azure still keeps, and until when.',
  icon: 'vault',
  keywords: ['soft-deleted vaults', 'undelete', 'az backup vault list-deleted', 'Get-AzRecoveryServicesSoftDeletedVault'],
  needs: ['Microsoft.RecoveryServices/locations/deletedVaults/read', 'Microsoft.Resources/subscriptions/resourceGroups/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    location: text({
      title: 'Region',
      description: 'Empty: every region that has a vault or a resource group of yours.',
      ui: { placeholder: 'westeurope' },
    }).optional(),
  }),
  ports: ['done'],
  result: listOf(
    z.object({
      id: z.string(),
      name: z.string(),
      location: z.string(),
      vaultId: z.string().meta({ title: 'The id it had' }),
      resourceGroup: z.string(),
      subscriptionId: z.string(),
      deletedAt: z.iso.datetime(),
      purgedAt: z.iso.datetime().meta({ title: 'Kept until' }),
    }),
  ),
  line: 'deleted vaults · in {location}',
  run: ({ params, azure }) => ({ port: 'done', data: {}, list: { property: 'items', items: deletedVaults(azure, params.location) } }),
  examples: [
    {
      name: 'What can still be brought back',
      given: { estate },
      params: {},
      expect: { port: 'done', data: { count: 1, items: [{ name: 'vault-old', location: 'northeurope', resourceGroup: 'rg-backup' }] } },
    },
    {
      name: 'None in this region',
      given: { estate },
      params: { location: 'West Europe' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'The connection has no right to see them',
      given: {
        estate,
        faults: [
          {
            match: { path: '/deletedVaults' },
            answer: { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
          },
        ],
      },
      params: {},
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
