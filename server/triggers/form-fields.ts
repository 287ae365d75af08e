// Which questions a form asks, from the flow's inputs, and what the answers mean as values. Pure. An empty answer is null: the
// person was asked and gave nothing. Whether the values fit the flow is said by inputs.ts.
import type { Flow, FlowInput } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

type FieldKind = 'text' | 'email' | 'url' | 'number' | 'date' | 'moment' | 'password' | 'check' | 'one' | 'several' | 'lines' | 'json';

export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly required: boolean;
  readonly kind: FieldKind;
  /** Whole numbers only. */
  readonly whole: boolean;
  /** Of `one` and `several`: values as JSON text, and the words for them. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** What the page is filled with at first, as it would be sent. */
  readonly initial: readonly string[];
}

/** What was sent, by name of the input. */
export type Answers = { readonly [name: string]: readonly string[] };

const objectOf = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? (value as JsonObject) : {});

function kindOf({ schema, secret }: FlowInput): FieldKind {
  if (secret) return 'password';
  if (Array.isArray(schema.enum)) return 'one';
  if (schema.type === 'boolean') return 'check';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'array') {
    const items = objectOf(schema.items);
    if (Array.isArray(items.enum)) return 'several';
    return items.type === 'string' ? 'lines' : 'json';
  }
  if (schema.type === undefined ? Object.keys(schema).length > 0 : schema.type !== 'string') return 'json';
  switch (schema.format) {
    case 'date':
      return 'date';
    case 'date-time':
      return 'moment';
    case 'email':
      return 'email';
    case 'uri':
      return 'url';
    default:
      return 'text';
  }
}

const label = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function shown(kind: FieldKind, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null || kind === 'password') return [];
  switch (kind) {
    case 'check':
      return value === true ? ['true'] : [];
    case 'one':
      return [JSON.stringify(value)];
    case 'several':
      return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : [];
    case 'lines':
      return Array.isArray(value) ? [value.map(label).join('\n')] : [];
    case 'moment':
      return [label(value).replace(/(:\d\d)?(\.\d+)?Z$/, '')];
    case 'json':
      return [JSON.stringify(value, null, 2)];
    default:
      return [label(value)];
  }
}

/** The questions in the order of the inputs; what the trigger gives itself is not asked. */
export function formFields({ inputs }: Pick<Flow, 'inputs'>, given: ReadonlySet<string>): readonly FormField[] {
  return inputs
    .filter(({ name }) => !given.has(name))
    .map((input) => {
      const kind = kindOf(input);
      const options = kind === 'several' ? objectOf(input.schema.items).enum : input.schema.enum;
      return {
        name: input.name,
        title: input.title || input.name,
        about: input.description ?? '',
        // A switch is answered either way.
        required: input.required === true && kind !== 'check',
        kind,
        whole: input.schema.type === 'integer',
        options: Array.isArray(options) ? options.map((value) => ({ value: JSON.stringify(value), label: label(value as Json) })) : [],
        initial: shown(kind, input.default),
      };
    });
}

/** Undefined: the answer cannot be read as what the field asks for. */
function answered({ kind }: FormField, sent: readonly string[]): Json | undefined {
  const first = sent[0] ?? '';
  if (kind === 'check') return first !== '';
  if (kind === 'several') {
    const values = sent.map(parsed);
    return values.includes(undefined) ? undefined : (values as Json[]);
  }
  if (kind === 'password') return first === '' ? null : first;
  const text = kind === 'text' ? first : first.trim();
  if (text === '') return null;
  switch (kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'moment':
      return Number.isNaN(Date.parse(`${text}Z`)) ? undefined : new Date(`${text}Z`).toISOString();
    case 'lines':
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'one':
    case 'json':
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const asked: { readonly [kind in FieldKind]?: string } = {
  number: 'must be a number',
  moment: 'must be a date and time',
  json: 'must be JSON, such as {"name": "value"}',
  one: 'is none of the choices',
  several: 'is none of the choices',
};

/** Values by name of the input, and what cannot be read. */
export function readAnswers(
  fields: readonly FormField[],
  answers: Answers,
): { readonly values: JsonObject; readonly wrong: { readonly [name: string]: string } } {
  const values: { [name: string]: Json } = {};
  const wrong: { [name: string]: string } = {};
  for (const field of fields) {
    const value = answered(field, answers[field.name] ?? []);
    if (value === undefined) wrong[field.name] = asked[field.kind] ?? 'cannot be read';
    else values[field.name] = value;
  }
  return { values, wrong };
}
