// A template's parameters as fields of a form: schemas, first values, and what the server says is wrong, by parameter.
import type { FieldUi } from '../../nodes/kit/fields.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';

export interface Parameter {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly schema: JsonObject;
  readonly default?: Json | undefined;
}

/** What a template document holds, as far as its form and drawing need it. */
export interface TemplateDocument {
  readonly format: 1;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly flow: JsonObject;
}

export type Values = { readonly [name: string]: Json | undefined };

/** A parameter's `ui` may name the node type that lists its choices. */
export type ParameterUi = FieldUi & { readonly node?: string };

export const uiOf = ({ schema }: Parameter): ParameterUi => (schema.ui ?? {}) as ParameterUi;

export const firstValues = (parameters: readonly Parameter[]): Values =>
  Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default === '' ? undefined : parameter.default]));

/** Without a default it has to be given; with an empty one it may stay empty. */
const isRequired = (parameter: Parameter): boolean => parameter.default === undefined;

/** The schema of a form with this one field. */
export const fieldSchema = (parameter: Parameter): JsonObject => ({
  type: 'object',
  properties: {
    [parameter.name]: {
      ...parameter.schema,
      title: parameter.title,
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
    },
  },
  required: isRequired(parameter) ? [parameter.name] : [],
});

/** What is sent: an emptied field takes its default only where that is empty too; else it is said to be missing. */
export function sentValues(parameters: readonly Parameter[], values: Values): { readonly [name: string]: Json } {
  const sent = parameters.flatMap(({ name, default: usual }): (readonly [string, Json])[] => {
    const value = values[name];
    if (value !== undefined) return [[name, value]];
    return usual === undefined || usual === '' || usual === null ? [] : [[name, '']];
  });
  return Object.fromEntries(sent);
}

export function missing(parameters: readonly Parameter[], values: Values): readonly ProblemItem[] {
  return parameters.flatMap((parameter) => {
    const value = values[parameter.name];
    const empty = value === undefined || value === '' || value === null;
    const mayBeEmpty = parameter.default === '' || parameter.default === null;
    return empty && !mayBeEmpty
      ? [{ code: 'template_parameter', path: `/parameters/${parameter.name}`, message: `“${parameter.title}” is missing` }]
      : [];
  });
}

/** Slots of the template's flow: what has to be connected. */
export function slotsOf(flow: JsonObject): readonly { readonly name: string; readonly kind: string }[] {
  const slots = Array.isArray(flow.connections) ? (flow.connections as readonly Json[]) : [];
  return slots.flatMap((slot) => {
    const { name, kind } = (slot ?? {}) as { readonly name?: Json; readonly kind?: Json };
    return typeof name === 'string' && typeof kind === 'string' ? [{ name, kind }] : [];
  });
}

/** @example slugOf('Nightly report, Berlin') // 'nightly-report-berlin' */
export const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[̀-ͯ]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '') || 'template';
