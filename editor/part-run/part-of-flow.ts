// A part of a flow that is to be run alone: which steps that are, and whose results from outside they need. Pure. A step inside a
// loop cannot run without it: the outermost frame around it counts.
import { compileValue } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { graphOf } from '../../nodes/kit/graph.ts';

export interface PartRange {
  readonly from?: string;
  readonly to?: string;
}

export interface FlowPart {
  /** The flow with nothing but that part: what it asks for and may change. */
  readonly flow: Flow;
  /** Steps outside whose results are named inside. */
  readonly needs: readonly string[];
}

export function partOfFlow(flow: Flow, { from, to }: PartRange): FlowPart {
  const graph = graphOf(flow);
  const outermost = (id: string) => graph.around(id).at(-1) ?? id;
  const first = from === undefined ? null : new Set([outermost(from), ...graph.behind(outermost(from))]);
  const last = to === undefined ? null : new Set([outermost(to), ...graph.before(outermost(to))]);
  const inside = (id: string) => (first === null || first.has(outermost(id))) && (last === null || last.has(outermost(id)));
  const nodes = flow.nodes.filter(({ id }) => inside(id));
  const needs = new Set<string>();
  for (const node of nodes) {
    const compiled = compileValue(node.params);
    if (!('compiled' in compiled)) continue;
    for (const { root, name } of compiled.compiled.references)
      if (root === 'steps' && name !== null && graph.nodes.has(name) && !inside(name)) needs.add(name);
  }
  const kept = new Set(nodes.map(({ id }) => id));
  return { flow: { ...flow, nodes, edges: flow.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)) }, needs: [...needs] };
}
