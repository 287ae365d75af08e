// Lists the secrets of a Key Vault with their dates, so that a flow can warn before one expires. Names and dates only.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { azureId, number } from '../kit/fields.ts';
import { resourceChoices } from './find.ts';
import { secretsOf, vaultType, vaultUrl } from './key-vault.ts';

const estate = {
  keyVaults: [
    {
      name: 'kv-backup',
      secrets: [
        { name: 'mars-passphrase', value: 'x', expiresInDays: 200 },
        { name: 'smtp-password', value: 'x', expiresInDays: 10 },
        { name: 'for-ever', value: 'x', contentType: 'password' },
      ],
    },
    { name: 'kv-empty' },
  ],
};

export default defineNode({
  type: 'azure.list-key-vault-secrets',
  version: 1,
  group: 'azure',
  section: 'Key Vault',
  title: 'Key Vault secrets',
  summary: 'Lists the secrets of a Key Vault and when they expire. No values.',
  icon: 'key',
  keywords: ['expiry', 'expiration', 'rotation', 'az keyvault secret list'],
  needs: ['Microsoft.KeyVault/vaults/read', 'data:Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Key vault' }),
    withinDays: number({
      title: 'Only those that expire within days',
      description: 'Empty: all. Expired ones count.',
      ui: { unit: 'days' },
    })
      .min(0)
      .optional(),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        expires: z.string().nullable(),
        daysLeft: z.int().nullable(),
        created: z.string().nullable(),
        updated: z.string().nullable(),
        contentType: z.string().nullable(),
        tags: z.record(z.string(), z.string()),
      }),
    ),
  }),
  line: '{vault} · expire within {withinDays} days',
  async run({ params, azure, now }) {
    const vault = await vaultUrl(azure, params.vault);
    async function* wanted() {
      for await (const { id: _, version: __, ...secret } of secretsOf(azure, vault)) {
        const daysLeft = secret.expires === null ? null : Math.floor((Date.parse(secret.expires) - now) / 86_400_000);
        if (params.withinDays === undefined || (daysLeft !== null && daysLeft <= params.withinDays)) yield { ...secret, daysLeft };
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { vault: resourceChoices(vaultType) },
  examples: [
    {
      name: 'What expires within a month',
      given: { estate },
      params: { vault: 'kv-backup', withinDays: 30 },
      expect: { port: 'done', data: { count: 1, items: [{ name: 'smtp-password', daysLeft: 9, enabled: true }] } },
    },
    {
      name: 'All of them',
      given: { estate },
      params: { vault: 'kv-backup' },
      expect: {
        data: {
          count: 3,
          items: [{ name: 'for-ever', expires: null, contentType: 'password' }, { name: 'mars-passphrase' }, { name: 'smtp-password' }],
        },
      },
    },
    {
      name: 'An owner without a role on the data of the vault',
      given: { estate: { ...estate, roles: [{ role: 'Owner' }] } },
      params: { vault: 'kv-backup' },
      expect: { failed: { code: 'azure_error', azure: { code: 'Forbidden', status: 403 } } },
    },
    { name: 'An empty vault', given: { estate }, params: { vault: 'kv-empty' }, expect: { data: { count: 0, items: [] } } },
    { name: 'A vault that does not exist', given: { estate }, params: { vault: 'kv-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
