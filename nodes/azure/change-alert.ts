// Acknowledges, closes or reopens a fired alert, so that people see that somebody, or a flow, looks after it.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, text as textField } from '../kit/fields.ts';
import { alertApi, alertShape, alertView } from './alert.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const job = 'c0ffee00-1111-4222-8333-444455556666';
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: [{ id: job, item: 'vm-sql-03', status: 'Failed' as const, at: '-PT6H', seconds: 60 }],
    },
  ],
};

export default defineNode({
  type: 'azure.change-alert',
  version: 1,
  group: 'azure',
  section: 'Monitor',
  title: 'Change alert state',
  summary: 'Acknowledges, closes or reopens an alert.',
  icon: 'alert',
  keywords: ['azure monitor', 'acknowledge', 'close alert', 'Update-AzAlertState'],
  needs: ['Microsoft.AlertsManagement/alerts/read', 'Microsoft.AlertsManagement/alerts/changestate/action'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  params: z.object({
    alert: textField({ title: 'Alert', description: 'Its id, as “List alerts” gives it.', ui: { placeholder: '{{ item.id }}' } }).min(1),
    state: choice(['Acknowledged', 'Closed', 'New'], { title: 'State' }).default('Acknowledged'),
  }),
  ports: ['done'],
  result: alertShape,
  line: '{state} · {alert}',
  async run({ params, azure, key }) {
    const path = `${urlOf(params.alert)}/changestate?newState=${params.state}`;
    const { body } = await azure.arm({ method: 'POST', path, apiVersion: alertApi, key });
    return { port: 'done', data: alertView(body) };
  },
  async recover({ params, azure }) {
    const { body } = await azure.arm({ method: 'GET', path: urlOf(params.alert), apiVersion: alertApi });
    const alert = alertView(body);
    return alert.state === params.state ? { happened: { port: 'done', data: alert } } : 'didNot';
  },
  examples: [
    {
      name: 'Acknowledges it',
      given: { estate },
      params: {
        alert: `${home}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod/providers/Microsoft.AlertsManagement/alerts/${job}`,
      },
      expect: { port: 'done', data: { alertId: job, state: 'Acknowledged', rule: 'Backup Failure' } },
    },
    {
      name: 'Closes it',
      given: { estate },
      params: { alert: `${home}/providers/Microsoft.AlertsManagement/alerts/${job}`, state: 'Closed' },
      expect: { port: 'done', data: { state: 'Closed', changedAt: { $time: true } } },
    },
    {
      name: 'An alert that does not exist',
      given: { estate },
      params: { alert: `${home}/providers/Microsoft.AlertsManagement/alerts/00000000-0000-4000-8000-000000000000` },
      expect: { failed: { code: 'azure_error', azure: { code: 'NotFound', status: 404 } } },
    },
    { name: 'No id', given: { estate }, params: { alert: 'Backup Failure' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

/** Alerts are changed in their subscription, wherever their id places them. */
function urlOf(given: string): string {
  const [, subscription, alert] = /^\/subscriptions\/([^/]+)\/.*Microsoft\.AlertsManagement\/alerts\/([^/?]+)\/?$/i.exec(given) ?? [];
  if (!subscription || !alert) throw fail('param_invalid', `${given.slice(0, 200)} is not the id of an alert.`);
  return `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/${alert}`;
}
