// Reads the schema of a request body: which kinds it has, which fields a kind has. Only reading; ModelFields.tsx draws.
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import { type FieldSpec, wordsOf } from '../schema.ts';

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/$defs/', '') : '';
  const found = ((root.$defs ?? {}) as { readonly [name: string]: JsonObject })[name];
  return found ? { ...found, ...schema } : schema;
}

export interface Kinds {
  readonly property: string;
  readonly values: readonly string[];
  readonly of: (value: string) => JsonObject | null;
}

/** What tells the kinds of a model apart; null for a model of one kind. */
export function kindsOf(schema: JsonObject, root: JsonObject): Kinds | null {
  const told = schema.discriminator as { readonly propertyName: string; readonly mapping: { readonly [kind: string]: string } } | undefined;
  if (!told) return null;
  return {
    property: told.propertyName,
    values: Object.keys(told.mapping),
    of: (value) => (Object.hasOwn(told.mapping, value) ? resolved({ $ref: told.mapping[value] as string }, root) : null),
  };
}

/** What Azure writes itself is not asked for; nor is what every resource has and nobody sets here. */
const unasked = new Set(['eTag', 'location', 'tags']);

export interface ModelField extends FieldSpec {
  /** Set when it is an object of its own. */
  readonly model: JsonObject | null;
}

export function modelFields(schema: JsonObject, root: JsonObject, value: JsonObject): readonly ModelField[] {
  const kinds = kindsOf(schema, root);
  const kind = kinds ? kinds.of(String(value[kinds.property] ?? '')) : schema;
  const required = new Set((kind?.required ?? []) as readonly string[]);
  const fields = Object.entries((kind?.properties ?? {}) as { readonly [name: string]: JsonObject }).flatMap(
    ([name, own]): ModelField[] => {
      if (name === kinds?.property || own.readOnly === true || (unasked.has(name) && value[name] === undefined)) return [];
      const full = resolved(own, root);
      const examples = (own.examples ?? []) as readonly string[];
      const about = typeof own.description === 'string' && own.description !== '' ? own.description : null;
      const values = examples.length > 0 ? `One of ${examples.join(', ')}.` : null;
      return [
        {
          name,
          title: wordsOf(name),
          description: [about, values].filter(Boolean).join(' ') || null,
          schema: isListOfObjects(full, root) ? {} : full,
          ui: isListOfObjects(full, root) ? { widget: 'multiline', lines: 4 } : full.format === 'date-time' ? { widget: 'date' } : {},
          handling: null,
          required: required.has(name),
          default: undefined,
          model: full.type === 'object' && full.properties !== undefined ? full : null,
        },
      ];
    },
  );
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

/** These are written as JSON; everything else has a control of its own. */
const isListOfObjects = (schema: JsonObject, root: JsonObject): boolean =>
  schema.type === 'array' && resolved((schema.items ?? {}) as JsonObject, root).type === 'object';
