// Asks the activity log who changed what: the way to find out who deleted a backup, or whether a change window was kept.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { choice, duration, text as textField } from '../kit/fields.ts';
import { list, object, subscriptionChoices, text } from './find.ts';

const apiVersion = '2015-04-01';
const subscription = '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const estate = { vaults: [{ name: 'vault-weu-prod' }] };

export default defineNode({
  type: 'azure.activity-log',
  version: 1,
  group: 'azure',
  section: 'Monitor',
  title: 'Activity log',
  summary: 'Asks the activity log who changed what.',
  icon: 'history',
  keywords: ['audit', 'who deleted', 'az monitor activity-log list', 'Get-AzActivityLog', 'caller'],
  needs: ['Microsoft.Insights/eventtypes/values/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    subscription: textField({ title: 'Subscription', ui: { widget: 'choices', choices: 'subscription' } }).min(1),
    last: duration({ title: 'Of the last', description: 'At most 90 days.' }).default('P1D'),
    about: textField({
      title: 'Only of the resource or resource group',
      description: 'A full id, or the name of a resource group.',
      ui: { placeholder: 'rg-backup' },
    }).optional(),
    operation: textField({ title: 'Only operations that contain', ui: { placeholder: 'protectedItems/delete' } }).optional(),
    outcome: choice(['any', 'Succeeded', 'Failed', 'Started', 'Accepted'], { title: 'Outcome', ui: { labels: { any: 'Any' } } }).default(
      'any',
    ),
    caller: textField({ title: 'Only by', ui: { placeholder: 'anna@contoso.com', advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    items: z.array(
      z.object({
        time: z.string(),
        operation: z.string(),
        status: z.string(),
        caller: z.string(),
        resourceId: z.string(),
        resourceGroup: z.string(),
        correlationId: z.string(),
        level: z.string(),
      }),
    ),
  }),
  line: '{operation} · last {last} · {about}',
  async run({ params, azure, now }) {
    const from = now - Math.min(durationMs(params.last) ?? 86_400_000, 90 * 86_400_000);
    const about = params.about?.startsWith('/')
      ? ` and resourceUri eq '${quoted(params.about)}'`
      : params.about
        ? ` and resourceGroupName eq '${quoted(params.about)}'`
        : '';
    const filter = `eventTimestamp ge '${iso(from)}' and eventTimestamp le '${iso(now + 60_000)}'${about}`;
    const scope = `/subscriptions/${params.subscription.replace(/^\/subscriptions\//i, '')}`;
    const { body } = await azure.arm({
      method: 'GET',
      path: `${scope}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(filter)}`,
      apiVersion,
    });
    const wanted = (value: string, part: string | undefined) => !part || value.toLowerCase().includes(part.toLowerCase());
    const items = list(object(body).value)
      .map(view)
      .filter(
        (event) =>
          wanted(event.operation, params.operation) &&
          wanted(event.caller, params.caller) &&
          (params.outcome === 'any' || event.status === params.outcome),
      );
    return { port: 'done', data: {}, list: { property: 'items', items } };
  },
  choices: { subscription: subscriptionChoices },
  examples: [
    { name: 'Nothing was changed', given: { estate }, params: { subscription }, expect: { port: 'done', data: { count: 0, items: [] } } },
    {
      name: 'Nobody touched the resource group',
      given: { estate },
      params: { subscription, about: 'rg-backup', operation: 'delete', last: 'P30D' },
      expect: { port: 'done', data: { count: 0 } },
    },
    {
      name: 'A subscription that the connection does not see',
      given: { estate },
      params: { subscription: '11111111-1111-4111-8111-111111111111' },
      expect: { failed: { code: 'azure_error', azure: { code: 'SubscriptionNotFound', status: 404 } } },
    },
  ],
});

const iso = (at: number): string => new Date(at).toISOString();
const quoted = (value: string): string => value.replaceAll("'", "''");

function view(raw: unknown) {
  const e = object(raw);
  return {
    time: text(e.eventTimestamp),
    operation: text(object(e.operationName).value),
    status: text(object(e.status).value),
    caller: text(e.caller),
    resourceId: text(e.resourceId),
    resourceGroup: text(e.resourceGroupName),
    correlationId: text(e.correlationId),
    level: text(e.level),
  };
}
