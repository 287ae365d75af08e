// Renaming a step: its edges, the steps inside it and every expression that names it follow. Text outside {{ }} is never touched.
import { renameInValue } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { isNodeId } from '../../nodes/kit/node-id.ts';
import { takenIds } from './ids.ts';

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
  const settings = renameInValue(flow.settings, from, to) as Flow['settings'];
  return { ...flow, nodes, edges, settings };
}

/** How many expressions would follow a rename: what the dialog shows before. */
export const referencesTo = (flow: Flow, id: string): number => flow.nodes.reduce((count, node) => count + countTexts(node.params, id), 0);

function countTexts(value: Json, id: string): number {
  if (typeof value === 'string') return renameInValue(value, id, `${id}X`) === value ? 0 : 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((count: number, inner) => count + countTexts(inner as Json, id), 0);
}
