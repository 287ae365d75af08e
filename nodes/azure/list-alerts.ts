// Lists the alerts that have fired in a subscription: of Azure Backup and of everything else that Azure Monitor watches.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { choice, text as textField } from '../kit/fields.ts';
import { alertApi, alertShape, alertView } from './alert.ts';
import { list, object, subscriptionChoices } from './find.ts';

const subscription = '0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [
        {
          item: 'vm-sql-03',
          status: 'Failed' as const,
          at: '-PT6H',
          seconds: 60,
          error: { code: 'UserErrorGuestAgentStatusUnavailable', message: 'The guest agent does not answer.' },
        },
        { item: 'vm-sql-03', operation: 'DeleteBackupData' as const, at: '-PT3H', seconds: 60 },
        { item: 'vm-sql-03', status: 'Failed' as const, at: '-P5D', seconds: 60 },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure.list-alerts',
  version: 1,
  group: 'azure',
  section: 'Monitor',
  title: 'List alerts',
  summary: 'Lists the alerts that have fired.',
  icon: 'alert',
  keywords: ['azure monitor', 'backup failure', 'az monitor alert', 'Get-AzAlert', 'security'],
  needs: ['Microsoft.AlertsManagement/alerts/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    subscription: textField({ title: 'Subscription', ui: { widget: 'choices', choices: 'subscription' } }).min(1),
    since: choice(['1h', '1d', '7d', '30d'], {
      title: 'Of the last',
      ui: { labels: { '1h': 'hour', '1d': 'day', '7d': '7 days', '30d': '30 days' } },
    }).default('1d'),
    state: choice(['any', 'New', 'Acknowledged', 'Closed'], { title: 'State', ui: { labels: { any: 'Any' } } }).default('any'),
    severity: choice(['any', 'Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4'], {
      title: 'Severity',
      ui: { labels: { any: 'Any', Sev0: '0 critical', Sev1: '1 error', Sev2: '2 warning', Sev3: '3 informational', Sev4: '4 verbose' } },
    }).default('any'),
    target: textField({ title: 'Only of the resource', ui: { placeholder: '/subscriptions/…', advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: z.object({ count: z.int(), items: z.array(alertShape) }),
  line: '{severity} · {state} · last {since}',
  async run({ params, azure }) {
    const query = new URLSearchParams({
      timeRange: params.since,
      ...(params.state === 'any' ? {} : { alertState: params.state }),
      ...(params.severity === 'any' ? {} : { severity: params.severity }),
      ...(params.target ? { targetResource: params.target } : {}),
    });
    const scope = `/subscriptions/${params.subscription.replace(/^\/subscriptions\//i, '')}`;
    const { body } = await azure.arm({
      method: 'GET',
      path: `${scope}/providers/Microsoft.AlertsManagement/alerts?${query}`,
      apiVersion: alertApi,
    });
    return { port: 'done', data: {}, list: { property: 'items', items: list(object(body).value).map(alertView) } };
  },
  choices: { subscription: subscriptionChoices },
  examples: [
    {
      name: 'Of the last day',
      given: { estate },
      params: { subscription },
      expect: {
        port: 'done',
        data: {
          count: 2,
          items: [
            { rule: 'Delete Backup Data', severity: 'Sev0', state: 'New', condition: 'Fired', targetName: 'vault-weu-prod' },
            { rule: 'Backup Failure', severity: 'Sev1', description: 'vm-sql-03: The guest agent does not answer.' },
          ],
        },
      },
    },
    {
      name: 'None is closed',
      given: { estate },
      params: { subscription, since: '7d', state: 'Closed' },
      expect: { data: { count: 0, items: [] } },
    },
    {
      name: 'The connection may not see alerts',
      given: { estate: { ...estate, roles: [{ role: 'Backup Reader' }] } },
      params: { subscription },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
