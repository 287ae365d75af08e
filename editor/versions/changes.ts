// What differs between two flows, in words for people and field by field: the count beside "Draft", the choice in a conflict, the
// comparison of versions. Positions count as one change of layout, not as a change of each step. Pure.

import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { edgeKey } from '../document/edits.ts';

export interface FieldChange {
  /** Inside the step: `['params', 'vault']`. Inside the flow: below the part that the change names. */
  readonly path: readonly (string | number)[];
  /** Absent: it was not there. */
  readonly before?: Json;
  readonly after?: Json;
}

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** "Step “Back up now”", "Line a → b", "Name". */
  readonly what: string;
  readonly nodeId?: string;
  readonly edge?: string;
  /** Of what changed: each value that differs. */
  readonly fields: readonly FieldChange[];
}

type Value = Json | undefined;

const isObject = (value: Value): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value that differs, as deep as both sides have the same shape. The order of keys means nothing, that of lists does. */
function fieldChanges(before: Value, after: Value, path: readonly (string | number)[] = []): FieldChange[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      fieldChanges(Object.hasOwn(before, key) ? before[key] : undefined, Object.hasOwn(after, key) ? after[key] : undefined, [
        ...path,
        key,
      ]),
    );
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((value, i) => fieldChanges(value as Json, after[i] as Json, [...path, i]));
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

const layoutKeys: ReadonlySet<string> = new Set(['position', 'size']);

/** Position and size are layout: moving a card changes nothing that a run does. */
const split = (changes: readonly FieldChange[]) => ({
  meaning: changes.filter(({ path }) => !layoutKeys.has(String(path[0]))),
  layout: changes.filter(({ path }) => layoutKeys.has(String(path[0]))),
});

export function changesBetween(before: Flow, after: Flow): Change[] {
  const changes: Change[] = [];
  for (const [key, what] of parts) {
    const fields = fieldChanges(before[key] as Value, after[key] as Value);
    if (fields.length > 0) changes.push({ kind: 'changed', what, fields });
  }
  const layout: FieldChange[] = [];
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  for (const node of after.nodes) {
    const known = old.get(node.id);
    const what = `Step “${node.title ?? node.id}”`;
    old.delete(node.id);
    if (!known) changes.push({ kind: 'added', what, nodeId: node.id, fields: [] });
    else if (known !== node) {
      const found = split(fieldChanges(known as Value, node as Value));
      if (found.meaning.length > 0) changes.push({ kind: 'changed', what, nodeId: node.id, fields: found.meaning });
      layout.push(...found.layout.map((change) => ({ ...change, path: [node.id, ...change.path] })));
    }
  }
  for (const node of old.values()) changes.push({ kind: 'removed', what: `Step “${node.title ?? node.id}”`, nodeId: node.id, fields: [] });
  const titles = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node.title ?? node.id]));
  const edgeName = (edge: Flow['edges'][number]) =>
    `Line ${titles.get(edge.from) ?? edge.from} → ${titles.get(edge.to) ?? edge.to}${edge.port === 'done' ? '' : ` (${edge.port})`}`;
  const oldEdges = new Map(before.edges.map((edge) => [edgeKey(edge), edge]));
  for (const edge of after.edges) {
    const known = oldEdges.get(edgeKey(edge));
    const fields = known ? fieldChanges(known as Value, edge as Value) : [];
    if (!known) changes.push({ kind: 'added', what: edgeName(edge), edge: edgeKey(edge), fields });
    else if (fields.length > 0) changes.push({ kind: 'changed', what: edgeName(edge), edge: edgeKey(edge), fields });
    oldEdges.delete(edgeKey(edge));
  }
  for (const edge of oldEdges.values()) changes.push({ kind: 'removed', what: edgeName(edge), edge: edgeKey(edge), fields: [] });
  const remarks = fieldChanges(
    { notes: before.notes, frames: before.frames } as Value,
    { notes: after.notes, frames: after.frames } as Value,
  );
  if (remarks.length > 0) changes.push({ kind: 'changed', what: 'Notes and frames', fields: remarks });
  if (layout.length > 0) changes.push({ kind: 'changed', what: 'Layout', fields: layout });
  return changes;
}

const parts = [
  ['name', 'Name'],
  ['description', 'Description'],
  ['inputs', 'Inputs'],
  ['connections', 'Connections'],
  ['settings', 'Settings'],
] as const;

/** @example summaryOf(changes) // '2 added, 1 removed, 3 changed' */
export function summaryOf(changes: readonly Change[]): string {
  const count = (kind: Change['kind']) => changes.filter((change) => change.kind === kind).length;
  const said = (['added', 'removed', 'changed'] as const).flatMap((kind) => (count(kind) > 0 ? [`${count(kind)} ${kind}`] : []));
  return said.length === 0 ? 'no difference' : said.join(', ');
}
