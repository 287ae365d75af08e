// Starts a flow by hand: the Run button, the API, the command line. The inputs are the ones given there.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = { type: 'core.manual', nodeId: 'start', at: '2026-03-02T08:15:00.000Z' };

export default defineNode({
  type: 'core.manual',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Run by hand',
  summary: 'Starts the flow with the Run button, the API or the command line.',
  icon: 'play',
  keywords: ['start', 'manual', 'button', 'api'],
  effect: 'none',
  params: z.object({ inputs: triggerInputs('Left empty, the form asks for every input of the flow.') }),
  ports: ['done'],
  result: triggerResult,
  line: 'Run button, API or command line',
  run: passOn,
  examples: [
    {
      name: 'Somebody presses Run',
      given: { scope: { trigger: event } },
      params: {},
      expect: { port: 'done', data: { type: event.type, at: event.at } },
    },
    {
      name: 'A script starts it through the API',
      given: { scope: { trigger: { ...event, type: 'api', body: { vault: 'vault-weu-prod' } } } },
      params: {},
      expect: { port: 'done', data: { type: 'api', body: { vault: 'vault-weu-prod' } } },
    },
    {
      name: 'Inputs must be names with values',
      params: { inputs: 'vault-weu-prod' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
