// Puts the password of a mounted recovery point into a Key Vault. It goes from Azure Backup to the Key Vault without ever standing in a
// result or the journal; what comes out is a handle that other steps can use, and the version that people can read.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { text } from '../../kit/fields.ts';
import { object, words } from '../answer.ts';
import { keyVaultChoices } from './choices.ts';
import { mountPassword } from './mount-script.ts';

const apiVersion = '7.4';
const operationId = '5e0f6d8a-1111-4a6b-8a01-2f6c1d9be001';
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-files-01', policy: 'daily', points: { count: 2 }, mount: operationId }],
    },
  ],
  machines: [{ name: 'vm-files-01', os: 'Linux' as const }],
  keyVaults: [{ name: 'kv-backup' }],
};
const operation = `https://management.azure.com/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod/backupOperations/${operationId}?api-version=2023-06-01`;

export default defineNode({
  type: 'azure-backup.save-mount-password',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Save the password of a mount',
  summary: 'Puts the password of a mounted recovery point into a Key Vault.',
  icon: 'key',
  keywords: ['file recovery', 'ILR', 'mount script password', 'key vault'],
  needs: ['data:Microsoft.KeyVault/vaults/secrets/setSecret/action'],
  connection: 'azure',
  effect: 'write',
  // Another version of the secret with the same value.
  repeatable: true,
  params: z.object({
    operation: text({ title: 'Operation of the mount', ui: { placeholder: '{{ steps.mount.operation }}' } }).min(1),
    keyVault: text({
      title: 'Key vault',
      description: 'Its address.',
      ui: { widget: 'choices', choices: 'keyVault', placeholder: 'https://kv-backup.vault.azure.net' },
    }).regex(/^https:\/\/[^/]+\/?$/, 'must be the address of a key vault'),
    secret: text({ title: 'Name of the secret', ui: { placeholder: 'mount-password' } }).regex(
      /^[0-9A-Za-z-]{1,127}$/,
      'may hold letters, digits and dashes',
    ),
  }),
  ports: ['done'],
  result: z.object({ secret: z.json().meta({ title: 'Password', description: 'A handle for other steps.' }), version: z.string() }),
  line: '{secret} · {keyVault}',
  async run({ params, azure, secrets, key }) {
    const mount = await azure.poll({ statusUrl: params.operation, resultUrl: null, retryAfterSeconds: 0 });
    const password = mount.done ? mountPassword(mount.body) : null;
    if (password === null)
      throw fail('not_found', 'Azure gives no password for this mount.', {
        advice: ['Mount the recovery point again. A mount for Windows may come without one.'],
        refused: true,
      });
    const { body } = await azure.data({
      service: 'keyVault',
      method: 'PUT',
      url: `${params.keyVault.replace(/\/$/, '')}/secrets/${params.secret}?api-version=${apiVersion}`,
      body: { value: password, contentType: 'password' },
      key,
    });
    // The answer repeats the value; only the id of the new version is taken from it.
    const version = words(object(body).id);
    return { port: 'done', data: { secret: await secrets.keyVault(version), version } };
  },
  recover: async () => 'unknown',
  choices: { keyVault: keyVaultChoices },
  examples: [
    {
      name: 'Into a key vault',
      given: { estate },
      params: { operation, keyVault: 'https://kv-backup.vault.azure.net', secret: 'mount-password' },
      expect: {
        port: 'done',
        data: { secret: { $secret: { $like: '^key-vault:' } }, version: { $like: '/secrets/mount-password/' } },
      },
    },
    {
      name: 'An operation that Azure does not know',
      given: { estate },
      params: {
        operation: operation.replace(operationId, '00000000-0000-4000-8000-000000000000'),
        keyVault: 'https://kv-backup.vault.azure.net',
        secret: 'mount-password',
      },
      expect: { failed: { code: 'azure_error', azure: { code: 'OperationNotFound', status: 404 } } },
    },
    {
      name: 'What is no key vault',
      given: { estate },
      params: { operation, keyVault: 'kv-backup', secret: 'mount-password' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A name that no secret may have',
      given: { estate },
      params: { operation, keyVault: 'https://kv-backup.vault.azure.net', secret: 'mount password' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
