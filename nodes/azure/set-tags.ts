// Changes the tags of a resource or resource group, and nothing else of it: adds and overwrites some, replaces all, or removes some.
import { z } from 'zod';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { azureId, choice } from '../kit/fields.ts';
import { isArmId, object, scopeChoices, text } from './find.ts';

const apiVersion = '2021-04-01';
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const vm = `${home}/rg-workloads/providers/Microsoft.Compute/virtualMachines/vm-new-01`;
const estate = { machines: [{ name: 'vm-new-01', tags: { env: 'prod', old: 'x' } }] };

export default defineNode({
  type: 'azure.set-tags',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Set tags',
  summary: 'Changes the tags of a resource or resource group.',
  icon: 'tag',
  keywords: ['label', 'az tag update', 'Update-AzTag', 'remove tag'],
  needs: ['Microsoft.Resources/tags/read', 'Microsoft.Resources/tags/write'],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    resource: azureId('resource', { title: 'Resource' }),
    operation: choice(['Merge', 'Replace', 'Delete'], {
      title: 'What to do',
      ui: {
        labels: { Merge: 'Add these, overwrite those of the same name', Replace: 'Replace all tags by these', Delete: 'Remove these' },
      },
    }).default('Merge'),
    tags: z
      .record(z.string().min(1).max(512), z.union([z.string().max(256), z.number(), z.boolean()]))
      .meta({ title: 'Tags', description: 'To remove one whatever its value is, leave the value empty.', ui: { widget: 'key-value' } }),
  }),
  ports: ['done'],
  result: z.object({ id: z.string(), tags: z.record(z.string(), z.string()) }),
  line: '{resource} · {tags}',
  async run({ params, azure, key }) {
    const id = idOf(params.resource);
    const { body } = await azure.arm({
      method: 'PATCH',
      path: `${id}/providers/Microsoft.Resources/tags/default`,
      apiVersion,
      key,
      body: { operation: params.operation, properties: { tags: written(params.tags) } },
    });
    return { port: 'done', data: { id, tags: tagsIn(body) } };
  },
  /** What the tags are says whether it happened; doing it again leads to the same. */
  async recover({ params, azure }) {
    const id = idOf(params.resource);
    const now = await read(azure, id);
    const folded = new Map(Object.entries(now).map(([name, value]) => [name.toLowerCase(), value]));
    const wanted = Object.entries(written(params.tags));
    const there = ([name, value]: [string, string]) => folded.get(name.toLowerCase()) === value;
    const done =
      params.operation === 'Delete'
        ? wanted.every(([name, value]) => (value === '' ? !folded.has(name.toLowerCase()) : folded.get(name.toLowerCase()) !== value))
        : wanted.every(there) && (params.operation === 'Merge' || folded.size === wanted.length);
    return done ? { happened: { port: 'done', data: { id, tags: now } } } : 'didNot';
  },
  choices: { resource: scopeChoices },
  examples: [
    {
      name: 'Adds one and overwrites another',
      given: { estate },
      params: { resource: vm, tags: { ENV: 'test', BackupConfigured: '2026-11-22' } },
      expect: { port: 'done', data: { tags: { ENV: 'test', BackupConfigured: '2026-11-22', old: 'x' } } },
    },
    {
      name: 'Removes one whatever its value is',
      given: { estate },
      params: { resource: vm, operation: 'Delete', tags: { old: '' } },
      expect: { port: 'done', data: { id: vm, tags: { env: 'prod' } } },
    },
    {
      name: 'A lock forbids it',
      given: { estate: { ...estate, locks: [{ name: 'frozen', level: 'ReadOnly' as const, scope: `${home}/rg-workloads` }] } },
      params: { resource: vm, tags: { a: 'b' } },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 } } },
    },
    {
      name: 'No id',
      given: { estate },
      params: { resource: 'vm-new-01', tags: { a: 'b' } },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

function idOf(given: string): string {
  if (!isArmId(given)) throw fail('param_invalid', `${given.slice(0, 200)} is not the id of a resource.`);
  return given.replace(/\/+$/, '');
}

const written = (tags: { readonly [name: string]: string | number | boolean }): { [name: string]: string } =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]));

const tagsIn = (body: unknown): { [name: string]: string } =>
  Object.fromEntries(Object.entries(object(object(object(body).properties).tags)).map(([name, value]) => [name, text(value)]));

const read = async (azure: AzureBackup, id: string) =>
  tagsIn((await azure.arm({ method: 'GET', path: `${id}/providers/Microsoft.Resources/tags/default`, apiVersion })).body);
