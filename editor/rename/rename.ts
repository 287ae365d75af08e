// Renaming a step: its edges, the steps inside it and every expression that names it follow. Text outside {{ }} is never touched.
// What will change can be asked for before it does.
import { renameInValue } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { isNodeId } from '../../nodes/kit/node-id.ts';
import { takenIds } from '../document/ids.ts';

/** Why this id cannot be taken; null when it can. */
export function whyNotId(flow: Flow, from: string, to: string): string | null {
  if (!isNodeId(to)) return 'A name starts with a small letter and holds letters and digits only, for example backUpNow.';
  if (to.toLowerCase() !== from.toLowerCase() && takenIds(flow).has(to.toLowerCase())) return `“${to}” is taken by another step.`;
  return null;
}

/** Gives a node another id. Refused (same flow) where whyNotId says so. */
export function renameNode(flow: Flow, from: string, to: string): Flow {
  if (from === to || whyNotId(flow, from, to) !== null || !flow.nodes.some((node) => node.id === from)) return flow;
  const name = (id: string) => (id === from ? to : id);
  const nodes = flow.nodes.map((node) => {
    const params = renameInValue(node.params, from, to) as typeof node.params;
    const next = params === node.params ? node : { ...node, params };
    if (node.id !== from && node.parent !== from) return next;
    return { ...next, id: name(node.id), ...(node.parent === undefined ? {} : { parent: name(node.parent) }) };
  });
  const edges = flow.edges.map((edge) =>
    edge.from === from || edge.to === from ? { ...edge, from: name(edge.from), to: name(edge.to) } : edge,
  );
  const frames = flow.frames.map((frame) => (frame.folded?.includes(from) ? { ...frame, folded: frame.folded.map(name) } : frame));
  const settings = renameInValue(flow.settings, from, to) as Flow['settings'];
  return { ...flow, nodes, edges, frames, settings };
}

/** A text that names the step, as it is and as it would be. */
export interface Rewrite {
  /** Null: a setting of the flow itself. */
  readonly nodeId: string | null;
  readonly path: readonly (string | number)[];
  readonly before: string;
  readonly after: string;
}

/** Every text that a rename would touch, in the order of the document. Free of the rules for names: it previews any wish. */
export function rewritesOf(flow: Flow, from: string, to: string): readonly Rewrite[] {
  const inParams = flow.nodes.flatMap((node) => textsIn(node.params).map((text) => ({ nodeId: node.id as string | null, ...text })));
  const inSettings = textsIn(flow.settings as Json).map((text) => ({ nodeId: null, ...text }));
  return [...inParams, ...inSettings].flatMap(({ nodeId, path, text }) => {
    const after = renameInValue(text, from, to) as string;
    return after === text ? [] : [{ nodeId, path, before: text, after }];
  });
}

function textsIn(value: Json | undefined, path: readonly (string | number)[] = []): { path: readonly (string | number)[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? value.map((inner, i) => [i, inner] as const) : Object.entries(value);
  return entries.flatMap(([key, inner]) => textsIn(inner as Json, [...path, key]));
}
