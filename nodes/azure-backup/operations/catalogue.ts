// The operations of Azure Backup as data: generated from the official SDK (server/services/azure/catalogue), never written by hand.
// Their schemas are large and read only when a form or a body asks for them.
import type { JsonObject } from '../../kit/json.ts';
import operationsJson from './operations.json' with { type: 'json' };

export interface Operation {
  readonly title: string;
  readonly says: string;
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  readonly effect: string;
  readonly parts: readonly string[];
  readonly query: readonly string[];
  readonly body: string | null;
  readonly bodyOptional: boolean;
  readonly answer: string | null;
}

export type OperationId = keyof typeof operationsJson;

export const operations: { readonly [id: string]: Operation } = operationsJson;
export const operationIds = Object.keys(operationsJson) as [OperationId, ...OperationId[]];

/** Null for what is no operation, also for names that every object has. */
export const operationOf = (id: unknown): Operation | null =>
  typeof id === 'string' && Object.hasOwn(operations, id) ? (operations[id] as Operation) : null;

export type Schemas = { readonly [model: string]: JsonObject };

let loaded: Promise<Schemas> | undefined;

export const loadSchemas = (): Promise<Schemas> => {
  loaded ??= import('./schemas.json', { with: { type: 'json' } }).then((module) => module.default as unknown as Schemas);
  return loaded;
};

export const modelNamed = (schemas: Schemas, reference: unknown): JsonObject | null =>
  typeof reference === 'string' ? (schemas[reference.replace(/^#\/\$defs\//, '')] ?? null) : null;

/** A model and all that it refers to, as one JSON Schema. */
export function schemaOf(schemas: Schemas, model: string): JsonObject {
  const found = new Map<string, JsonObject>();
  const add = (name: string): void => {
    const schema = schemas[name];
    if (!schema || found.has(name)) return;
    found.set(name, schema);
    for (const [, inner = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) add(inner);
  };
  add(model);
  return { $ref: `#/$defs/${model}`, $defs: Object.fromEntries(found) };
}
