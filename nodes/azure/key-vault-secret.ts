// Hands on a secret of a Key Vault without reading it: the result is a handle, pinned to one version, that is opened only in the
// request that finally needs it. The journal, the canvas and expressions see the handle.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { azureId, flag, text as textField } from '../kit/fields.ts';
import { resourceChoices } from './find.ts';
import { secretChoices, vaultType, vaultUrl, versionsOf } from './key-vault.ts';

const estate = {
  keyVaults: [
    {
      name: 'kv-backup',
      secrets: [
        { name: 'mars-passphrase', value: 'a long passphrase', expiresInDays: 90 },
        { name: 'old-token', value: 'x', expiresInDays: -2 },
        { name: 'off', value: 'x', enabled: false },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure.key-vault-secret',
  version: 1,
  group: 'azure',
  section: 'Key Vault',
  title: 'Key Vault secret',
  summary: 'Hands on a secret of a Key Vault. Its value is never shown or stored.',
  icon: 'key',
  keywords: ['password', 'passphrase', 'token', 'az keyvault secret show', 'Get-AzKeyVaultSecret'],
  needs: [
    'Microsoft.KeyVault/vaults/read',
    'data:Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    'data:Microsoft.KeyVault/vaults/secrets/getSecret/action',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Key vault' }),
    secret: textField({ title: 'Secret', ui: { widget: 'choices', choices: 'secret' } }).min(1),
    version: textField({ title: 'Version', description: 'Empty: the newest that is enabled.', ui: { advanced: true } }).optional(),
    allowExpired: flag({ title: 'Also when it has expired', ui: { advanced: true } }).default(false),
  }),
  ports: ['done'],
  result: z.object({
    secret: z.json().meta({ title: 'Secret', description: 'A handle: put it into fields that take a secret.' }),
    name: z.string(),
    version: z.string(),
    expires: z.string().nullable(),
    daysLeft: z.int().nullable(),
  }),
  line: '{secret} · {vault}',
  async run({ params, azure, secrets, now }) {
    const vault = await vaultUrl(azure, params.vault);
    const all = await versionsOf(azure, vault, params.secret);
    const found = params.version ? all.find(({ version }) => version === params.version) : all.find(({ enabled }) => enabled);
    if (!found?.version)
      throw fail(
        'not_found',
        params.version ? `The secret ${params.secret} has no version ${params.version}.` : `The secret ${params.secret} is disabled.`,
      );
    if (found.expires !== null && Date.parse(found.expires) <= now && !params.allowExpired)
      throw fail('conflict', `The secret ${params.secret} expired on ${found.expires.slice(0, 10)}.`, {
        advice: ['Set a new version of it in the key vault.'],
      });
    const daysLeft = found.expires === null ? null : Math.floor((Date.parse(found.expires) - now) / 86_400_000);
    return {
      port: 'done',
      data: { secret: await secrets.keyVault(found.id), name: found.name, version: found.version, expires: found.expires, daysLeft },
    };
  },
  choices: { vault: resourceChoices(vaultType), secret: secretChoices },
  examples: [
    {
      name: 'The newest version',
      given: { estate },
      params: { vault: 'kv-backup', secret: 'mars-passphrase' },
      expect: { port: 'done', data: { name: 'mars-passphrase', expires: { $time: true } } },
    },
    {
      name: 'An expired one that is still wanted',
      given: { estate },
      params: { vault: 'https://kv-backup.vault.azure.net/', secret: 'old-token', allowExpired: true },
      expect: { port: 'done', data: { name: 'old-token', daysLeft: -3 } },
    },
    {
      name: 'It has expired',
      given: { estate },
      params: { vault: 'kv-backup', secret: 'old-token' },
      expect: { failed: { code: 'conflict' } },
    },
    { name: 'It is disabled', given: { estate }, params: { vault: 'kv-backup', secret: 'off' }, expect: { failed: { code: 'not_found' } } },
    {
      name: 'A secret that does not exist',
      given: { estate },
      params: { vault: 'kv-backup', secret: 'nowhere' },
      expect: { failed: { code: 'azure_error', azure: { code: 'SecretNotFound', status: 404 } } },
    },
  ],
});
