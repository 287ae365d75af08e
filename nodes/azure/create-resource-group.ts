// Makes a resource group, if it is not there: a place for a restore drill, for example.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { keyValues, text as textField } from '../kit/fields.ts';
import { object, subscriptionChoices, text } from './find.ts';

const apiVersion = '2021-04-01';
const subscription = '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const estate = { machines: [{ name: 'vm-new-01' }] };

export default defineNode({
  type: 'azure.create-resource-group',
  version: 1,
  group: 'azure',
  section: 'Resources',
  title: 'Create resource group',
  summary: 'Makes a resource group, or sets the tags of the one that is there.',
  icon: 'folder',
  keywords: ['az group create', 'New-AzResourceGroup', 'sandbox', 'drill'],
  needs: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  params: z.object({
    subscription: textField({ title: 'Subscription', ui: { widget: 'choices', choices: 'subscription' } }).min(1),
    name: textField({ title: 'Name', ui: { placeholder: 'rg-restore-drill' } }).regex(
      /^[\w.()-]{1,89}[\w()-]$|^[\w()-]$/,
      'must have letters, digits, - _ . ( )',
    ),
    location: textField({ title: 'Region', ui: { placeholder: 'westeurope' } }).min(1),
    tags: keyValues({ title: 'Tags', ui: { advanced: true } }).default({}),
  }),
  ports: ['done'],
  result: z.object({ id: z.string(), name: z.string(), location: z.string(), created: z.boolean() }),
  line: '{name} · {location}',
  async run({ params, azure, key }) {
    const { body, status } = await azure.arm({
      method: 'PUT',
      path: `/subscriptions/${params.subscription.replace(/^\/subscriptions\//i, '')}/resourceGroups/${encodeURIComponent(params.name)}`,
      apiVersion,
      key,
      body: {
        location: params.location,
        tags: Object.fromEntries(Object.entries(params.tags).map(([name, value]) => [name, String(value)])),
      },
    });
    const { id, name, location } = object(body);
    return { port: 'done', data: { id: text(id), name: text(name), location: text(location), created: status === 201 } };
  },
  recover: async () => 'didNot',
  choices: { subscription: subscriptionChoices },
  examples: [
    {
      name: 'Makes it',
      given: { estate },
      params: { subscription, name: 'rg-restore-drill', location: 'West Europe', tags: { purpose: 'drill' } },
      expect: { port: 'done', data: { name: 'rg-restore-drill', location: 'westeurope', created: true } },
    },
    {
      name: 'It is there',
      given: { estate },
      params: { subscription, name: 'rg-workloads', location: 'westeurope' },
      expect: { port: 'done', data: { created: false } },
    },
    {
      name: 'It is there, in another region',
      given: { estate },
      params: { subscription, name: 'rg-workloads', location: 'northeurope' },
      expect: { failed: { code: 'azure_error', azure: { code: 'InvalidResourceGroupLocation', status: 409 } } },
    },
  ],
});
