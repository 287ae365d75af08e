// Starts a flow when an alert of Azure Monitor fires or is resolved. The action group's webhook calls an address that holds its
// own key; the common alert schema arrives under friendly names, each change of an alert once.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { choice } from '../kit/fields.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = {
  type: 'azure.monitor-alert',
  nodeId: 'alert',
  at: '2026-03-02T02:31:10.480Z',
  body: {
    alertId:
      '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/providers/Microsoft.AlertsManagement/alerts/b9569717-bc32-442f-add5-83a997729330',
    rule: 'Backup failed',
    state: 'fired',
    severity: 'Sev1',
    service: 'Azure Backup',
    resource:
      '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod',
  },
};

export default defineNode({
  type: 'azure.monitor-alert',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Azure Monitor alert',
  summary: 'Starts the flow when an alert fires or is resolved: a failed backup, deleted backup data, a metric over its limit.',
  icon: 'alert',
  keywords: ['action group', 'common alert schema', 'az monitor action-group create', 'Set-AzActionGroup', 'backup alert', 'incident'],
  effect: 'none',
  params: z.object({
    when: choice(['fired', 'resolved', 'both'], {
      title: 'When the alert',
      ui: { labels: { fired: 'has fired', resolved: 'is resolved', both: 'has fired or is resolved' } },
    }).default('fired'),
    inputs: triggerInputs('What each input of the flow gets from the alert, for example {{ trigger.body.resource }}.'),
  }),
  ports: ['done'],
  result: triggerResult,
  line: 'Alert · {when}',
  run: passOn,
  examples: [
    {
      name: 'A backup has failed',
      given: { scope: { trigger: event } },
      params: { inputs: { vault: '{{ trigger.body.resource }}' } },
      expect: { port: 'done', data: { body: { rule: 'Backup failed', severity: 'Sev1', state: 'fired' } } },
    },
    {
      name: 'An alert is resolved',
      given: { scope: { trigger: { ...event, body: { ...event.body, state: 'resolved' } } } },
      params: { when: 'both' },
      expect: { port: 'done', data: { body: { state: 'resolved' } } },
    },
    { name: 'An unknown state', params: { when: 'acknowledged' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
