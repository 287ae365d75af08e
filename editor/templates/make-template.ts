// A flow with some of its values turned into questions: the template document. Pure; the flow it is made from is not touched.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { freeName } from './free-name.ts';
import type { Literal, Place } from './literals.ts';
import { type Parameter, slugOf, type TemplateDocument } from './template-form.ts';

/** A literal that is to be asked for, and how. */
export interface Question {
  readonly literal: Literal;
  readonly title: string;
}

export interface TemplateWords {
  readonly title: string;
  readonly summary: string;
}

/** @param taken names of the templates there are; the new one gets the next free name */
export function makeTemplate(
  flow: Flow,
  words: TemplateWords,
  questions: readonly Question[],
  taken: readonly string[] = [],
): TemplateDocument {
  const named = parametersOf(questions);
  const nodes = flow.nodes.map((node) => {
    const marks = named.flatMap(({ parameter, literal }) =>
      literal.places.filter(({ nodeId }) => nodeId === node.id).map(({ path }) => ({ path, name: parameter.name })),
    );
    const params = marks.reduce<Json>((value, { path, name }) => marked(value, path, { $parameter: name }), node.params);
    return marks.length > 0 ? { ...node, params: params as JsonObject } : node;
  });
  const title = words.title.trim();
  return {
    format: 1,
    name: templateName(title, taken),
    title,
    summary: words.summary.trim(),
    parameters: named.map(({ parameter }) => parameter),
    flow: { ...flow, nodes } as unknown as JsonObject,
  };
}

/** @example templateName('Nightly report', ['nightly-report']) // 'nightly-report-2' */
export const templateName = (title: string, taken: readonly string[]): string => freeName(slugOf(title), taken);

/** The questions as parameters, each with a name of its own. */
export function parametersOf(questions: readonly Question[]): readonly { readonly parameter: Parameter; readonly literal: Literal }[] {
  const taken: string[] = [];
  return questions.map(({ literal, title }) => {
    const name = freeName(literal.wishedName, taken, '');
    taken.push(name);
    const { schema, value } = literal;
    return { literal, parameter: { name, title: title.trim() || literal.fieldTitle, schema, default: value } };
  });
}

function marked(value: Json, path: Place['path'], mark: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return mark;
  if (Array.isArray(value)) return (value as readonly Json[]).map((entry, index) => (index === head ? marked(entry, rest, mark) : entry));
  if (typeof value !== 'object' || value === null) return value;
  const inner = (value as JsonObject)[head];
  return inner === undefined ? value : { ...(value as JsonObject), [head]: marked(inner, rest, mark) };
}
