// Which steps of an ended run a retry takes over by reference: what was settled and does not stand behind a retried step. Of a
// for-each that is run again, the items that succeeded. What the newer version of a flow has changed is run again.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { StepWrite, Write } from '../journal/contract.ts';
import { type Body, type CompiledFlow, type CompiledNode, compileFlow } from './compile.ts';
import type { Origin } from './origin.ts';
import type { Host } from './session.ts';

type Retry = Extract<Origin, { readonly kind: 'retry' }>;
const pageSize = 1_000;

export async function retryWrites(host: Host, flow: CompiledFlow, origin: Retry): Promise<readonly Write[]> {
  const old = await outerSteps(host, origin.of, null);
  const again = nodesToRetry(flow, origin, old);
  const behind = new Set([...again].flatMap((id) => [id, ...flow.graph.behind(id)]));
  const writes: Write[] = [];
  for (const node of flow.root.nodes) {
    const step = old.get(node.id);
    if (!step) continue;
    if (!behind.has(node.id) && isSettled(step)) writes.push(...(await whole(host, origin.of, node, step)));
    else if (again.has(node.id) && node.container === 'for-each' && origin.sameVersion)
      writes.push(...(await items(host, origin, node, step)));
  }
  return writes;
}

const isSettled = (step: Step): boolean => step.status === 'succeeded' || step.status === 'failed' || step.status === 'skipped';

/** Outermost nodes to run again: the asked ones, or those whose failure nothing handled and those that did not end. */
function nodesToRetry(flow: CompiledFlow, origin: Retry, old: ReadonlyMap<string, Step>): Set<string> {
  const again = new Set<string>();
  for (const key of origin.steps ?? []) {
    const id = parseStepKey(key)?.nodeId ?? key;
    again.add(flow.graph.around(id).at(-1) ?? id);
  }
  for (const node of flow.root.nodes) {
    const step = old.get(node.id);
    const unhandled = step?.status === 'failed' && !node.handlesFailure && origin.steps === null;
    const open = step !== undefined && !isSettled(step);
    const itemsFailed = origin.steps === null && (step?.loop?.failed ?? 0) > 0;
    if (unhandled || open || itemsFailed) again.add(node.id);
  }
  return again;
}

/** A step as it was, with all that is inside it. */
async function whole(host: Host, of: string, node: CompiledNode, step: Step): Promise<readonly Write[]> {
  return [reference(of, step)];
}

/** The items of a for-each that succeeded; its list is the old one's, since nothing before it has changed. */
async function items(host: Host, origin: Retry, node: CompiledNode, step: Step): Promise<readonly Write[]> {
  const { journal } = host;
  const params = await journal.params(origin.of, node.id);
  if (params === null) return [];
  const writes: Write[] = [{ kind: 'start', key: node.id, nodeId: node.id, at: host.now(), params }];
  const taken = new Set<number>();
  for (let at = 0; ; ) {
    const entries = await journal.iterations(origin.of, node.id, at, pageSize);
    for (const entry of entries) {
      if (entry.status !== 'succeeded') continue;
      taken.add(entry.index);
      writes.push({ kind: 'iteration', key: node.id, index: entry.index, status: entry.status, value: entry.value });
    }
    const last = entries.at(-1);
    if (!last || entries.length < pageSize) break;
    at = last.index + 1;
  }
  return writes;
}

const reference = (of: string, step: Step): StepWrite => ({
  kind: 'step',
  key: step.key,
  nodeId: step.nodeId,
  status: step.status as StepWrite['status'],
  port: step.port,
  from: { runId: of },
  startedAt: Date.parse(step.startedAt ?? '') || 0,
  endedAt: Date.parse(step.endedAt ?? '') || 0,
  attempt: step.attempt,
  ...(step.error ? { error: step.error as Failure } : {}),
});

async function outerSteps(host: Host, runId: string, nodeIds: readonly string[] | null): Promise<Map<string, Step>> {
  const found = new Map<string, Step>();
  for (let cursor: string | undefined; ; ) {
    const page = await host.journal.steps(runId, {
      parentPath: [],
      limit: pageSize,
      ...(nodeIds ? { nodeIds } : {}),
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const step of page.items) found.set(step.key, step);
    if (page.next === null) return found;
    cursor = page.next;
  }
}

export type { Body, FlowNode, Json };
export { compileFlow };
