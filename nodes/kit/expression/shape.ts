/**
 * What is known of a value without running anything: a sample (the last run's data) and a JSON Schema, side by side.
 * Members, elements and types are read from whichever knows them. Used by completion only.
 */
import type { Source } from './contract.ts';
import { isForbidden, type TypeName, typeName } from './members.ts';

export type Shape = Source;

export const unknownShape: Shape = {};

type Schema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

export const sampled = (sample: unknown): Shape => ({ sample });

function shapeOf(sample: unknown, schema: unknown): Shape {
  return { ...(sample === undefined ? {} : { sample }), ...(schema === undefined ? {} : { schema }) };
}

/** The schemas that together describe a value: `allOf`, the branches of `anyOf` and `oneOf`, local `$ref`s. */
function parts(schema: unknown, root: unknown, depth = 0): Schema[] {
  if (!isRecord(schema) || depth > 8) return [];
  const more = [schema.allOf, schema.anyOf, schema.oneOf].filter(Array.isArray).flat();
  const target = typeof schema.$ref === 'string' ? resolve(root, schema.$ref) : undefined;
  return [schema, ...(target === undefined ? [] : [target]), ...more].flatMap((part) =>
    part === schema ? [schema] : parts(part, root, depth + 1),
  );
}

function resolve(root: unknown, ref: string): unknown {
  if (!ref.startsWith('#/')) return undefined;
  let value = root;
  for (const name of ref.slice(2).split('/')) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A schema found inside another keeps that one's definitions, so that a `$ref` still leads somewhere. */
function within(inner: unknown, root: unknown): unknown {
  const definitions = isRecord(root) ? { $defs: root.$defs, definitions: root.definitions } : {};
  return isRecord(inner) ? { ...definitions, ...inner } : undefined;
}

export function childOf(shape: Shape, name: string): Shape {
  if (isForbidden(name)) return unknownShape;
  const { sample, schema } = shape;
  if (name === 'length' && (typeof sample === 'string' || Array.isArray(sample) || typeOf(shape) === 'list'))
    return sampled(lengthOf(sample));
  if (/^\d+$/.test(name) && typeOf(shape) === 'list') return elementOf(shape);
  const child = isRecord(sample) && Object.hasOwn(sample, name) ? sample[name] : undefined;
  const described = parts(schema, schema)
    .map((part) => (isRecord(part.properties) && Object.hasOwn(part.properties, name) ? part.properties[name] : part.additionalProperties))
    .find(isRecord);
  return shapeOf(child, within(described, schema));
}

const lengthOf = (sample: unknown): number => (typeof sample === 'string' || Array.isArray(sample) ? sample.length : 0);

/** An item of a list. Of sample items that are objects the members of the first twenty are put together. */
export function elementOf({ sample, schema }: Shape): Shape {
  const described = parts(schema, schema)
    .map((part) => part.items)
    .find(isRecord);
  if (typeof sample === 'string') return sampled(sample[0] ?? '');
  return shapeOf(Array.isArray(sample) ? typicalItem(sample) : undefined, within(described, schema));
}

function typicalItem(list: readonly unknown[]): unknown {
  const records = list.slice(0, 20).filter(isRecord);
  if (records.length === 0) return list[0];
  const out: Record<string, unknown> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) if (!isForbidden(key) && (out[key] ?? null) === null) out[key] = value;
  }
  return out;
}

const schemaTypes: Readonly<Record<string, TypeName>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
  object: 'object',
};

export function typeOf({ sample, schema }: Shape): TypeName | undefined {
  if (sample !== undefined && sample !== null) return typeName(sample);
  for (const part of parts(schema, schema)) {
    const names = Array.isArray(part.type) ? part.type : [part.type];
    for (const name of names) if (typeof name === 'string' && Object.hasOwn(schemaTypes, name)) return schemaTypes[name];
    if (isRecord(part.properties)) return 'object';
  }
  return sample === null ? 'null' : undefined;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** The schema's title or description. */
  readonly about: string | undefined;
}

/** The members that are known, those of the sample first. */
export function membersOf(shape: Shape): Member[] {
  const names = new Set(isRecord(shape.sample) ? Object.keys(shape.sample) : []);
  for (const part of parts(shape.schema, shape.schema))
    if (isRecord(part.properties)) for (const name of Object.keys(part.properties)) names.add(name);
  return [...names]
    .filter((name) => !isForbidden(name))
    .map((name) => {
      const child = childOf(shape, name);
      const text = isRecord(child.schema) ? (child.schema.description ?? child.schema.title) : undefined;
      return { name, shape: child, about: typeof text === 'string' ? text : undefined };
    });
}

/** A sample as a short line. */
export function preview(sample: unknown): string | undefined {
  if (sample === undefined) return undefined;
  if (Array.isArray(sample)) return `list of ${sample.length}`;
  if (isRecord(sample)) return `object with ${Object.keys(sample).slice(0, 4).join(', ')}${Object.keys(sample).length > 4 ? ' …' : ''}`;
  const text = JSON.stringify(sample);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
