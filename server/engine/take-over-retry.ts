// Which steps of an ended run a retry takes over by reference: what was settled and stands neither among nor behind the steps
// that run again. Of a scope that runs again, the same inside; of a for-each, the items that succeeded. What a newer version of
// the flow has changed runs again.
import type { Step } from '../../nodes/kit/records.ts';
import { parseStepKey, type StepKey } from '../../nodes/kit/step-key.ts';
import type { StepWrite, Write } from '../journal/contract.ts';
import type { Body, CompiledFlow, CompiledNode } from './compile.ts';
import type { Origin } from './origin.ts';
import type { Host } from './session.ts';

const pageSize = 1_000;
/** Steps inside a loop that are taken over one by one; of larger loops the container says where they stand. */
const mostInside = 2_000;

interface Retry {
  readonly host: Host;
  readonly of: string;
  readonly flow: CompiledFlow;
  readonly asked: readonly StepKey[] | null;
  readonly changed: (node: CompiledNode) => boolean;
  /** Steps of the old run outside loops. */
  readonly old: ReadonlyMap<string, Step>;
}

export async function retryWrites(
  host: Host,
  flow: CompiledFlow,
  origin: Extract<Origin, { readonly kind: 'retry' }>,
): Promise<readonly Write[]> {
  const run = await host.journal.run(origin.of);
  if (!run) return [];
  const before = await host.flowOf(run.flowId, run.version);
  const asked = origin.steps?.flatMap((key) => parseStepKey(key) ?? []) ?? null;
  const old = await stepsAt(host, origin.of, []);
  return bodyWrites({ host, of: origin.of, flow, asked, changed: changes(before, flow), old }, flow.root);
}

async function bodyWrites(retry: Retry, body: Body): Promise<readonly Write[]> {
  const again = new Set(body.nodes.filter((node) => runsAgain(retry, node)).map((node) => node.id));
  const behind = new Set([...again].flatMap((id) => [...retry.flow.graph.behind(id)]));
  const writes: Write[] = [];
  for (const node of body.nodes) {
    const step = retry.old.get(node.id);
    if (!step || behind.has(node.id)) continue;
    if (!again.has(node.id)) writes.push(...(await whole(retry, node, step)));
    else if (!retry.changed(node)) writes.push(...(await part(retry, node)));
  }
  return writes;
}

/** Asked for, changed, not ended, what ended the run, or failed with nobody to handle it; unless steps are named, also a loop some of whose items failed. */
function runsAgain({ asked, changed, flow, old }: Retry, node: CompiledNode): boolean {
  const step = old.get(node.id);
  if (!step) return false;
  if (asked?.some(({ nodeId }) => nodeId === node.id || flow.graph.around(nodeId).includes(node.id)) || changed(node)) return true;
  if (step.status === 'failed') return !node.handlesFailure;
  if (node.type?.endsRun && step.status === 'succeeded') return true;
  if (step.status !== 'succeeded' && step.status !== 'skipped') return true;
  return asked === null && node.container === 'for-each' && (step.loop?.failed ?? 0) > 0;
}

/** A step as it was, with what is inside it. */
async function whole({ host, of, old }: Retry, node: CompiledNode, step: Step): Promise<readonly Write[]> {
  const writes: Write[] = [reference(of, step)];
  if (!node.inner || step.status === 'skipped') return writes;
  for (const inner of insideOf(node.inner)) {
    const there = old.get(inner.id);
    if (there && isSettled(there)) writes.push(reference(of, there));
  }
  if (node.container !== 'scope') writes.push(...(await loopSteps(host, of, node, () => true)));
  return writes;
}

/** A container of which some runs again. */
async function part(retry: Retry, node: CompiledNode): Promise<readonly Write[]> {
  const { host, of, asked } = retry;
  const itself = asked?.some(({ nodeId }) => nodeId === node.id) ?? false;
  const params = node.container ? await host.journal.params(of, node.id) : null;
  if (params === null || !node.inner || node.container === 'repeat-until') return [];
  const start: Write = { kind: 'start', key: node.id, nodeId: node.id, at: host.now(), params };
  if (node.container === 'scope') return itself ? [] : [start, ...(await bodyWrites(retry, node.inner))];
  const named = new Set(asked?.filter(({ nodeId }) => retry.flow.graph.around(nodeId).includes(node.id)).map(({ path }) => path[0]));
  const entries = (await succeededItems(host, of, node.id)).filter(({ index }) => !named.has(index));
  const taken = new Set(entries.map(({ index }) => index));
  return [start, ...entries, ...(await loopSteps(host, of, node, (index) => taken.has(index)))];
}

async function succeededItems(host: Host, of: string, key: string) {
  const found: Extract<Write, { kind: 'iteration' }>[] = [];
  for (let at = 0; ; ) {
    const entries = await host.journal.iterations(of, key, at, pageSize);
    for (const { index, status, value } of entries)
      if (status === 'succeeded') found.push({ kind: 'iteration', key, index, status, value });
    const last = entries.at(-1);
    if (!last || entries.length < pageSize) return found;
    at = last.index + 1;
  }
}

/** Settled steps inside some iterations of a loop that stands outside all others. */
async function loopSteps(host: Host, of: string, node: CompiledNode, wanted: (index: number) => boolean): Promise<readonly Write[]> {
  const nodeIds = node.inner ? insideOf(node.inner).map(({ id }) => id) : [];
  const groups = new Map<number, StepWrite[]>();
  let count = 0;
  for (let cursor: string | undefined; nodeIds.length > 0; ) {
    const page = await host.journal.steps(of, { nodeIds, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    for (const step of page.items) {
      const [index] = step.path;
      if (index === undefined || !wanted(index) || !isSettled(step)) continue;
      count += 1;
      if (count > mostInside) return [];
      groups.set(index, [...(groups.get(index) ?? []), reference(of, step)]);
    }
    if (page.next === null) break;
    cursor = page.next;
  }
  return [...groups].map(([index, steps]) => ({ kind: 'steps', container: node.id, path: [index], steps }));
}

const insideOf = (body: Body): readonly CompiledNode[] => body.nodes.flatMap((node) => [node, ...(node.inner ? insideOf(node.inner) : [])]);

const isSettled = (step: Step): boolean => step.status === 'succeeded' || step.status === 'failed' || step.status === 'skipped';

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
  ...(step.error ? { error: step.error } : {}),
});

async function stepsAt(host: Host, runId: string, parentPath: readonly number[]): Promise<Map<string, Step>> {
  const found = new Map<string, Step>();
  for (let cursor: string | undefined; ; ) {
    const page = await host.journal.steps(runId, { parentPath, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    for (const step of page.items) found.set(step.key, step);
    if (page.next === null) return found;
    cursor = page.next;
  }
}

/** What does its work differently, or for others, than in the version of the old run. */
function changes(before: CompiledFlow, now: CompiledFlow): (node: CompiledNode) => boolean {
  if (before === now) return () => false;
  const shape = (flow: CompiledFlow, id: string): string => {
    const node = flow.nodes.get(id);
    if (!node) return '';
    const { type, version, params, connection, settings, parent } = node.node;
    const edges = flow.graph.incoming(id).map(({ from, port }) => `${from}:${port}`);
    const inside = node.inner?.nodes.map((inner) => shape(flow, inner.id)) ?? [];
    return JSON.stringify([type, version, params, connection, settings?.disabled ?? false, parent, edges.sort(), inside]);
  };
  return (node) => shape(before, node.id) !== shape(now, node.id);
}
