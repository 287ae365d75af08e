// The rows of a data tree: what a value holds, and where it holds nothing yet, what its schema says it will. Pure.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { isSecretHandle } from '../../nodes/kit/secret-handle.ts';
import { previewOf } from '../inspector/preview-text.ts';
import { count } from '../ui/format.ts';

export interface TreeRow {
  readonly name: string;
  /** `steps.listItems.items[0].name` */
  readonly expression: string;
  /** The value in few words, or its type where there is none. */
  readonly says: string;
  /** The whole value, for a tooltip. */
  readonly full: string;
  readonly kind: 'text' | 'number' | 'flag' | 'nothing' | 'list' | 'object' | 'type';
  readonly branch: boolean;
  children(): readonly TreeRow[];
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** @example memberOf('steps.a', 'my key') // "steps.a['my key']" */
const memberOf = (expression: string, name: string | number): string =>
  typeof name === 'number'
    ? `${expression}[${name}]`
    : identifier.test(name)
      ? `${expression}.${name}`
      : `${expression}['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;

export function treeRows(value: Json | undefined, schema: JsonObject | undefined, expression: string): readonly TreeRow[] {
  if (Array.isArray(value))
    return value.map((entry, index) => row(String(index), entry as Json, itemSchema(schema), memberOf(expression, index)));
  const own = typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  const declared = (schema?.properties ?? {}) as { readonly [name: string]: JsonObject };
  const names = [...new Set([...Object.keys(own), ...(typeof value === 'object' || value === undefined ? Object.keys(declared) : [])])];
  return names.map((name) => row(name, own[name], declared[name], memberOf(expression, name)));
}

function row(name: string, value: Json | undefined, schema: JsonObject | undefined, expression: string): TreeRow {
  if (value === undefined) return promised(name, schema, expression);
  const secret = isSecretHandle(value);
  const branch = !secret && typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return {
    name,
    expression,
    says: Array.isArray(value)
      ? count(value.length, 'item')
      : typeof value === 'object' && value !== null && !secret
        ? ''
        : previewOf(value),
    full: typeof value === 'string' ? value : (JSON.stringify(value)?.slice(0, 2_000) ?? ''),
    kind: secret ? 'text' : kindOf(value),
    branch,
    children: () => treeRows(value, schema, expression),
  };
}

/** A row of something that has no value yet. */
function promised(name: string, schema: JsonObject | undefined, expression: string): TreeRow {
  const list = schema?.type === 'array' || schema?.handling === 'list';
  const item = itemSchema(schema);
  const inner = list ? item : schema;
  const branch = Object.keys((inner?.properties ?? {}) as object).length > 0;
  return {
    name,
    expression,
    says: typeof schema?.title === 'string' ? `${typeWord(schema)} · ${schema.title}` : typeWord(schema),
    full: typeof schema?.description === 'string' ? schema.description : '',
    kind: 'type',
    branch,
    children: () => (list ? treeRows(undefined, item, memberOf(expression, 0)) : treeRows(undefined, schema, expression)),
  };
}

const itemSchema = (schema: JsonObject | undefined): JsonObject | undefined => schema?.items as JsonObject | undefined;

const typeWord = (schema: JsonObject | undefined): string => {
  const type = Array.isArray(schema?.type) ? (schema.type as readonly string[]).filter((each) => each !== 'null')[0] : schema?.type;
  switch (type) {
    case 'array':
      return 'list';
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'true/false';
    case 'object':
      return 'object';
    default:
      return 'any value';
  }
};

function kindOf(value: Json): TreeRow['kind'] {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'string':
      return 'text';
    default:
      return 'object';
  }
}
