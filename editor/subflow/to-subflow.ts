// A selection becomes a flow of its own, and one step that runs it takes its place. What the steps took from outside becomes inputs,
// what others took from them comes back as the result. Pure: two documents come out, nothing is stored.
import { compileText, compileValue } from '../../nodes/kit/expression/expression.ts';
import type { Flow, FlowEdge, FlowInput, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { ownPortsOf } from '../canvas/card-size.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { connect, edgeKey } from '../document/edits.ts';
import { extractPart } from '../document/extract.ts';
import { freeId, slugOf, takenIds } from '../document/ids.ts';
import { type Boundary, boundaryOf } from './boundary.ts';

export interface Subflow {
  /** The new flow. */
  readonly child: Flow;
  /** What it asks for, and the expression that gives it here. */
  readonly asks: readonly { readonly input: FlowInput; readonly value: string }[];
  /** Steps whose results are used outside. */
  readonly gives: readonly string[];
  /** The flow it was taken from, once the new one has an id. */
  readonly parentWith: (childId: string) => { readonly flow: Flow; readonly id: string };
}

/** A sentence when it cannot be done without changing what happens. */
export function toSubflow(flow: Flow, ids: readonly string[], name: string, typeOf: TypeOf): Subflow | string {
  const boundary = boundaryOf(flow, ids, typeOf);
  if (typeof boundary === 'string') return boundary;
  const uses = usesOf(flow, boundary);
  if (typeof uses === 'string') return uses;
  const { part, given } = extractPart(flow, ids);
  const named = { ...part, name: name.trim().slice(0, 200) || part.name };
  const child = uses.length === 0 ? named : withResult(named, boundary, uses, typeOf);
  return {
    child,
    asks: child.inputs.map((input) => ({ input, value: given[input.name] ?? '' })),
    gives: uses,
    parentWith: (childId) => replaced(flow, boundary, { childId, title: child.name, given, uses }),
  };
}

/** Steps of the selection whose results are read outside. How they ended cannot be asked any more. */
function usesOf(flow: Flow, { inside }: Boundary): readonly string[] | string {
  const uses = new Set<string>();
  for (const node of flow.nodes) {
    if (inside.has(node.id)) continue;
    const compiled = compileValue(node.params);
    if (!('compiled' in compiled)) continue;
    for (const { root, name } of compiled.compiled.references) {
      if (name === null || !inside.has(name)) continue;
      if (root === 'errors' || root === 'status')
        return `“${node.title ?? node.id}” asks how “${flow.nodes.find(({ id }) => id === name)?.title ?? name}” ended, which only one flow can know. Select it as well.`;
      if (root === 'steps') uses.add(name);
    }
  }
  return flow.nodes.filter(({ id }) => uses.has(id)).map(({ id }) => id);
}

/** A last step that gathers what is used outside: whatever ends before it, it gives the same names. */
function withResult(child: Flow, { top }: Boundary, uses: readonly string[], typeOf: TypeOf): Flow {
  const id = freeId(takenIds(child), 'result');
  const ends = top.filter((node) => {
    const out = child.edges.filter(({ from }) => from === node.id).map(({ port }) => port);
    return ownPortsOf(node, typeOf(node.type, node.version)).some((port) => !out.includes(port));
  });
  const right = Math.max(
    ...child.nodes.filter(({ parent }) => parent === undefined).map(({ position, size }) => position.x + (size?.width ?? 240)),
  );
  const y = Math.min(...ends.map(({ position }) => position.y));
  const result: FlowNode = {
    id,
    type: 'core.set',
    version: 1,
    title: 'Result',
    position: { x: right + 56, y: Number.isFinite(y) ? y : 0 },
    params: { values: Object.fromEntries(uses.map((used) => [used, `{{ steps.${used} }}`])) },
  };
  const edges = ends.map((node): FlowEdge => ({ from: node.id, port: 'always', to: id }));
  return edges.reduce(connect, { ...child, nodes: [...child.nodes, result] });
}

interface Replacement {
  readonly childId: string;
  readonly title: string;
  readonly given: { readonly [input: string]: string };
  readonly uses: readonly string[];
}

function replaced(flow: Flow, { inside, top, parent, begins, leaves }: Boundary, { childId, title, given, uses }: Replacement) {
  const rest = flow.nodes.filter(({ id }) => !inside.has(id));
  const id = freeId(takenIds({ ...flow, nodes: rest }), slugOf(title));
  const step: FlowNode = {
    id,
    type: 'core.run-flow',
    version: 1,
    title,
    position: { x: Math.min(...top.map(({ position }) => position.x)), y: Math.min(...top.map(({ position }) => position.y)) },
    ...(parent === undefined ? {} : { parent }),
    params: { flow: childId, inputs: { ...given } },
  };
  const at = flow.nodes.findIndex((node) => inside.has(node.id));
  const places = new Map(uses.map((used) => [used, `steps.${id}.output.${used}`]));
  const nodes = [...rest.slice(0, at), step, ...rest.slice(at)].map((node) => {
    const params = node === step ? node.params : resultOf(node.params, places);
    return params === node.params ? node : { ...node, params: params as FlowNode['params'] };
  });
  const kept = flow.edges.filter(({ from, to }) => !inside.has(from) && !inside.has(to));
  const led: FlowEdge[] = [
    ...begins.map((begin) => ({ ...begin, to: id })),
    ...leaves.map(({ port, to }) => ({ from: id, port: port === 'failed' || port === 'always' ? port : 'done', to })),
  ];
  const edges = [...new Map([...kept, ...led].map((edge) => [edgeKey(edge), edge])).values()];
  return { flow: { ...flow, nodes, edges }, id };
}

/** `steps.list.count` becomes `steps.subflow.output.list.count`, wherever and however an expression says it. */
function resultOf(value: Json, places: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return value.includes('{{') ? rewritten(value, places) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).map((each) => resultOf(each, places));
    return list.some((each, i) => each !== value[i]) ? list : value;
  }
  const entries = Object.entries(value).map(([key, each]) => [key, each as Json, resultOf(each as Json, places)] as const);
  return entries.some(([, before, after]) => before !== after) ? Object.fromEntries(entries.map(([key, , after]) => [key, after])) : value;
}

function rewritten(text: string, places: ReadonlyMap<string, string>): string {
  const compiled = compileText(text);
  if (!('compiled' in compiled)) return text;
  let next = text;
  for (const { root, name, from, to } of [...compiled.compiled.references].sort((a, b) => b.from - a.from)) {
    const place = root === 'steps' && name !== null ? places.get(name) : undefined;
    if (place !== undefined) next = `${next.slice(0, from)}${place}${next.slice(to)}`;
  }
  return next;
}
