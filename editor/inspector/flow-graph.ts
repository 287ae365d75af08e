// The graph of a flow document, built once per document however many panels ask.
import type { Flow } from '../../nodes/kit/flow.ts';
import { type Graph, graphOf } from '../../nodes/kit/graph.ts';
import { useDocument } from '../document/store.ts';

const graphs = new WeakMap<Flow, Graph>();

function graphOfFlow(flow: Flow): Graph {
  const known = graphs.get(flow);
  if (known) return known;
  const graph = graphOf(flow);
  graphs.set(flow, graph);
  return graph;
}

export const useGraph = (): Graph => graphOfFlow(useDocument((state) => state.flow));
