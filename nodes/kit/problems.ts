// What is wrong with a flow: one list that editor, server and CLI share. Errors keep it from running, warnings do not; a flow
// with problems can always be saved. Each problem says where (JSON pointer, node id) and what, in a sentence.
import { commonPorts } from './define.ts';
import { destroyProblems } from './destroy-problems.ts';
import { type Flow, type FlowNode, pointer } from './flow.ts';
import { type Graph, graphOf } from './graph.ts';
import type { JsonObject } from './json.ts';
import { isNodeId } from './node-id.ts';
import { connectionKindOf, type NodeTypeJson } from './node-type-json.ts';
import { paramProblems } from './param-problems.ts';
import { ownPorts } from './ports.ts';
import { secretInputProblems, unfedSecrets } from './secret-problems.ts';
import { readValueSchema } from './value-schema.ts';
import type { ProblemItem } from './wire/problem.ts';

export type NodeTypeLookup = (type: string, version: number) => NodeTypeJson | undefined;

const titleOf = (node: Pick<FlowNode, 'id' | 'title'>): string => node.title ?? node.id;

export function problems(flow: Flow, nodeType: NodeTypeLookup): ProblemItem[] {
  const graph = graphOf(flow);
  const context = { flow, graph, nodeType };
  return [
    ...idProblems(flow),
    ...inputProblems(flow),
    ...flow.nodes.flatMap((node, index) => nodeProblems(context, node, index)),
    ...edgeProblems(context),
    ...shapeProblems(context),
  ];
}

interface Context {
  readonly flow: Flow;
  readonly graph: Graph;
  readonly nodeType: NodeTypeLookup;
}

const problem = (
  code: string,
  path: readonly PropertyKey[],
  message: string,
  nodeId?: string,
  severity: 'error' | 'warning' = 'error',
): ProblemItem => ({
  code,
  path: pointer(path),
  message,
  severity,
  ...(nodeId === undefined ? {} : { nodeId }),
});

function idProblems({ nodes }: Flow): ProblemItem[] {
  const seen = new Map<string, string>();
  return nodes.flatMap((node, index) => {
    const path = ['nodes', index, 'id'];
    if (!isNodeId(node.id))
      return [
        problem('bad_id', path, `“${node.id}” cannot be the name of a step: a small letter first, then letters and digits only.`, node.id),
      ];
    const other = seen.get(node.id.toLowerCase());
    seen.set(node.id.toLowerCase(), node.id);
    return other === undefined ? [] : [problem('duplicate_id', path, `Two steps are called “${node.id}”.`, node.id)];
  });
}

function inputProblems({ inputs }: Flow): ProblemItem[] {
  return inputs.flatMap((input, index) => {
    const path = ['inputs', index];
    const schema = readValueSchema(input.schema as JsonObject);
    return [
      ...('unusable' in schema
        ? [problem('flow_invalid', [...path, 'schema'], `The schema of input “${input.name}” cannot be used: ${schema.unusable}.`)]
        : []),
      ...(input.secret === true ? secretInputProblems(input, path) : []),
    ];
  });
}

