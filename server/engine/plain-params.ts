// A short way through a node's schema for params that most steps have: texts, numbers and switches without further rules. A
// loop checks the same few fields ten thousand times, and zod makes a context and a result for each. It answers exactly what
// the schema would, or null where it is not sure: then the schema itself is asked. It never refuses anything.
import type { z } from 'zod';

/** The checked params, with defaults, without what the schema does not know; null: ask the schema. */
export type PlainReader = (given: { readonly [name: string]: unknown }) => Record<string, unknown> | null;

interface Definition {
  readonly type: string;
  readonly checks?: readonly unknown[];
  readonly coerce?: boolean;
  readonly format?: string;
  readonly check?: string;
  readonly catchall?: unknown;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly entries?: { readonly [name: string]: unknown };
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly getter?: () => z.ZodType;
  readonly fn?: (value: unknown) => unknown;
}

interface Field {
  readonly name: string;
  /** What the schema makes of a value; {@link unsure} where it has to be asked. */
  readonly read: (value: unknown) => unknown;
  /** What stands for a field that was left out; undefined: nothing. */
  readonly absent: () => unknown;
}

const unsure = Symbol('unsure');

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

const isPlain = ({ type, checks, coerce, format, check }: Definition): boolean =>
  !checks?.length && coerce !== true && format === undefined && (check === undefined || type === 'custom');

/** Null: this schema is always to be asked. */
export function plainReader(schema: z.ZodType | undefined): PlainReader | null {
  if (!schema) return null;
  const definition = definitionOf(schema);
  if (definition.type !== 'object' || definition.catchall !== undefined || !isPlain(definition)) return null;
  const fields = Object.entries((schema as z.ZodObject).shape).map(([name, field]) => fieldOf(name, field as z.ZodType));
  if (fields.some(({ name }) => name === '__proto__')) return null;
  return (given) => {
    const read: Record<string, unknown> = {};
    for (const field of fields) {
      const value = given[field.name];
      let kept: unknown = unsure;
      if (value !== undefined) kept = field.read(value);
      else if (!Object.hasOwn(given, field.name)) kept = field.absent();
      if (kept === unsure) return null;
      if (kept !== undefined) read[field.name] = kept;
    }
    return read;
  };
}

function fieldOf(name: string, schema: z.ZodType): Field {
  const definition = definitionOf(schema);
  const { type, innerType, defaultValue } = definition;
  if (!isPlain(definition)) return { name, read: () => unsure, absent: () => unsure };
  if (type === 'optional' && innerType) {
    // A default inside still counts: only the schema knows.
    const absent = hasDefault(innerType) ? unsure : undefined;
    return { name, read: readerOf(innerType), absent: () => absent };
  }
  if (type === 'default' && innerType) {
    const absent = isEmpty(defaultValue) ? () => ({}) : () => (isScalar(defaultValue) ? defaultValue : unsure);
    return { name, read: readerOf(innerType), absent };
  }
  return { name, read: readerOf(schema), absent: () => unsure };
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;

const hasDefault = (schema: z.ZodType): boolean =>
  !['string', 'number', 'boolean', 'enum', 'record', 'lazy', 'custom'].includes(definitionOf(schema).type);

/** What JSON holds that cannot hold anything itself. Lists and objects are copied by a schema: it is asked for them. */
const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || value === null || (typeof value === 'number' && Number.isFinite(value));

const scalar = (value: unknown): unknown => (isScalar(value) ? value : unsure);

function readerOf(schema: z.ZodType): Field['read'] {
  const definition = definitionOf(schema);
  const { type, entries, keyType, valueType, fn } = definition;
  // Its own function decides, and what it lets pass stays what it is.
  if (type === 'custom' && fn && !definition.checks?.length) return (value) => (fn(value) === true ? value : unsure);
  if (!isPlain(definition)) return () => unsure;
  if (type === 'string' || type === 'boolean') return (value) => (typeof value === type ? value : unsure);
  if (type === 'number') return (value) => (typeof value === 'number' && Number.isFinite(value) ? value : unsure);
  if (type === 'enum' && entries) {
    const known = new Set(Object.values(entries));
    return (value) => (known.has(value) ? value : unsure);
  }
  if (isJson(schema)) return scalar;
  if (type === 'record' && keyType && valueType && definitionOf(keyType).type === 'string' && isPlain(definitionOf(keyType)))
    return recordReader(readerOf(valueType));
  return () => unsure;
}

function recordReader(read: Field['read']): Field['read'] {
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return unsure;
    const copy: Record<string, unknown> = {};
    for (const [name, entry] of Object.entries(value)) {
      const kept = name === '__proto__' ? unsure : read(entry);
      if (kept === unsure) return unsure;
      copy[name] = kept;
    }
    return copy;
  };
}

/** `z.json()`: a union that calls itself for what it holds. */
function isJson(schema: z.ZodType): boolean {
  const { type, getter } = definitionOf(schema);
  if (type !== 'lazy' || !getter) return false;
  const union = definitionOf(getter());
  if (union.type !== 'union' || !isPlain(union)) return false;
  const options = (union.options ?? []).map(definitionOf);
  const scalars = options.slice(0, 4);
  return (
    options.length === 6 &&
    scalars.map((option) => option.type).join() === 'string,number,boolean,null' &&
    scalars.every(isPlain) &&
    options[4]?.element === schema &&
    options[5]?.valueType === schema
  );
}
