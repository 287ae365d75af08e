// "Back up now" for one item: a run of the flow "Back up one item", which is made from its template when nobody has done so yet. The
// run is a run like any other: it is in the history, waits for the job, and can be cancelled.
import { call, keys, queryClient } from '../api.ts';

const template = 'back-up-one-item';
const flowName = 'Back up one item';

/** Starts it and says the address of its run. */
export async function backUpItem(armId: string): Promise<string> {
  const { items } = await call('listFlows', { query: { q: flowName, limit: 50 } });
  let flowId = items.find(({ name }) => name === flowName)?.id;
  if (flowId === undefined) {
    const templates = await call('listTemplates', { query: { limit: 200 } });
    const id = templates.items.find(({ name }) => name === template)?.id ?? template;
    const made = await call('createFlowFromTemplate', { params: { id }, body: { parameters: { item: armId } } });
    flowId = made.id;
    void queryClient.invalidateQueries({ queryKey: keys.flows() });
  }
  const run = await call('startRun', { params: { id: flowId }, body: { inputs: { item: armId } } });
  return `/flows/${flowId}/runs/${run.runId}`;
}
