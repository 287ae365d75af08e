// Renaming a step: its edges, the steps inside it and every expression that names it follow. Text outside {{ }} is never touched.
import { renameReferences } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { isFlowId } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { takenIds } from './ids.ts';

/** Rewrites references in every text inside a value; the same object when nothing named `from`. */
export function renameInValue<T extends Json | undefined>(value: T, from: string, to: string): T {
  if (typeof value === 'string') return (value.includes('{{') && value.includes(from) ? renameReferences(value, from, to) : value) as T;
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const entries = Object.entries(value as { readonly [key: string]: Json }).map(([key, inner]) => {
    const next = renameInValue(inner, from, to);
    if (next !== inner) changed = true;
    return [key, next] as const;
  });
  if (!changed) return value;
  return (Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)) as T;
}

/** Why this id cannot be taken; null when it can. */
export function whyNotId(flow: Flow, from: string, to: string): string | null {
  if (!isFlowId(to)) return 'A name starts with a small letter and holds letters and digits only, for example backUpNow.';
  if (to.toLowerCase() !== from.toLowerCase() && takenIds(flow).has(to.toLowerCase())) return `“${to}” is taken by another step.`;
  return null;
}

/** Gives a node another id. Refused (same flow) where whyNotId says so. */
export function renameNode(flow: Flow, from: string, to: string): Flow {
  if (from === to || whyNotId(flow, from, to) !== null || !flow.nodes.some((node) => node.id === from)) return flow;
  const name = (id: string) => (id === from ? to : id);
  const nodes = flow.nodes.map((node) => {
    const params = renameInValue(node.params, from, to);
    const next = params === node.params ? node : { ...node, params };
    if (node.id !== from && node.parent !== from) return next;
    return { ...next, id: name(node.id), ...(node.parent === undefined ? {} : { parent: name(node.parent) }) };
  });
  const edges = flow.edges.map((edge) =>
    edge.from === from || edge.to === from ? { ...edge, from: name(edge.from), to: name(edge.to) } : edge,
  );
  const settings = renameInValue(flow.settings as Json, from, to) as Flow['settings'];
  return { ...flow, nodes, edges, settings };
}

/** How many expressions would follow a rename: what the dialog shows before. */
export const referencesTo = (flow: Flow, id: string): number => flow.nodes.reduce((count, node) => count + countTexts(node.params, id), 0);

function countTexts(value: Json, id: string): number {
  if (typeof value === 'string') return renameInValue(value, id, `${id}X`) === value ? 0 : 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((count: number, inner) => count + countTexts(inner as Json, id), 0);
}
