// Lists the Resource Guards that the connection sees, with what they watch over and which vaults they protect.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { flag } from '../../kit/fields.ts';
import { guardMappings, guards } from './guards.ts';
import { mustHaveVault } from './vault.ts';

const estate = {
  vaults: [{ name: 'vault-weu-prod', resourceGuard: 'guard-weu' }, { name: 'vault-dev' }],
  resourceGuards: [{ name: 'guard-weu' }, { name: 'guard-neu', location: 'northeurope' }],
};

export default defineNode({
  type: 'azure-backup.list-resource-guards',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'List Resource Guards',
  summary: 'Lists Resource Guards, and which vaults each protects.',
  icon: 'shield-checkmark',
  keywords: ['multi-user authorization', 'MUA', 'az dataprotection resource-guard list', 'Get-AzDataProtectionResourceGuard'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/read',
    'Microsoft.DataProtection/resourceGuards/read',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vaults: flag({ title: 'With the vaults they protect', description: 'Reads the mapping of each vault.' }).default(true),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        resourceGroup: z.string(),
        location: z.string(),
        subscriptionId: z.string(),
        operations: z.array(z.string()).meta({ title: 'What it watches over' }),
        vaults: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
  }),
  line: 'all Resource Guards',
  async run({ params, azure }) {
    const protectedBy = new Map<string, { id: string; name: string }[]>();
    if (params.vaults)
      for await (const { id, name } of azure.vaults()) {
        const { multiUserAuthorization } = await mustHaveVault(azure, id);
        for (const { resourceGuardId } of multiUserAuthorization ? await guardMappings(azure, id) : []) {
          const key = resourceGuardId.toLowerCase();
          protectedBy.set(key, [...(protectedBy.get(key) ?? []), { id, name }]);
        }
      }
    const items = (await guards(azure)).map((guard) => ({ ...guard, vaults: protectedBy.get(guard.id.toLowerCase()) ?? [] }));
    return { port: 'done', data: { count: items.length, items } };
  },
  examples: [
    {
      name: 'Who protects what',
      given: { estate },
      params: {},
      expect: {
        port: 'done',
        data: {
          count: 2,
          items: [
            { name: 'guard-neu', location: 'northeurope', vaults: [] },
            { name: 'guard-weu', vaults: [{ name: 'vault-weu-prod' }] },
          ],
        },
      },
    },
    {
      name: 'There is none',
      given: { estate: { vaults: [{ name: 'vault-dev' }] } },
      params: { vaults: false },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    {
      name: 'The connection has no right to read them',
      given: {
        estate,
        faults: [{ match: { path: 'resourceGuards' }, answer: { status: 403, code: 'AuthorizationFailed', message: 'No authorization.' } }],
      },
      params: { vaults: false },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
