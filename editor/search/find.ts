// Searching a flow: names, settings, expressions, notes, inputs. Pure; what is found says where it stands, in the words of the form.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { titleOf } from '../canvas/card-size.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { wordsOf } from '../inspector/schema.ts';

/** A text of the flow that can be found. */
export interface Place {
  /** Step, note or frame; null: the flow itself. */
  readonly id: string | null;
  /** Its title: what the list is grouped by. */
  readonly title: string;
  /** "Title", "Vault", "Retry" … */
  readonly where: string;
  /** JSON pointer into the step's params, when it stands there. */
  readonly field: string | null;
  readonly text: string;
}

export interface Hit extends Place {
  readonly from: number;
  readonly to: number;
}

/** Every text of a flow, in the order of the document. Made once per flow, however long somebody types. */
export function placesOf(flow: Flow, typeOf: TypeOf): readonly Place[] {
  const ofFlow = (where: string, text: string | undefined): Place[] =>
    text ? [{ id: null, title: 'The flow', where, field: null, text }] : [];
  return [
    ...ofFlow('Name', flow.name),
    ...ofFlow('Description', flow.description),
    ...flow.inputs.flatMap(({ name, title, description }) => [
      ...ofFlow('Input', title === undefined ? name : `${title} (${name})`),
      ...ofFlow(`Input ${name}`, description),
    ]),
    ...flow.nodes.flatMap((node) => placesOfNode(node, typeOf(node.type, node.version))),
    ...flow.notes.map(({ id, text }) => ({ id, title: 'Note', where: 'Text', field: null, text })),
    ...flow.frames.map(({ id, title }) => ({ id, title: 'Frame', where: 'Title', field: null, text: title ?? '' })),
  ];
}

function placesOfNode(node: FlowNode, type: NodeTypeJson | null): Place[] {
  const title = titleOf(node, type);
  const at = (where: string, text: string | undefined, field: string | null = null): Place[] =>
    text ? [{ id: node.id, title, where, field, text }] : [];
  const fields = (type?.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  return [
    ...at('Title', title),
    ...at('Name in expressions', node.id),
    ...at('Kind of step', type?.title ?? node.type),
    ...at('Connection', node.connection),
    ...Object.entries(node.params).flatMap(([name, value]) => {
      const label = fields[name]?.title;
      return textsOf(value).flatMap(({ path, text }) =>
        at(typeof label === 'string' ? label : wordsOf(name), text, `/${[name, ...path].join('/')}`),
      );
    }),
    ...at('Comment', node.comment),
  ];
}

function textsOf(value: Json | undefined, path: readonly (string | number)[] = []): { path: readonly (string | number)[]; text: string }[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [{ path, text: String(value) }];
  const entries = Array.isArray(value) ? value.map((inner, i) => [i, inner] as const) : Object.entries(value);
  return entries.flatMap(([key, inner]) => textsOf(inner as Json, [...path, key]));
}

/** Ignores case; the first place in each text counts. @example findIn(places, 'vault-weu') */
export function findIn(places: readonly Place[], query: string): readonly Hit[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  return places.flatMap((place) => {
    const from = place.text.toLowerCase().indexOf(wanted);
    return from < 0 ? [] : [{ ...place, from, to: from + wanted.length }];
  });
}
