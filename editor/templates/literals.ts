// The fixed values of a flow that could be asked for instead: every literal param of its nodes, equal ones of the same field
// together. Values with an expression inside are no literals; structures that hold some are searched for their plain parts.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { type FieldSpec, fieldsOf, isShown, wordsOf } from '../inspector/schema.ts';

export interface Place {
  readonly nodeId: string;
  readonly nodeTitle: string;
  /** Inside the node's params. */
  readonly path: readonly (string | number)[];
}

export interface Literal {
  /** Names it for as long as the flow does not change. */
  readonly key: string;
  readonly fieldTitle: string;
  readonly value: Json;
  /** JSON Schema of the parameter it would become. */
  readonly schema: JsonObject;
  readonly places: readonly Place[];
  /** What the parameter could be called. */
  readonly wishedName: string;
}

interface TypeLookup {
  of(type: string, version?: number): NodeTypeJson | null;
}

export function literalsOf(flow: Flow, types: TypeLookup): readonly Literal[] {
  const found = new Map<string, Literal>();
  for (const node of flow.nodes) {
    const type = types.of(node.type, node.version);
    for (const literal of literalsOfNode(node, type)) {
      const same = found.get(literal.key);
      found.set(literal.key, same ? { ...same, places: [...same.places, ...literal.places] } : literal);
    }
  }
  return [...found.values()];
}

/** These say how a step works, not what it works on. */
const structural = new Set(['code', 'schema', 'hidden', 'secret', 'conditions', 'cases', 'columns']);

function literalsOfNode(node: FlowNode, type: NodeTypeJson | null): readonly Literal[] {
  const fields = type ? fieldsOf(type.params) : [];
  const nodeTitle = node.title ?? type?.title ?? node.id;
  const values: { readonly [name: string]: Json } = node.params;
  return Object.entries(values).flatMap(([name, value]): readonly Literal[] => {
    const field = fields.find((known) => known.name === name) ?? null;
    if (field && !isShown(field, values, fields)) return [];
    if (field?.handling === 'deferred') return [];
    const title = field?.title ?? wordsOf(name);
    // An emptied field ("all vaults") is a value too, and often the one to ask for.
    const whole = (value === '' || isLiteral(value)) && !(field && structural.has(field.ui.widget ?? ''));
    const parts = whole ? [{ path: [name] as Place['path'], title, value }] : plainParts(value, [name], title);
    return parts.map((part) => ({
      key: `${node.type}/${part.path.length === 1 ? name : `${node.id}/${part.path.join('/')}`}=${JSON.stringify(part.value)}`,
      fieldTitle: part.title,
      value: part.value,
      schema: part.path.length === 1 ? parameterSchema(field, part.value, node.type) : plainSchema(part.value),
      places: [{ nodeId: node.id, nodeTitle, path: part.path }],
      wishedName: nameOf(part.path),
    }));
  });
}

const ownBusiness = new Set(['operator', 'operation', 'name', 'type', 'format']);

const isScalar = (value: Json): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

function isLiteral(value: Json): boolean {
  if (typeof value === 'string') return value !== '' && !value.includes('{{');
  if (Array.isArray(value)) return value.length > 0 && (value as readonly Json[]).every((entry) => isScalar(entry) && isLiteral(entry));
  if (typeof value === 'object' && value !== null) return false;
  return value !== null;
}

interface Part {
  readonly path: Place['path'];
  readonly title: string;
  readonly value: Json;
}

/** Plain texts and numbers inside a structure, such as one value of a condition or one header. */
function plainParts(value: Json, path: Place['path'], title: string): readonly Part[] {
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((entry, index) => plainPart(entry, [...path, index], `${title} ${index + 1}`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value as JsonObject).flatMap(([name, entry]) =>
      // How a condition compares and what a column is called is the step's own business.
      ownBusiness.has(name) ? [] : plainPart(entry, [...path, name], `${title} › ${wordsOf(name)}`),
    );
  return [];
}

const plainPart = (value: Json, path: Place['path'], title: string): readonly Part[] =>
  isScalar(value) ? (isLiteral(value) ? [{ path, title, value }] : []) : plainParts(value, path, title);

function nameOf(path: Place['path']): string {
  const words = path.filter((part) => typeof part === 'string').slice(-2);
  const name =
    path.length === 1 ? String(path[0]) : words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  const clean = name.replace(/[^A-Za-z0-9]/g, '').slice(0, 60);
  return /^[A-Za-z]/.test(clean) ? clean : `value${clean}`;
}

/** The field's schema as far as it says what may be given; a default or a reference to elsewhere stays behind. */
function parameterSchema(field: FieldSpec | null, value: Json, nodeType: string): JsonObject {
  if (!field || field.handling === 'list' || JSON.stringify(field.schema).includes('"$ref"')) return plainSchema(value);
  const { title: _, description: __, default: ___, handling: ____, ui: _____, $defs: ______, ...schema } = field.schema;
  const { when: _when, advanced: _advanced, ...ui } = field.ui;
  const shown = { ...ui, ...(ui.choices === undefined ? {} : { node: nodeType }) };
  const { minLength: _least, pattern: _pattern, format: _format, ...mayBeEmpty } = schema;
  const fitting = value === '' ? mayBeEmpty : schema;
  const typed = schema.type === undefined && schema.enum === undefined && schema.anyOf === undefined ? plainSchema(value) : fitting;
  return { ...typed, ...(Object.keys(shown).length > 0 ? { ui: shown as JsonObject } : {}) };
}

function plainSchema(value: Json): JsonObject {
  if (Array.isArray(value)) {
    const kinds = new Set((value as readonly Json[]).map((entry) => typeof entry));
    return { type: 'array', items: kinds.size === 1 ? plainSchema((value as readonly Json[])[0] as Json) : {}, ui: { widget: 'list' } };
  }
  if (typeof value === 'number') return { type: 'number' };
  return { type: typeof value === 'boolean' ? 'boolean' : 'string' };
}
