// A frame is one pass through a body: the run itself, one iteration of a loop, the inside of a scope. It knows which nodes are
// decided and how, and says which become ready or skipped by that. Pure state: it starts nothing, writes nothing, knows no time.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { StepWrite } from '../journal/contract.ts';
import type { Body, CompiledNode } from './compile.ts';

export type Outcome = 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** How a step ended, as the steps after it see it. */
export interface Settled {
  readonly key: string;
  readonly status: Outcome;
  readonly port: string | null;
  readonly error: Failure | null;
  readonly hasOutput: boolean;
  /** Undefined: it stands in the journal and has not been read. */
  output: Json | undefined;
  readonly list: { readonly property: string; readonly count: number } | null;
  /** The items of its list, when they are in memory. */
  items: readonly Json[] | null;
}

export interface Frame {
  readonly body: Body;
  /** Iteration numbers, outermost loop first. */
  readonly path: readonly number[];
  /** The same as text, as it ends the keys of its steps. */
  readonly suffix: string;
  readonly outer: Frame | null;
  /** Inside a loop: what this iteration is about. */
  item: Json;
  readonly index: number | null;
  /** By place in the body. */
  readonly settled: (Settled | undefined)[];
  readonly undecided: number[];
  readonly taken: boolean[];
  /** Nodes that are not decided. */
  open: number;
  /** Records of finished steps of this iteration that are not with the journal yet. */
  readonly unwritten: StepWrite[];
}

export interface Turned {
  readonly ready: CompiledNode[];
  readonly skipped: CompiledNode[];
}

export const openFrame = (
  body: Body,
  outer: Frame | null,
  loop: { readonly index: number; readonly item: Json } | null = null,
  path: readonly number[] = outer === null ? [] : loop === null ? outer.path : [...outer.path, loop.index],
): Frame => ({
  body,
  path,
  suffix: loop === null ? (outer?.suffix ?? '') : `${outer?.suffix ?? ''}[${loop.index}]`,
  outer,
  item: loop?.item ?? null,
  index: loop?.index ?? null,
  settled: new Array(body.nodes.length),
  undecided: body.indegree.slice(),
  taken: new Array(body.nodes.length).fill(false),
  open: body.nodes.length,
  unwritten: [],
});

export const keyIn = (frame: Frame, node: CompiledNode): string => node.id + frame.suffix;

/** Is an edge from this port taken? */
export function takes(status: Outcome, port: string | null, edgePort: string): boolean {
  if (status === 'cancelled') return false;
  if (edgePort === 'always') return true;
  if (status === 'succeeded') return edgePort === port;
  return edgePort === status;
}

/**
 * Nodes to which nothing leads. Outside containers only the trigger that fired is ready: the other triggers, and what nothing
 * leads to, are skipped. Inside a container all of them are ready.
 */
export function entries(frame: Frame, fired: string | null): Turned {
  const turned: Turned = { ready: [], skipped: [] };
  for (const node of frame.body.nodes) {
    if (frame.undecided[node.index] !== 0 || frame.settled[node.index]) continue;
    const ready = frame.body.container !== null || node.id === fired;
    turned[ready ? 'ready' : 'skipped'].push(node);
  }
  return turned;
}

/** Decides a node, and adds to `turned` the nodes that are ready or skipped by that. */
export function settle(frame: Frame, node: CompiledNode, settled: Settled, turned: Turned): void {
  frame.settled[node.index] = settled;
  frame.open -= 1;
  propagate(frame, node, settled, turned);
}

/** The second half of {@link settle}: nodes decided already are left alone. */
export function propagate(frame: Frame, node: CompiledNode, settled: Settled, turned: Turned): void {
  for (const edge of node.outOf) {
    const left = (frame.undecided[edge.to] as number) - 1;
    frame.undecided[edge.to] = left;
    if (takes(settled.status, settled.port, edge.port)) frame.taken[edge.to] = true;
    if (left > 0 || frame.settled[edge.to]) continue;
    turned[frame.taken[edge.to] ? 'ready' : 'skipped'].push(frame.body.nodes[edge.to] as CompiledNode);
  }
}

/** The first step, in document order, whose failure nothing handles. Never the first in time: the outcome depends on no clock. */
export function unhandledFailure(frame: Frame): { readonly node: CompiledNode; readonly settled: Settled } | null {
  for (const node of frame.body.nodes) {
    const settled = frame.settled[node.index];
    if (settled?.status === 'failed' && !node.handlesFailure) return { node, settled };
  }
  return null;
}

/** What came in through taken edges, in document order. */
export function incomingOf(
  frame: Frame,
  node: CompiledNode,
): readonly { readonly node: CompiledNode; readonly port: string; readonly settled: Settled }[] {
  return node.into.flatMap(({ from, port }) => {
    const settled = frame.settled[from];
    return settled && takes(settled.status, settled.port, port) ? [{ node: frame.body.nodes[from] as CompiledNode, port, settled }] : [];
  });
}

/** The frame, from here outwards, in which this node stands. */
export function frameOf(frame: Frame, id: string): { readonly frame: Frame; readonly node: CompiledNode } | null {
  for (let at: Frame | null = frame; at !== null; at = at.outer) {
    const node = at.body.ids.get(id);
    if (node) return { frame: at, node };
  }
  return null;
}

/** What `steps.<id>` is: the result, with its list when that is in memory; null unless the step succeeded. */
export function resultOf(settled: Settled | undefined): Json {
  if (settled?.status !== 'succeeded') return null;
  const output = settled.output ?? null;
  if (!settled.list || !settled.items || typeof output !== 'object') return output;
  return { ...output, [settled.list.property]: settled.items };
}

/** The step of the container that a frame is inside of; null for the run itself. */
export const containerKey = (frame: Frame): string | null =>
  frame.outer && frame.body.container ? keyIn(frame.outer, frame.body.container) : null;

/** The innermost loop iteration around (or at) a frame; null outside loops. */
export function iterationAround(frame: Frame): Frame | null {
  for (let at: Frame | null = frame; at !== null; at = at.outer) if (at.index !== null) return at;
  return null;
}

/** The iteration around a frame that belongs to this loop. */
export function loopAround(frame: Frame, id: string): Frame | null {
  for (let at: Frame | null = frame; at !== null; at = at.outer) if (at.index !== null && at.body.container?.id === id) return at;
  return null;
}
