// A flow version, prepared for running: bodies (what stands directly inside one container, or outside all), who waits for whom
// in each, and every param compiled. Made once per flow version. What is wrong in a document fails the step that meets it.
import type { NodeType } from '../../nodes/kit/define.ts';
import { durationMs } from '../../nodes/kit/duration.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { type Graph, graphOf } from '../../nodes/kit/graph.ts';
import { type CompiledParams, compileParams } from './params.ts';

export type ContainerKind = 'for-each' | 'repeat-until' | 'scope';

export interface RetryRule {
  readonly attempts: number;
  readonly first: number;
  readonly cap: number;
}

export interface CompiledNode {
  readonly id: string;
  /** Its place in its body. */
  readonly index: number;
  readonly body: Body;
  readonly node: FlowNode;
  readonly type: NodeType | undefined;
  readonly trigger: boolean;
  readonly disabled: boolean;
  readonly container: ContainerKind | null;
  /** What stands inside it. */
  readonly inner: Body | null;
  readonly firstPort: string;
  /** Edges by the place of the other end. */
  readonly into: readonly { readonly from: number; readonly port: string }[];
  readonly outOf: readonly { readonly to: number; readonly port: string }[];
  readonly handlesFailure: boolean;
  readonly params: CompiledParams;
  readonly retry: RetryRule | null;
  /** Milliseconds for the whole step; null: as its type says. */
  readonly timeout: number | null;
}

export interface Body {
  readonly container: CompiledNode | null;
  readonly nodes: readonly CompiledNode[];
  /** Edges that lead to each node. */
  readonly indegree: readonly number[];
  readonly ids: ReadonlyMap<string, CompiledNode>;
}

export interface CompiledFlow {
  readonly document: Flow;
  readonly graph: Graph;
  readonly root: Body;
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  /** Milliseconds a run may take. */
  readonly timeout: number | null;
  /** Some step may look at values kept between runs. */
  readonly readsMemory: boolean;
  readonly readsRunNumber: boolean;
}

export type NodeTypes = (type: string, version: number) => NodeType | undefined;

const defaultRetry: RetryRule = { attempts: 3, first: 1_000, cap: 60_000 };

export function compileFlow(document: Flow, nodeTypes: NodeTypes): CompiledFlow {
  const graph = graphOf(document);
  const nodes = new Map<string, CompiledNode>();
  const root = bodyOf(null, graph, nodeTypes, nodes);
  const all = [...nodes.values()];
  const timeout = document.settings.timeout;
  return {
    document,
    graph,
    root,
    nodes,
    timeout: timeout === undefined ? null : durationMs(timeout),
    readsMemory: all.some(({ params, type }) => params.roots.has('memory') || (type !== undefined && type.effect !== 'none')),
    readsRunNumber: all.some(({ params }) => params.roots.has('run')),
  };
}

function bodyOf(container: CompiledNode | null, graph: Graph, nodeTypes: NodeTypes, all: Map<string, CompiledNode>): Body {
  const members = graph.children(container?.id ?? null);
  const places = new Map(members.map((node, index) => [node.id, index]));
  const body: Body = {
    container,
    nodes: [],
    indegree: members.map(({ id }) => graph.incoming(id).filter((edge) => places.has(edge.from)).length),
    ids: new Map(),
  };
  for (const [index, node] of members.entries()) {
    const compiled = compileNode(body, index, node, places, graph, nodeTypes);
    (body.nodes as CompiledNode[]).push(compiled);
    (body.ids as Map<string, CompiledNode>).set(node.id, compiled);
    all.set(node.id, compiled);
    if (compiled.container) (compiled as { inner: Body }).inner = bodyOf(compiled, graph, nodeTypes, all);
  }
  return body;
}

function compileNode(
  body: Body,
  index: number,
  node: FlowNode,
  places: ReadonlyMap<string, number>,
  graph: Graph,
  nodeTypes: NodeTypes,
): CompiledNode {
  const type = nodeTypes(node.type, node.version);
  const outgoing = graph.outgoing(node.id).filter((edge) => places.has(edge.to));
  const { retry, timeout, disabled } = node.settings ?? {};
  return {
    id: node.id,
    index,
    body,
    node,
    type,
    trigger: type?.kind === 'trigger',
    disabled: disabled === true,
    container: (type?.kind === 'container' && type.container) || null,
    inner: null,
    firstPort: firstPortOf(node, type),
    into: graph
      .incoming(node.id)
      .filter((edge) => places.has(edge.from))
      .map((edge) => ({ from: places.get(edge.from) as number, port: edge.port })),
    outOf: outgoing.map((edge) => ({ to: places.get(edge.to) as number, port: edge.port })),
    handlesFailure: outgoing.some((edge) => edge.port === 'failed'),
    params: compileParams(node, type),
    retry: retry
      ? {
          attempts: retry.attempts ?? defaultRetry.attempts,
          first: durationMs(retry.first ?? '') ?? defaultRetry.first,
          cap: durationMs(retry.cap ?? '') ?? defaultRetry.cap,
        }
      : null,
    timeout: timeout === undefined ? null : durationMs(timeout),
  };
}

/** The port of an answer that names none. */
export function firstPortOf(node: FlowNode, type: NodeType | undefined): string {
  const ports = type?.ports ?? ['done'];
  if (!('param' in ports)) return ports[0] ?? 'done';
  const entries = node.params[ports.param];
  const first = Array.isArray(entries) ? entries[0] : undefined;
  const named =
    typeof first === 'object' && first !== null && !Array.isArray(first) ? (first as Record<string, unknown>)[ports.key] : undefined;
  return typeof named === 'string' ? named : (ports.plus[0] ?? 'done');
}
