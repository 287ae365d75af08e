// Writes a new version of a secret into a Key Vault. The value comes as a handle, from a secret input or another vault, and stays
// one; the versions before it are kept.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError } from '../kit/errors.ts';
import { azureId, date, secret, text as textField } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { object, resourceChoices, text } from './find.ts';
import { secretChoices, secretPath, vaultType, vaultUrl, versionsOf } from './key-vault.ts';

const estate = { keyVaults: [{ name: 'kv-backup', secrets: [{ name: 'mars-passphrase', value: 'a long passphrase' }] }] };
const stepTag = 'vaultflow-step';

export default defineNode({
  type: 'azure.set-key-vault-secret',
  version: 1,
  group: 'azure',
  section: 'Key Vault',
  title: 'Set Key Vault secret',
  summary: 'Writes a new version of a secret into a Key Vault.',
  icon: 'key',
  keywords: ['rotate', 'password', 'az keyvault secret set', 'Set-AzKeyVaultSecret'],
  needs: [
    'Microsoft.KeyVault/vaults/read',
    'data:Microsoft.KeyVault/vaults/secrets/setSecret/action',
    'data:Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  ],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vault: azureId('vault', { title: 'Key vault' }),
    secret: textField({ title: 'Secret', description: 'A new name makes a new secret.', ui: { widget: 'choices', choices: 'secret' } }).min(
      1,
    ),
    value: secret({ title: 'Value', description: 'From a secret input or another Key Vault: {{ inputs.password }}' }),
    expires: date({ title: 'Expires', description: 'Empty: never.' }).optional(),
    contentType: textField({ title: 'Content type', ui: { placeholder: 'password', advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: z.object({ secret: z.json(), name: z.string(), version: z.string(), expires: z.string().nullable() }),
  line: '{secret} · {vault}',
  async run({ params, azure, secrets, key }) {
    const vault = await vaultUrl(azure, params.vault);
    const { body } = await azure.data({
      service: 'keyVault',
      method: 'PUT',
      url: secretPath(vault, params.secret),
      key,
      body: {
        value: params.value as unknown as Json,
        ...(params.contentType ? { contentType: params.contentType } : {}),
        ...(params.expires ? { attributes: { exp: Math.floor(Date.parse(params.expires) / 1000) } } : {}),
        tags: { [stepTag]: key },
      },
    });
    // The answer repeats the value; only the id of the new version is taken from it.
    const id = text(object(body).id);
    return { port: 'done', data: await result(secrets, id, params.expires) };
  },
  async recover({ params, azure, secrets, key }) {
    const vault = await vaultUrl(azure, params.vault);
    try {
      const mine = (await versionsOf(azure, vault, params.secret)).find(({ tags }) => tags[stepTag] === key);
      return mine ? { happened: { port: 'done', data: await result(secrets, mine.id, params.expires) } } : 'didNot';
    } catch (error) {
      if (error instanceof FailureError && error.failure.azure?.status === 404) return 'didNot';
      throw error;
    }
  },
  choices: { vault: resourceChoices(vaultType), secret: secretChoices },
  examples: [
    {
      name: 'A new version, from a secret input',
      given: { estate, secrets: { password: 'correct horse battery staple' } },
      params: { vault: 'kv-backup', secret: 'mars-passphrase', value: '{{ inputs.password }}', expires: '2030-01-31' },
      expect: { port: 'done', data: { name: 'mars-passphrase', expires: '2030-01-31T00:00:00.000Z' } },
    },
    {
      name: 'A value written into the flow is refused',
      given: { estate },
      params: { vault: 'kv-backup', secret: 'mars-passphrase', value: 'in clear' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A handle that this run was not given stays shut',
      given: { estate, scope: { inputs: { password: { $secret: 'input:password/unknown' } } } },
      params: { vault: 'kv-backup', secret: 'mars-passphrase', value: '{{ inputs.password }}' },
      expect: { failed: { code: 'secret_unavailable', refused: true } },
    },
  ],
});

async function result(secrets: { keyVault(url: string): Promise<unknown> }, id: string, expires: string | undefined) {
  const [name = '', version = ''] = id.split('/secrets/')[1]?.split('/') ?? [];
  return { secret: await secrets.keyVault(id), name, version, expires: expires ? new Date(expires).toISOString() : null };
}
