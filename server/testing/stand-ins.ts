// Puts a stand-in where a test has an answer for a step: same params, same ports, but it is never called. Params are evaluated and
// checked all the same, so a test notices an expression that broke. A loop with an answer runs nothing inside.
import type { NodeType, Outcome } from '../../nodes/kit/define.ts';
import { type ErrorCode, fail } from '../../nodes/kit/errors.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { graphOf } from '../../nodes/kit/graph.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { Answer, TestCase } from '../../nodes/kit/testing/test-case.ts';
import { firstPortOf } from '../engine/compile.ts';
import { stepId } from '../engine/ids.ts';

/** No node type is called so. */
const mark = 'answered:';

type Find = (type: string, version: number) => NodeType | undefined;

export interface Staged {
  readonly flow: Flow;
  readonly nodeType: Find;
  /** Ids of the steps that are not called. */
  readonly answered: ReadonlySet<string>;
}

export function stageFlow(flow: Flow, answers: TestCase['answers'], find: Find, runId: string): Staged {
  const graph = graphOf(flow);
  const byNode = new Map<string, Map<string, Answer>>();
  for (const [key, answer] of Object.entries(answers)) {
    const nodeId = parseStepKey(key)?.nodeId ?? key;
    const node = graph.nodes.get(nodeId);
    if (!node) throw fail('not_found', `The test answers for “${nodeId}”, which is no step of this flow.`);
    if (node.settings?.disabled === true || find(node.type, node.version)?.kind === 'trigger') continue;
    byNode.set(nodeId, (byNode.get(nodeId) ?? new Map<string, Answer>()).set(key, answer));
  }
  const inside = (id: string) => graph.around(id).some((outer) => byNode.has(outer));
  const nodes = flow.nodes.filter(({ id }) => !inside(id)).map((node) => (byNode.has(node.id) ? staged(node, find) : node));
  const kept = new Set(nodes.map(({ id }) => id));
  const types = new Map<string, NodeType>();
  for (const [id, ofNode] of byNode) {
    const node = graph.nodes.get(id) as FlowNode;
    const type = find(node.type, node.version);
    if (type)
      types.set(
        mark + id,
        standIn(type, firstPortOf(node, type), (key) => answerOf(ofNode, id, key, runId)),
      );
  }
  return {
    // Hosts that practice may send to are not for tests: nothing leaves.
    flow: {
      ...flow,
      nodes,
      edges: flow.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
      settings: { ...flow.settings, practiceSends: [] },
    },
    nodeType: (type, version) => types.get(type) ?? find(type, version),
    answered: new Set(byNode.keys()),
  };
}

/** What a loop says about its items is said inside it, and there is no inside. */
function staged(node: FlowNode, find: Find): FlowNode {
  const { retry: _, ...settings } = node.settings ?? {};
  const container = find(node.type, node.version)?.kind === 'container';
  return { ...node, type: mark + node.id, settings, ...(container ? { params: {} } : {}) };
}

function standIn(type: NodeType, firstPort: string, answer: (key: string) => Answer): NodeType {
  const { resume: _resume, recover: _recover, waits: _waits, container, kind: _kind, ...rest } = type;
  return {
    ...rest,
    effect: 'none',
    ...(container ? { params: emptyParams(type) } : {}),
    run({ key }): Outcome {
      const { port, result, fails } = answer(key);
      if (fails) throw fail(fails.code as ErrorCode, fails.message);
      return { port: port ?? firstPort, data: result ?? null };
    },
  } as NodeType;
}

const emptyParams = (type: NodeType) => type.params.partial();

/** Of an item of a loop its own answer, else the one for the step in general. */
function answerOf(answers: ReadonlyMap<string, Answer>, nodeId: string, id: string, runId: string): Answer {
  for (const [key, answer] of answers) if (key !== nodeId && stepId(runId, key) === id) return answer;
  const general = answers.get(nodeId);
  if (general) return general;
  throw fail('sample_missing', `The test has answers for some items of “${nodeId}”, but not for this one.`);
}
