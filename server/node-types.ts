// The node types of this server, by type and version, as the engine runs them and as the API tells them. Descriptions are made
// when first asked for: a starting server does not pay for forms nobody has opened.
import type { NodeType } from '../nodes/kit/define.ts';
import type { Flow } from '../nodes/kit/flow.ts';
import { describeNodeType, type NodeTypeJson } from '../nodes/kit/node-type-json.ts';
import { problems } from '../nodes/kit/problems.ts';
import type { ProblemItem } from '../nodes/kit/wire/problem.ts';

export interface NodeTypes {
  find(type: string, version: number): NodeType | undefined;
  /** The newest version. */
  newest(type: string): NodeType | undefined;
  describe(type: string, version: number): NodeTypeJson | undefined;
  all(): readonly NodeTypeJson[];
  /** What is wrong with a flow; kept per parsed document. */
  problems(flow: Flow): readonly ProblemItem[];
}

export function createNodeTypes(list: readonly NodeType[]): NodeTypes {
  const byKey = new Map<string, NodeType>();
  const byType = new Map<string, NodeType>();
  for (const type of list) {
    const key = `${type.type}@${type.version}`;
    if (byKey.has(key)) throw new Error(`two node types are called ${key}`);
    byKey.set(key, type);
    if ((byType.get(type.type)?.version ?? 0) < type.version) byType.set(type.type, type);
  }
  const described = new Map<string, NodeTypeJson>();
  const found = new WeakMap<Flow, readonly ProblemItem[]>();

  const describe = (type: string, version: number) => {
    const key = `${type}@${version}`;
    const known = described.get(key);
    if (known) return known;
    const definition = byKey.get(key);
    if (!definition) return undefined;
    const json = describeNodeType(definition);
    described.set(key, json);
    return json;
  };

  return {
    find: (type, version) => byKey.get(`${type}@${version}`),
    newest: (type) => byType.get(type),
    describe,
    all: () => list.map((type) => describe(type.type, type.version) as NodeTypeJson),
    problems(flow) {
      let known = found.get(flow);
      if (!known) {
        known = problems(flow, describe);
        found.set(flow, known);
      }
      return known;
    },
  };
}
