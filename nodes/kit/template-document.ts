// The template document: a flow with parameters. A parameter is fixed when a flow is made from it; an input is asked at each
// run. A whole value `{ "$parameter": "vault" }` in the flow is replaced structurally; what is inserted is never parsed.
import { z } from 'zod';
import { type DocumentProblem, type Flow, parseFlow, pointer } from './flow.ts';
import type { Json, JsonObject } from './json.ts';
import { readValueSchema } from './value-schema.ts';

const TEMPLATE_FORMAT = 1;

const templateSchema = z.looseObject({
  format: z.literal(TEMPLATE_FORMAT),
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words of a-z and 0-9 joined by -')
    .max(80),
  title: z.string().min(1).max(200),
  summary: z.string().max(2_000).default(''),
  /** The group of the gallery that it stands in; see template-categories.ts. One that is not known there stands under "All" only. */
  category: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .max(40)
    .optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,62}$/),
        title: z.string().min(1).max(200),
        description: z.string().max(2_000).optional(),
        schema: z.record(z.string(), z.json()).default({ type: 'string' }),
        default: z.json().optional(),
      }),
    )
    .max(100)
    .default([]),
  flow: z.record(z.string(), z.json()),
});

export type Template = z.infer<typeof templateSchema>;

/** Reads a template and says what is wrong: schema, unknown or unused `$parameter` marks. */
export function parseTemplate(value: unknown): { readonly template: Template } | { readonly problems: readonly DocumentProblem[] } {
  const parsed = templateSchema.safeParse(value);
  if (!parsed.success) return { problems: parsed.error.issues.map((issue) => ({ path: pointer(issue.path), message: issue.message })) };
  const template = parsed.data;
  const problems: DocumentProblem[] = [];
  const known = new Set(template.parameters.map((p) => p.name));
  const used = new Set<string>();
  for (const mark of parameterMarks(template.flow as JsonObject)) {
    used.add(mark.name);
    if (!known.has(mark.name)) problems.push({ path: `/flow${pointer(mark.path)}`, message: `there is no parameter “${mark.name}”` });
  }
  template.parameters.forEach((parameter, index) => {
    if (!used.has(parameter.name))
      problems.push({ path: `/parameters/${index}`, message: `parameter “${parameter.name}” is used nowhere in the flow` });
    const schema = readValueSchema(parameter.schema as JsonObject);
    if ('unusable' in schema) problems.push({ path: `/parameters/${index}/schema`, message: `cannot be used: ${schema.unusable}` });
  });
  return problems.length > 0 ? { problems } : { template };
}

const markOf = (value: Json): string | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const keys = Object.keys(value);
  const name = (value as JsonObject).$parameter;
  return keys.length === 1 && typeof name === 'string' ? name : null;
};

function* parameterMarks(
  value: Json,
  path: readonly (string | number)[] = [],
): Generator<{ name: string; path: readonly (string | number)[] }> {
  const name = markOf(value);
  if (name !== null) yield { name, path };
  else if (Array.isArray(value)) for (const [i, entry] of value.entries()) yield* parameterMarks(entry, [...path, i]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, entry] of Object.entries(value)) yield* parameterMarks(entry, [...path, key]);
}

/** Literal text for a field in which `{{` begins an expression. */
const literal = (value: Json): Json => {
  if (typeof value === 'string') return value.replaceAll('{{', "{{ '{{' }}");
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, literal(v as Json)]));
  return value;
};

function replaceMarks(value: Json, values: JsonObject): Json {
  const name = markOf(value);
  if (name !== null) return literal(values[name] ?? null);
  if (Array.isArray(value)) return value.map((entry) => replaceMarks(entry, values));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replaceMarks(v as Json, values)]));
  return value;
}

/** Makes a flow from a template. Missing parameters take their default; wrong ones are said by path `/parameters/<name>`. */
export function instantiate(
  template: Template,
  given: JsonObject,
  name?: string,
): { readonly flow: Flow } | { readonly problems: readonly DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  const values: Record<string, Json> = {};
  for (const key of Object.keys(given)) {
    if (!template.parameters.some((p) => p.name === key))
      problems.push({ path: pointer(['parameters', key]), message: `the template has no parameter “${key}”` });
  }
  for (const parameter of template.parameters) {
    const value = (Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined) ?? parameter.default;
    const path = pointer(['parameters', parameter.name]);
    if (value === undefined || ((value === null || value === '') && parameter.default !== value)) {
      problems.push({ path, message: `“${parameter.title}” is missing` });
      continue;
    }
    const schema = readValueSchema(parameter.schema as JsonObject);
    const wrong = 'unusable' in schema ? [{ path: [], message: schema.unusable }] : schema.problems(value as Json);
    for (const issue of wrong) problems.push({ path: path + pointer(issue.path), message: `“${parameter.title}”: ${issue.message}` });
    values[parameter.name] = value as Json;
  }
  if (problems.length > 0) return { problems };
  const flow = replaceMarks(template.flow as JsonObject, values) as JsonObject;
  const parsed = parseFlow({ ...flow, name: name ?? flow.name ?? template.title });
  return 'flow' in parsed
    ? { flow: unconfirmed(parsed.flow) }
    : { problems: parsed.problems.map((p) => ({ ...p, path: `/flow${p.path}` })) };
}

/** What the author of the template confirmed was to be deleted elsewhere, by them: whoever uses it is asked anew. */
const unconfirmed = (flow: Flow): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => {
    if (node.settings?.confirmed === undefined) return node;
    const { confirmed: _, ...settings } = node.settings;
    return { ...node, settings };
  }),
});
