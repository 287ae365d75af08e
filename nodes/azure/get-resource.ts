// Reads any resource of Azure by its id, as Resource Manager shows it. That it does not exist is an answer, not a failure.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { azureId, text as textField } from '../kit/fields.ts';
import { apiVersionFor } from './api-versions.ts';
import { isArmId, object, scopeChoices, text } from './find.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const vault = `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;
const estate = { vaults: [{ name: 'vault-weu-prod', tags: { env: 'prod' } }], machines: [{ name: 'vm-new-01' }] };

export default defineNode({
  type: 'azure.get-resource',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Get resource',
  summary: 'Reads any Azure resource by its id.',
  icon: 'search',
  keywords: ['az resource show', 'Get-AzResource', 'properties', 'exists'],
  needs: ['Microsoft.Resources/subscriptions/resources/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    resource: azureId('resource', { title: 'Resource' }),
    apiVersion: textField({
      title: 'API version',
      description: 'Empty: a stable one that is known here.',
      ui: { advanced: true },
    }).optional(),
  }),
  ports: ['found', 'missing'],
  result: z.object({
    id: z.string(),
    name: z.string(),
    type: z.string(),
    location: z.string(),
    resourceGroup: z.string(),
    tags: z.record(z.string(), z.string()),
    properties: z.record(z.string(), z.json()),
    resource: z.json().meta({ title: 'All of it' }),
  }),
  line: '{resource}',
  async run({ params, azure }) {
    const id = params.resource.replace(/\/+$/, '');
    if (!isArmId(id)) throw fail('param_invalid', `${id.slice(0, 200)} is not the id of a resource.`);
    const apiVersion = params.apiVersion || apiVersionFor(id);
    if (!apiVersion)
      throw fail('param_missing', `Which API version to use for ${id.split('/providers/').at(-1)} is not known here. Give one.`);
    try {
      const { body } = await azure.arm({ method: 'GET', path: id, apiVersion });
      return { port: 'found', data: view(id, body) };
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.azure?.status !== 404) throw error;
      return { port: 'missing', data: { ...view(id, {}), name: id.split('/').at(-1) ?? '' } };
    }
  },
  choices: { resource: scopeChoices },
  examples: [
    {
      name: 'A vault',
      given: { estate },
      params: { resource: vault },
      expect: {
        port: 'found',
        data: { name: 'vault-weu-prod', resourceGroup: 'rg-backup', tags: { env: 'prod' }, properties: { provisioningState: 'Succeeded' } },
      },
    },
    {
      name: 'It does not exist',
      given: { estate },
      params: { resource: `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-gone` },
      expect: { port: 'missing', data: { name: 'vault-gone' } },
    },
    {
      name: 'The connection may not read it',
      given: { estate: { ...estate, roles: [{ role: 'Backup Reader' }] } },
      params: { resource: `${home}/rg-workloads/providers/Microsoft.Compute/virtualMachines/vm-new-01` },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
    { name: 'No id', given: { estate }, params: { resource: 'vault-weu-prod' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

function view(id: string, body: unknown) {
  const { id: written, name, type, location, tags, properties } = object(body);
  return {
    id: text(written) || id,
    name: text(name),
    type: text(type),
    location: text(location),
    resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? '',
    tags: object(tags),
    properties: object(properties),
    resource: body ?? null,
  };
}
