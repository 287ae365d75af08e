// Starts a flow when a run of another one has ended, once for each run. A flow never starts itself this way, over however many
// others: the server follows where a run comes from.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { text } from '../kit/fields.ts';
import { runEndings } from '../kit/run-ending.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = {
  type: 'core.run-ended',
  nodeId: 'ended',
  at: '2026-03-02T02:41:10.120Z',
  body: {
    runId: '019cac1f-6a2f-7b35-8f62-0c4e8d1a7b35',
    number: 412,
    flowId: 'flow_3k9x2m7q1v8w4z6t',
    flowName: 'Nightly backup report',
    ending: 'failed',
    status: 'failed',
    failures: 0,
    message: 'The vault “vault-weu-prod” was not found.',
    failedStep: 'listItems',
  },
};

export default defineNode({
  type: 'core.run-ended',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'A run has ended',
  summary: 'Starts the flow when a run of another flow has failed, succeeded or was cancelled.',
  icon: 'flow',
  keywords: ['error workflow', 'after', 'on failure', 'chain', 'run after', 'finished'],
  effect: 'none',
  params: z.object({
    flow: text({
      title: 'Flow',
      description: 'Left empty: any other flow.',
      ui: { widget: 'flow', choices: 'flow', placeholder: 'Any other flow' },
    }).default(''),
    when: z
      .array(z.enum(runEndings))
      .min(1)
      .default(['failed'])
      .meta({
        title: 'When the run',
        description: 'failed, cancelled, withFailures (ended well but some items failed), succeeded',
        ui: { widget: 'list' },
      }),
    inputs: triggerInputs('What each input of the flow gets from the run that ended, for example {{ trigger.body.message }}.'),
  }),
  ports: ['done'],
  result: triggerResult,
  line: '{flow} · {when}',
  run: passOn,
  choices: {
    flow: async ({ flows }) => (await flows.list()).map(({ id, name }) => ({ value: id, label: name })),
  },
  examples: [
    {
      name: 'The nightly report has failed',
      given: { scope: { trigger: event } },
      params: { flow: event.body.flowId, inputs: { why: '{{ trigger.body.message }}' } },
      expect: { port: 'done', data: { body: { number: 412, ending: 'failed', failedStep: 'listItems' } } },
    },
    {
      name: 'Any flow ended with failures',
      given: { scope: { trigger: { ...event, body: { ...event.body, ending: 'withFailures', status: 'succeeded', failures: 3 } } } },
      params: { when: ['failed', 'withFailures'] },
      expect: { port: 'done', data: { body: { status: 'succeeded', failures: 3 } } },
    },
    { name: 'No ending is chosen', params: { when: [] }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
