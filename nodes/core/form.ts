// Starts a flow from a page that anybody can fill in. The page is made of the flow's inputs; the address is kept by the server,
// survives new versions, and is as good as a key where the trigger says that everybody who knows it may send it.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { choice, longText, text } from '../kit/fields.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = {
  type: 'core.form',
  nodeId: 'request',
  at: '2026-03-02T08:15:00.000Z',
  body: { vm: 'vm-web-01', reason: 'Patch night' },
};

export default defineNode({
  type: 'core.form',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Form',
  summary: 'Starts the flow from a page that asks for its inputs, for people who do not build flows.',
  icon: 'table',
  keywords: ['page', 'request', 'self service', 'questionnaire', 'form'],
  effect: 'none',
  params: z.object({
    who: choice(['signedIn', 'everybody'], {
      title: 'Who may send it',
      ui: { labels: { signedIn: 'People who are signed in, operators and above', everybody: 'Everybody who knows the address' } },
    }).default('signedIn'),
    title: text({ title: 'Title of the page', description: 'Left empty: the name of the flow.' }).max(200).default(''),
    text: longText({ title: 'Text above the questions', ui: { lines: 3 } })
      .max(5_000)
      .default(''),
    button: text({ title: 'Words on the button', ui: { advanced: true } })
      .max(60)
      .default('Send'),
    inputs: triggerInputs('Inputs that the page does not ask for, with their values. All others are asked.'),
  }),
  ports: ['done'],
  result: triggerResult,
  line: 'Form · {title} · {who}',
  run: passOn,
  examples: [
    {
      name: 'Somebody asks for a restore',
      given: { scope: { trigger: event } },
      params: { title: 'Restore a machine' },
      expect: { port: 'done', data: { body: { vm: 'vm-web-01' } } },
    },
    {
      name: 'A form without questions',
      given: { scope: { trigger: { type: event.type, nodeId: event.nodeId, at: event.at, body: {} } } },
      params: { who: 'everybody', inputs: { vault: 'vault-weu-prod' } },
      expect: { port: 'done', data: { at: event.at, body: {} } },
    },
    { name: 'An unknown circle of people', params: { who: 'friends' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
