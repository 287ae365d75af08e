// Reads the JSON Schema of a node type (or a connection, a template) as a form: which fields, in which order, with which
// widget. Only reading; drawing is SchemaForm.tsx.
import type { FieldHandling, FieldUi } from '../../nodes/kit/fields.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

export interface FieldSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly schema: JsonObject;
  readonly ui: FieldUi;
  readonly handling: FieldHandling | null;
  readonly required: boolean;
  readonly default: Json | undefined;
}

export type Widget = NonNullable<FieldUi['widget']>;

type Values = { readonly [name: string]: Json | undefined };

/** The fields of an object schema, in the order in which their author asks: the vault before what lies in it. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonObject };
  const required = new Set((schema.required ?? []) as readonly string[]);
  return Object.entries(properties).map(([name, own]): FieldSpec => {
    const resolved = resolve(own, schema);
    return {
      name,
      title: typeof resolved.title === 'string' ? resolved.title : wordsOf(name),
      description: typeof resolved.description === 'string' ? resolved.description : null,
      schema: resolved,
      ui: (resolved.ui ?? {}) as FieldUi,
      handling: (resolved.handling as FieldHandling | undefined) ?? null,
      required: required.has(name),
      default: resolved.default,
    };
  });
}

function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const ref = schema.$ref;
  if (typeof ref !== 'string' || !ref.startsWith('#/$defs/')) return schema;
  const found = ((root.$defs ?? {}) as { readonly [name: string]: JsonObject })[ref.slice('#/$defs/'.length)];
  return found ? { ...found, ...schema } : schema;
}

/** @example wordsOf('retainUntil') // 'Retain until' */
export function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The widget of a field: as it asks, else by its type. */
export function widgetOf({ ui, schema, handling }: Pick<FieldSpec, 'ui' | 'schema' | 'handling'>): Widget | 'many' {
  const options = enumOf(itemsOf(schema));
  if (ui.widget === 'list' && options.length > 0) return 'many';
  if (ui.widget) return ui.widget;
  if (handling === 'list') return 'list';
  if (enumOf(schema).length > 0) return 'select';
  switch (schema.type) {
    case 'boolean':
      return 'switch';
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return options.length > 0 ? 'many' : itemsOf(schema).type === 'object' ? 'columns' : 'list';
    case 'object':
      return 'key-value';
    default:
      return 'text';
  }
}

export const itemsOf = (schema: JsonObject): JsonObject => (schema.items ?? {}) as JsonObject;

export const enumOf = (schema: JsonObject): readonly (string | number)[] => (schema.enum ?? []) as readonly (string | number)[];

/** Fields that other values hide are not drawn. */
export function isShown(field: FieldSpec, values: Values, all: readonly FieldSpec[]): boolean {
  if (field.ui.widget === 'hidden') return false;
  const { unless } = field.ui;
  const against = unless && all.find(({ name }) => name === unless.param);
  if (unless && against && isShown(against, values, all) && unless.in.includes((values[unless.param] ?? against.default) as string))
    return false;
  return [field.ui.when ?? []].flat().every((when) => {
    const other = all.find(({ name }) => name === when.param);
    // A field of a hidden field is hidden too: `endpoint` asks for a cloud that a practice connection does not show.
    if (other && !isShown(other, values, all)) return false;
    const value = values[when.param] ?? other?.default;
    return typeof value === 'string' && value.includes('{{') ? true : when.in.includes(value as string);
  });
}

/** What an empty field means, from its description. @example "In the vault's region. Empty: the newest." // 'The newest' */
export function emptyWordsOf({ description }: Pick<FieldSpec, 'description'>): string | null {
  const words = /(?:^|\. )Empty: ([^.]{1,60})\./.exec(description ?? '')?.[1];
  return words === undefined ? null : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The description says nothing but what an empty field means, and the control shows that itself. */
export const saysOnlyEmpty = ({ description, ui, schema, handling }: FieldSpec): boolean =>
  ['choices', 'select'].includes(widgetOf({ ui, schema, handling })) && /^Empty: [^.]{1,60}\.$/.test(description ?? '');

/** Any value is welcome here: text is read as JSON where it is JSON. */
export const isUntyped = (schema: JsonObject): boolean =>
  schema.type === undefined && schema.enum === undefined && schema.anyOf === undefined && schema.const === undefined;

/** What a text field shows of a value. The inverse of {@link jsonOfText}. */
export function textOfJson(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, typeof value === 'object' ? 2 : undefined);
  return jsonOfText(value) === value ? value : JSON.stringify(value);
}

/** What typed text means in an untyped field: `3` is a number, `"3"` the text 3, `[1, 2]` a list, anything else is text. */
export function jsonOfText(text: string): Json {
  const trimmed = text.trim();
  if (!/^(-?\d|true$|false$|null$|"|\[|\{(?!\{))/.test(trimmed)) return text;
  try {
    return JSON.parse(trimmed) as Json;
  } catch {
    return text;
  }
}
