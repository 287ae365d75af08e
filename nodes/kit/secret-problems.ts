// What is wrong with how a flow handles secrets: a secret that would stand in the document, and triggers that cannot give one. What
// arrives at a trigger is kept with the run for all to read, so no trigger fills a secret input (docs/decisions/0012).
import { type Flow, type FlowInput, type FlowNode, pointer } from './flow.ts';
import type { NodeTypeJson } from './node-type-json.ts';
import type { ProblemItem } from './wire/problem.ts';

type Path = readonly PropertyKey[];

const wrong = (path: Path, message: string, nodeId?: string): ProblemItem => ({
  code: 'flow_invalid',
  path: pointer(path),
  message,
  severity: 'error',
  ...(nodeId === undefined ? {} : { nodeId }),
});

export function secretInputProblems(input: FlowInput, path: Path): ProblemItem[] {
  const { type } = input.schema as { readonly type?: unknown };
  return [
    ...(input.default === undefined || input.default === null || input.default === ''
      ? []
      : [wrong([...path, 'default'], `The secret input “${input.name}” cannot have a default: it would stand in the flow.`)]),
    ...(type === undefined || type === 'string' || (Array.isArray(type) && type.includes('string'))
      ? []
      : [wrong([...path, 'schema'], `The secret input “${input.name}” must be a text.`)]),
  ];
}

/** The trigger whose runs get their inputs from whoever starts them. */
const BY_HAND = 'core.manual';

/** Triggers that map what arrives to inputs: a webhook, a schedule. */
export function unfedSecrets(flow: Flow, node: FlowNode, type: NodeTypeJson, path: Path): ProblemItem[] {
  if (!Object.hasOwn((type.params.properties ?? {}) as object, 'inputs')) return [];
  const mapped = node.params.inputs;
  const names = new Set(typeof mapped === 'object' && mapped !== null && !Array.isArray(mapped) ? Object.keys(mapped) : []);
  return flow.inputs.flatMap((input) => {
    if (input.secret !== true) return [];
    if (names.has(input.name))
      return [
        wrong(
          [...path, 'params', 'inputs', input.name],
          `“${input.name}” is a secret: what a trigger gets is kept with the run for all to read. Take it from a Key Vault or a connection.`,
          node.id,
        ),
      ];
    if (input.required !== true || type.type === BY_HAND || node.settings?.disabled === true) return [];
    return [
      wrong(
        path,
        `“${node.title ?? type.title}” can start nothing: the flow needs the secret “${input.name}”, which no trigger gives.`,
        node.id,
      ),
    ];
  });
}
