// What GET /api/node-types says of a node type: everything the editor needs to draw its card and its form, and nothing that
// acts. Params and result travel as JSON Schema (draft 2020-12) whose fields carry `title`, `description`, `ui`, `handling`.
import { z } from 'zod';
import { effectOrder, type NodeType, strongestEffect } from './define.ts';
import { destroysOf } from './destroys.ts';
import type { JsonObject } from './json.ts';

const jsonObject = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

export const nodeTypeJsonSchema = z.object({
  type: z.string(),
  version: z.int(),
  group: z.enum(['trigger', 'azure-backup', 'azure', 'mars', 'logic', 'http', 'notify']),
  /** Heading within its group. */
  section: z.string().nullable().default(null),
  title: z.string(),
  summary: z.string(),
  icon: z.string(),
  keywords: z.array(z.string()),
  connection: z.string().nullable().describe('kind of the connection it needs'),
  connectionBy: z
    .object({ param: z.string(), kinds: z.record(z.string(), z.string()) })
    .nullable()
    .describe('a param that asks for another kind'),
  connectionOptional: z.boolean().describe('it can do without a connection'),
  effect: z.enum(['none', 'read', 'write', 'destroy']).describe('the strongest it can have'),
  effectByParam: z.boolean().describe('the params decide; `effect` is the strongest'),
  destroys: z.array(jsonObject).describe('param values with which it deletes; one empty set: always'),
  target: z.string().nullable().describe('the param that names what it deletes, where that is not the usual one'),
  kind: z.enum(['action', 'trigger', 'container']),
  container: z.enum(['for-each', 'repeat-until', 'scope']).nullable(),
  ports: z.union([z.array(z.string()), z.object({ param: z.string(), key: z.string(), plus: z.array(z.string()) })]),
  line: z.string().describe('text of the card, with {param}'),
  waits: z.boolean(),
  params: jsonObject.describe('JSON Schema; fields carry ui and handling'),
  result: jsonObject.describe('JSON Schema'),
  formsBy: z.string().nullable().describe('the param that decides the shape of others: GET /api/node-types/:type/forms/:value'),
  choices: z.array(z.string()).describe('names for POST /api/node-types/:type/choices/:name'),
  examples: z.array(z.object({ name: z.string(), params: jsonObject, expect: jsonObject })),
});

export type NodeTypeJson = z.infer<typeof nodeTypeJsonSchema>;

/** Kind of the connection that a node with these params needs. */
export function connectionKindOf(
  type: Pick<NodeTypeJson, 'connection' | 'connectionBy'>,
  params: { readonly [name: string]: unknown },
): string | null {
  const value = type.connectionBy ? params[type.connectionBy.param] : undefined;
  return (typeof value === 'string' ? type.connectionBy?.kinds[value] : undefined) ?? type.connection;
}

/** JSON Schema of a zod schema as a form needs it: what may be written, not what parsing makes of it. */
export function formSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as unknown as JsonObject;
}

export function describeNodeType(type: NodeType): NodeTypeJson {
  const byParam = typeof type.effect === 'function';
  const params = formSchema(type.params);
  const destroys = [...destroysOf(type, params)];
  // What never deletes, however its params are set, can write at most.
  const possible = destroys.length > 0 ? effectOrder : effectOrder.filter((effect) => effect !== 'destroy');
  return {
    type: type.type,
    version: type.version,
    group: type.group,
    section: type.section ?? null,
    title: type.title,
    summary: type.summary,
    icon: type.icon,
    keywords: [...(type.keywords ?? [])],
    connection: type.connection ?? null,
    connectionBy: type.connectionBy ? { param: type.connectionBy.param, kinds: { ...type.connectionBy.kinds } } : null,
    connectionOptional: type.connectionOptional ?? false,
    effect: byParam ? strongestEffect(type, possible) : (type.effect as NodeTypeJson['effect']),
    effectByParam: byParam,
    destroys,
    target: type.target ?? null,
    kind: type.kind ?? 'action',
    container: type.container ?? null,
    ports: 'param' in type.ports ? { ...type.ports, plus: [...type.ports.plus] } : [...type.ports],
    line: type.line,
    waits: type.waits ?? false,
    params,
    result: formSchema(type.result),
    formsBy: type.forms?.param ?? null,
    choices: Object.keys(type.choices ?? {}),
    examples: type.examples.map(({ name, params, expect }) => ({ name, params, expect: JSON.parse(JSON.stringify(expect)) as JsonObject })),
  };
}
