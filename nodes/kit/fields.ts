// Building blocks for a node's params: zod schemas that carry a `ui` hint for the form and, where the engine has to know, a
// `handling` hint. They travel to the editor inside the JSON Schema of GET /api/node-types.
import { z } from 'zod';
import { durationMs } from './duration.ts';
import type { Json } from './json.ts';
import type { SecretHandle } from './secret-handle.ts';

/** How a form draws a field. `choices` names an entry of the node's `choices`; `lines` is the height of a text field. */
export interface FieldUi {
  readonly widget?:
    | 'text'
    | 'multiline'
    | 'code'
    | 'number'
    | 'switch'
    | 'select'
    | 'choices'
    | 'list'
    | 'conditions'
    | 'columns'
    | 'secret'
    | 'secret-handle'
    | 'cases'
    | 'key-value'
    | 'date'
    | 'duration'
    | 'cron'
    | 'time-zone'
    | 'schema'
    | 'flow'
    | 'policy'
    | 'operation'
    | 'hidden';
  readonly choices?: string;
  readonly language?: 'javascript' | 'json' | 'html' | 'markdown';
  readonly lines?: number;
  readonly placeholder?: string;
  readonly unit?: string;
  /** Of a connection: never shown again once stored. Of a step: only a handle fits, a text is a problem. */
  readonly secret?: boolean;
  /** Folded away under "More". */
  readonly advanced?: boolean;
  /** Show this field only when another param has one of these values; of several conditions all must hold. */
  readonly when?: ShownWhen | readonly ShownWhen[];
  /** Hide it while another param that is itself shown has one of these values: a GET has no body. */
  readonly unless?: ShownWhen;
  /** Words for enum values: `{ join: 'Join it and use its job' }`. */
  readonly labels?: { readonly [value: string]: string };
}

export interface ShownWhen {
  readonly param: string;
  readonly in: readonly (string | number | boolean)[];
}

/**
 * What the engine does with a field before `run` sees it. `list`: arrives as a {@link ListSource}, read page by page.
 * `deferred`: not evaluated at the start. A container evaluates it in its iterations; in `run` of any other node it arrives
 * as an {@link Evaluator}, to be called once per item.
 */
export type FieldHandling = 'list' | 'deferred';

export interface FieldMeta {
  readonly title?: string;
  readonly description?: string;
  readonly ui?: FieldUi;
  readonly handling?: FieldHandling;
}

/** A list that may be larger than memory: read it with `for await`. `count` is known before reading. */
export interface ListSource<T = unknown> extends AsyncIterable<T> {
  readonly count: number;
  /** Reads a page: items `from` (inclusive) up to `limit` of them. */
  slice(from: number, limit: number): Promise<readonly T[]>;
}

/**
 * A deferred expression, ready to be called with the item it is about: inside it `item` and `index` are these, all other
 * names mean what they mean for the step, and the clock and random values are the step's. Throws a FailureError
 * (`expression_failed` …). A deferred value without an expression gives itself.
 */
export type Evaluator = (scope: { readonly item: unknown; readonly index: number }) => unknown;

const described = <T extends z.ZodType>(schema: T, meta: FieldMeta): T => schema.meta(meta as Record<string, unknown>) as T;

export const text = (meta: FieldMeta = {}) => described(z.string(), meta);
export const longText = (meta: FieldMeta = {}) => described(z.string(), { ...meta, ui: { widget: 'multiline', ...meta.ui } });
export const flag = (meta: FieldMeta = {}) => described(z.boolean(), meta);
export const number = (meta: FieldMeta = {}) => described(z.number(), { ...meta, ui: { widget: 'number', ...meta.ui } });

/** Any JSON value. What an expression gives is JSON already, so only absence is refused. */
export const anything = (meta: FieldMeta = {}) =>
  described(
    z.custom<Json>((value) => value !== undefined, 'a value is missing'),
    meta,
  );

const handle = z.strictObject(
  { $secret: z.string(), prefix: z.string().optional(), suffix: z.string().optional() },
  'must come from a secret input or a Key Vault, as in {{ inputs.password }}',
);

/** A secret: in a document an expression that gives one, in `run` a handle that server/services opens. A text is refused. */
export const secret = (meta: FieldMeta = {}) =>
  described(handle as unknown as z.ZodType<SecretHandle, SecretHandle>, {
    ...meta,
    ui: { widget: 'secret-handle', secret: true, ...meta.ui },
  });

/** A text that may hold a secret: `Bearer {{ inputs.token }}`. */
export const textOrSecret = (meta: FieldMeta = {}) => described(z.union([z.string(), handle]) as z.ZodType<string | SecretHandle>, meta);

/** Names with values: inputs of a flow, headers, tags. */
export const keyValues = (meta: FieldMeta = {}) =>
  described(
    z.record(
      z.string(),
      z.custom<Json>((value) => value !== undefined),
    ),
    { ...meta, ui: { widget: 'key-value', ...meta.ui } },
  );

export const choice = <const V extends readonly [string, ...string[]]>(values: V, meta: FieldMeta = {}) =>
  described(z.enum(values), { ...meta, ui: { widget: 'select', ...meta.ui } });

/** The full ARM id of something, picked from a live list: `choices` names the node's function that lists it. */
export const azureId = (choices: string, meta: FieldMeta = {}) =>
  described(z.string().min(1), { ...meta, ui: { widget: 'choices', choices, ...meta.ui } });

/** The same, where empty means all or none. */
export const optionalAzureId = (choices: string, meta: FieldMeta = {}) =>
  described(z.string(), { ...meta, ui: { widget: 'choices', choices, ...meta.ui } }).optional();

/** A point in time: ISO 8601 with or without time, or what an expression gives. */
export const date = (meta: FieldMeta = {}) =>
  described(
    z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'must be a date such as 2026-12-31'),
    { ...meta, ui: { widget: 'date', ...meta.ui } },
  );

/** An ISO 8601 duration. */
export const duration = (meta: FieldMeta = {}) =>
  described(
    z.string().refine((value) => durationMs(value) !== null, 'must be a duration such as PT15M'),
    { ...meta, ui: { widget: 'duration', ...meta.ui } },
  );

/** A list, handed over page by page. In `run` it is a {@link ListSource}; in a document it is an array or one expression. */
export const list = (meta: FieldMeta = {}) =>
  described(
    z.custom<ListSource>((value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value, 'must be a list'),
    { ...meta, handling: 'list', ui: { widget: 'list', ...meta.ui } },
  );

/** An expression about one item. In `params` of `run` it is an {@link Evaluator}; a container's stays as written. */
export const deferred = (meta: FieldMeta = {}) =>
  described(
    z.custom<Evaluator>((value) => value !== undefined, 'an expression is missing'),
    {
      ...meta,
      handling: 'deferred',
      ui: { widget: 'text', ...meta.ui },
    },
  );