function nodeProblems({ flow, graph, nodeType }: Context, node: FlowNode, index: number): ProblemItem[] {
  const found: ProblemItem[] = [];
  const type = nodeType(node.type, node.version);
  const path = ['nodes', index];
  if (node.parent !== undefined) {
    const parent = graph.nodes.get(node.parent);
    if (!parent || graph.parent(node.id) === null)
      found.push(
        problem(
          'bad_parent',
          [...path, 'parent'],
          `“${titleOf(node)}” stands inside “${node.parent}”, which ${parent ? 'stands inside itself' : 'does not exist'}.`,
          node.id,
        ),
      );
    else if (nodeType(parent.type, parent.version)?.kind === 'action')
      found.push(
        problem(
          'bad_parent',
          [...path, 'parent'],
          `“${titleOf(node)}” stands inside “${titleOf(parent)}”, which cannot hold other steps.`,
          node.id,
        ),
      );
  }
  if (!type) {
    found.push(
      problem('unknown_node_type', [...path, 'type'], `There is no step of type “${node.type}” (version ${node.version}) here.`, node.id),
    );
    return found;
  }
  if (type.kind === 'trigger') {
    found.push(...unfedSecrets(flow, node, type, path));
    if (node.parent !== undefined)
      found.push(problem('bad_parent', [...path, 'parent'], 'A trigger cannot stand inside another step.', node.id));
    if (graph.incoming(node.id).length > 0)
      found.push(problem('trigger_not_first', path, `“${titleOf(node)}” is a trigger: nothing can come before it.`, node.id));
  }
  const kind = connectionKindOf(type, node.params);
  if (kind !== null && !(type.connectionOptional && node.connection === undefined)) {
    const slot = flow.connections.find(({ name }) => name === node.connection);
    if (!slot || slot.kind !== kind)
      found.push(
        problem(
          'slot_unknown',
          [...path, 'connection'],
          node.connection === undefined
            ? `“${titleOf(node)}” needs a connection.`
            : `The flow has no ${kind} connection called “${node.connection}”.`,
          node.id,
        ),
      );
  }
  return node.settings?.disabled === true
    ? found
    : [...found, ...paramProblems(flow, graph, node, type, path), ...destroyProblems(node, type, path)];
}

function edgeProblems({ flow, graph, nodeType }: Context): ProblemItem[] {
  const seen = new Set<string>();
  return flow.edges.flatMap((edge, index) => {
    const path = ['edges', index];
    const from = graph.nodes.get(edge.from);
    const to = graph.nodes.get(edge.to);
    if (!from || !to) {
      const missing = from ? edge.to : edge.from;
      return [
        problem(
          'edge_unknown_node',
          [...path, from ? 'to' : 'from'],
          `An edge leads ${from ? 'to' : 'from'} “${missing}”, which does not exist.`,
        ),
      ];
    }
    const found: ProblemItem[] = [];
    const key = JSON.stringify([edge.from, edge.port, edge.to]);
    if (seen.has(key)) found.push(problem('edge_duplicate', path, `“${titleOf(from)}” leads to “${titleOf(to)}” twice.`, to.id, 'warning'));
    seen.add(key);
    if (graph.parent(from.id) !== graph.parent(to.id))
      found.push(
        problem(
          'edge_crosses_container',
          path,
          `The edge from “${titleOf(from)}” to “${titleOf(to)}” crosses the frame of a container.`,
          to.id,
        ),
      );
    const type = nodeType(from.type, from.version);
    if (type && ![...ownPorts(type, from.params), ...commonPorts].includes(edge.port))
      found.push(problem('edge_unknown_port', [...path, 'port'], `“${titleOf(from)}” has no way out called “${edge.port}”.`, from.id));
    return found;
  });
}

function shapeProblems({ flow, graph, nodeType }: Context): ProblemItem[] {
  const found: ProblemItem[] = [];
  const at = (id: string) => ['nodes', flow.nodes.findIndex((node) => node.id === id)];
  const inCircle = graph.circular[0];
  if (inCircle !== undefined) {
    const names = graph.circular.slice(0, 5).map((id) => `“${titleOf(graph.nodes.get(id) as FlowNode)}”`);
    found.push(
      problem(
        'cycle',
        at(inCircle),
        `These steps form a circle or stand behind one: ${names.join(', ')}. To repeat steps use “For each” or “Repeat until”.`,
        inCircle,
      ),
    );
  }
  const kindOf = (node: FlowNode) => nodeType(node.type, node.version)?.kind;
  const top = graph.children(null);
  if (flow.nodes.length > 0 && !top.some((node) => kindOf(node) === 'trigger' || kindOf(node) === undefined))
    found.push(problem('no_trigger', ['nodes'], 'The flow has no trigger: add “Run by hand”, a schedule or a webhook.'));
  for (const node of top) {
    if (graph.incoming(node.id).length === 0 && kindOf(node) !== 'trigger' && kindOf(node) !== undefined)
      found.push(problem('unreachable', at(node.id), `Nothing leads to “${titleOf(node)}”: connect it, or delete it.`, node.id));
  }
  return found;
}
