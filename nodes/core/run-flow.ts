// Starts a run of another flow and, if wanted, waits for its end. The child's id follows from this step, so it is started once,
// whatever happens. Waiting costs a row and no memory; the child's failure comes up as this step's.
import { z } from 'zod';
import type { FlowsCapability } from '../kit/capabilities.ts';
import { defineNode, type Outcome, wait } from '../kit/define.ts';
import { type Failure, fail } from '../kit/errors.ts';
import { flag, keyValues, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';

export default defineNode({
  type: 'core.run-flow',
  version: 1,
  group: 'logic',
  title: 'Run a flow',
  summary: 'Runs the published version of another flow.',
  icon: 'flow',
  keywords: ['subflow', 'child', 'call', 'reuse'],
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    flow: text({ title: 'Flow', ui: { widget: 'flow', choices: 'flow' } }),
    inputs: keyValues({ title: 'Inputs' }).default({}),
    wait: flag({ title: 'Wait for its end', description: 'Off: this step is done when the run has started.' }).default(true),
  }),
  ports: ['done'],
  result: z.object({ runId: z.string(), status: z.string(), output: z.json().nullable() }),
  line: '{flow} · {inputs}',
  async run({ params, flows }) {
    const { runId } = await flows.start(params.flow, params.inputs);
    return under(flows, runId, params.wait);
  },
  async resume({ state, event }) {
    const { runId } = state as { readonly runId: string };
    const end = event.payload as { readonly status: string; readonly output?: Json; readonly error?: Failure | null };
    if (end.status !== 'succeeded') {
      const why = end.error?.message ?? `It was ${end.status}.`;
      throw fail(end.status === 'cancelled' ? 'cancelled' : 'unhandled_failure', `The run of the other flow has not succeeded. ${why}`, {
        ...(end.error?.azure ? { azure: end.error.azure } : {}),
        ...(end.error?.requestId ? { requestId: end.error.requestId } : {}),
        cause: `run ${runId}`,
      });
    }
    return { port: 'done', data: { runId, status: end.status, output: end.output ?? null } };
  },
  async recover({ params, flows }) {
    const child = await flows.started();
    return child ? { happened: under(flows, child.runId, params.wait) } : 'didNot';
  },
  choices: {
    flow: async ({ flows }) => (await flows.list()).map(({ id, name }) => ({ value: id, label: name })),
  },
  examples: [
    {
      name: 'Starts the flow and goes on',
      params: { flow: 'nightly-report', wait: false },
      expect: { port: 'done', data: { status: 'queued', output: null } },
    },
    {
      name: 'Waits for its end',
      params: { flow: 'nightly-report', inputs: { vault: 'vault-weu-prod' } },
      expect: { port: 'done', data: { status: 'succeeded', runId: { $uuid: true } } },
    },
    { name: 'The other flow has failed', params: { flow: 'broken' }, expect: { failed: { code: 'unhandled_failure' } } },
    { name: 'A flow that does not exist', params: { flow: 'nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});

const under = (flows: FlowsCapability, runId: string, waits: boolean): Outcome =>
  waits
    ? wait({ event: flows.endEvent(runId), state: { runId }, says: 'waits for the other flow' })
    : { port: 'done', data: { runId, status: 'queued', output: null } };
