// What differs between two flows, in words for people: the count beside "Draft", the choice in a conflict. Positions count as one
// change of layout, not as a change of each step.
import type { Flow } from '../../nodes/kit/flow.ts';
import { edgeKey } from './edits.ts';

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** "Step “Back up now”", "Connection a → b", "Name". */
  readonly what: string;
  readonly nodeId?: string;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Position and size are layout: moving a card changes nothing that a run does. */
const meaning = ({ position: _, size: __, ...rest }: { position?: unknown; size?: unknown }): unknown =>
  Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));

export function changesBetween(before: Flow, after: Flow): Change[] {
  const changes: Change[] = [];
  for (const [key, label] of [
    ['name', 'Name'],
    ['description', 'Description'],
    ['inputs', 'Inputs'],
    ['connections', 'Connections'],
    ['settings', 'Settings'],
  ] as const)
    if (!same(before[key], after[key])) changes.push({ kind: 'changed', what: label });
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  let moved = false;
  for (const node of after.nodes) {
    const known = old.get(node.id);
    const what = `Step “${node.title ?? node.id}”`;
    if (!known) changes.push({ kind: 'added', what, nodeId: node.id });
    else if (known !== node && !same(meaning(known), meaning(node))) changes.push({ kind: 'changed', what, nodeId: node.id });
    else if (!same([known.position, known.size], [node.position, node.size])) moved = true;
    old.delete(node.id);
  }
  for (const node of old.values()) changes.push({ kind: 'removed', what: `Step “${node.title ?? node.id}”` });
  const titles = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node.title ?? node.id]));
  const edgeName = (edge: Flow['edges'][number]) => `Line ${titles.get(edge.from) ?? edge.from} → ${titles.get(edge.to) ?? edge.to}`;
  const oldEdges = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  for (const edge of after.edges) if (!oldEdges.delete(edgeKey(edge))) changes.push({ kind: 'added', what: edgeName(edge) });
  for (const edge of oldEdges.values()) changes.push({ kind: 'removed', what: edgeName(edge) });
  if (!same(before.notes, after.notes) || !same(before.frames, after.frames)) changes.push({ kind: 'changed', what: 'Notes and frames' });
  if (moved) changes.push({ kind: 'changed', what: 'Layout' });
  return changes;
}
