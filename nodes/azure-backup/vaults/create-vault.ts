// Creates a Recovery Services vault with the settings it should have from the start. A vault of that name that is there already
// is left as it is, or is a failure.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, keyValues, text } from '../../kit/fields.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { isForever } from './setting-changes.ts';
import { changeBody, settingFields } from './setting-fields.ts';
import { existingVault, settingsOf, vaultApi, vaultPath, vaultSettings } from './vault.ts';
import { groupChoices, groupOf } from './vault-places.ts';

const estate = { vaults: [{ name: 'vault-weu-prod' }], resourceGroups: [{ name: 'rg-new', location: 'northeurope' }] };
const given = { estate };

export default defineNode({
  type: 'azure-backup.create-vault',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Create vault',
  summary: 'Creates a Recovery Services vault. Settings that are locked from the start can never be taken back.',
  icon: 'vault',
  keywords: ['new vault', 'recovery services', 'az backup vault create', 'New-AzRecoveryServicesVault'],
  needs: [
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/write',
  ],
  connection: 'azure',
  effect: (params) => (isForever(params) ? 'destroy' : 'write'),
  repeatable: false,
  waits: true,
  target: 'name',
  params: z.object({
    name: text({
      title: 'Vault name',
      description: '2 to 50 letters, digits and hyphens; a letter first.',
      ui: { placeholder: 'vault-weu-prod' },
    }),
    resourceGroup: azureId('resourceGroup', { title: 'Resource group' }),
    location: text({ title: 'Region', description: 'Empty: that of the resource group.', ui: { placeholder: 'westeurope' } }).optional(),
    existing: choice(['keep', 'fail'], {
      title: 'If there is one of this name',
      ui: { labels: { keep: 'Leave it as it is', fail: 'Fail' } },
    }).default('keep'),
    tags: keyValues({ title: 'Tags' }).optional(),
    ...settingFields,
  }),
  ports: ['done'],
  result: z.object({ id: z.string(), created: z.boolean(), vault: vaultSettings }),
  line: '{name} · in {resourceGroup} · {location}',
  async run({ params, azure, key }) {
    if (!/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(params.name))
      throw fail('param_invalid', `${params.name} cannot be the name of a vault: 2 to 50 letters, digits and hyphens, a letter first.`, {
        refused: true,
      });
    const group = await groupOf(azure, params.resourceGroup);
    const id = vaultPath({ subscriptionId: group.subscriptionId, resourceGroup: group.name, name: params.name });
    const there = await existingVault(azure, id);
    if (there && params.existing === 'fail') throw fail('conflict', `There is a vault called ${params.name} already.`, { refused: true });
    if (there) return { port: 'done', data: { id, created: false, vault: there } };
    const { properties = {}, identity } = changeBody(params) as { readonly properties?: JsonObject; readonly identity?: JsonObject };
    const body = {
      location: params.location || group.location,
      sku: { name: 'RS0', tier: 'Standard' },
      ...(params.tags ? { tags: Object.fromEntries(Object.entries(params.tags).map(([name, value]) => [name, String(value)])) } : {}),
      properties: { publicNetworkAccess: 'Enabled', ...properties },
      ...(identity ? { identity } : {}),
    };
    const answer = await azure.arm({ method: 'PUT', path: id, apiVersion: vaultApi, body, key });
    const finish = async () => made((await existingVault(azure, id)) ?? settingsOf(answer.body));
    return settleOperation(answer, { more: id, finish });
  },
  resume: ({ azure, state }) =>
    resumeOperation(azure, state, async ({ more }) => {
      const vault = await existingVault(azure, more as string);
      if (!vault) throw fail('azure_error', 'Azure says the vault is made, but it is not there.');
      return made(vault);
    }),
  async recover({ params, azure }) {
    const group = await groupOf(azure, params.resourceGroup);
    const vault = await existingVault(
      azure,
      vaultPath({ subscriptionId: group.subscriptionId, resourceGroup: group.name, name: params.name }),
    );
    return vault ? { happened: made(vault) } : 'didNot';
  },
  choices: { resourceGroup: groupChoices },
  examples: [
    {
      name: 'A vault as it should be',
      given,
      params: {
        name: 'vault-neu-new',
        resourceGroup: 'rg-new',
        softDelete: 'Enabled',
        softDeleteDays: 30,
        immutability: 'Unlocked',
        redundancy: 'ZoneRedundant',
        tags: { owner: 'backup-team' },
      },
      expect: {
        port: 'done',
        data: {
          created: true,
          vault: {
            name: 'vault-neu-new',
            location: 'northeurope',
            resourceGroup: 'rg-new',
            softDeleteDays: 30,
            immutability: 'Unlocked',
            redundancy: 'ZoneRedundant',
            tags: { owner: 'backup-team' },
          },
        },
      },
    },
    {
      name: 'There is one already',
      given,
      params: { name: 'vault-weu-prod', resourceGroup: 'rg-backup' },
      expect: { port: 'done', data: { created: false, vault: { name: 'vault-weu-prod' } } },
    },
    {
      name: 'There is one already, and that is a failure',
      given,
      params: { name: 'vault-weu-prod', resourceGroup: 'rg-backup', existing: 'fail' },
      expect: { failed: { code: 'conflict', refused: true } },
    },
    {
      name: 'A name that no vault can have',
      given,
      params: { name: 'vault weu', resourceGroup: 'rg-new' },
      expect: { failed: { code: 'param_invalid', refused: true } },
    },
    {
      name: 'A policy of the subscription forbids it',
      given: {
        estate,
        faults: [
          {
            match: { method: 'PUT', path: '/vaults/' },
            answer: { status: 403, code: 'RequestDisallowedByPolicy', message: "Resource 'vault-neu-new' was disallowed by policy." },
          },
        ],
      },
      params: { name: 'vault-neu-new', resourceGroup: 'rg-new' },
      expect: { failed: { code: 'azure_error', azure: { code: 'RequestDisallowedByPolicy', status: 403 } } },
    },
  ],
});

const made = (vault: z.output<typeof vaultSettings>) => ({
  port: 'done',
  data: { id: vault.id, created: true, vault } as unknown as Json,
});
