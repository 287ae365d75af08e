// Starts a flow for each event that Azure Event Grid delivers. The address holds its own key; the server answers Event Grid's
// handshake, sorts out what was delivered twice, and hands on events of both schemas in one shape.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { text } from '../kit/fields.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = {
  type: 'azure.event-grid',
  nodeId: 'deleted',
  at: '2026-03-02T08:15:02.120Z',
  body: {
    id: '6a2f7a1c-2f0e-4b1a-9d11-0c4e8d1a7b35',
    type: 'Microsoft.Resources.ResourceDeleteSuccess',
    source: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6',
    subject:
      '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-web-01',
    time: '2026-03-02T08:15:01.000Z',
    data: { operationName: 'Microsoft.Compute/virtualMachines/delete', status: 'Succeeded' },
  },
};

export default defineNode({
  type: 'azure.event-grid',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Event Grid',
  summary: 'Starts the flow for each event of an Event Grid subscription: a resource deleted, a secret about to expire, a blob made.',
  icon: 'cloud',
  keywords: ['event subscription', 'az eventgrid event-subscription create', 'New-AzEventGridSubscription', 'cloudevents', 'system topic'],
  effect: 'none',
  params: z.object({
    eventTypes: z
      .array(z.string().min(1).max(200))
      .max(50)
      .default([])
      .meta({
        title: 'Event types',
        description: 'Left empty: all. For example Microsoft.Resources.ResourceDeleteSuccess.',
        ui: { widget: 'list' },
      }),
    subjectBegins: text({ title: 'Subject begins with', ui: { placeholder: '/subscriptions/…/resourceGroups/rg-app/' } })
      .max(1_000)
      .default(''),
    subjectEnds: text({ title: 'Subject ends with', ui: { advanced: true } })
      .max(1_000)
      .default(''),
    inputs: triggerInputs('What each input of the flow gets from the event, for example {{ trigger.body.subject }}.'),
  }),
  ports: ['done'],
  result: triggerResult,
  line: 'Event Grid · {eventTypes} · {subjectBegins}',
  run: passOn,
  examples: [
    {
      name: 'A virtual machine was deleted',
      given: { scope: { trigger: event } },
      params: { eventTypes: ['Microsoft.Resources.ResourceDeleteSuccess'], inputs: { resource: '{{ trigger.body.subject }}' } },
      expect: { port: 'done', data: { body: { type: 'Microsoft.Resources.ResourceDeleteSuccess', data: { status: 'Succeeded' } } } },
    },
    {
      name: 'An event without data',
      given: { scope: { trigger: { ...event, body: { ...event.body, data: null } } } },
      params: {},
      expect: { port: 'done', data: { body: { id: event.body.id, data: null } } },
    },
    { name: 'Event types must be a list', params: { eventTypes: 'all' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
