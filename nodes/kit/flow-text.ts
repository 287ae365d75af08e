// A flow as text, in its one stable form. Needs no schema: reading is parseFlow in flow.ts.
import type { Flow } from './flow.ts';
import type { Json, JsonObject } from './json.ts';

export const FLOW_FORMAT = 1;

const keyOrder: Record<string, readonly string[]> = {
  flow: ['format', 'name', 'description', 'folder', 'tags', 'inputs', 'connections', 'nodes', 'edges', 'notes', 'frames', 'settings'],
  inputs: ['name', 'title', 'description', 'schema', 'required', 'default', 'secret'],
  connections: ['name', 'kind'],
  nodes: ['id', 'type', 'version', 'title', 'position', 'size', 'parent', 'connection', 'params', 'settings', 'comment'],
  edges: ['from', 'port', 'to'],
  notes: ['id', 'position', 'size', 'colour', 'text'],
  frames: ['id', 'position', 'size', 'title', 'colour', 'folded'],
};

function ordered(value: JsonObject, order: readonly string[]): JsonObject {
  const known = order.filter((key) => value[key] !== undefined);
  const extra = Object.keys(value).filter((key) => !order.includes(key) && value[key] !== undefined);
  return Object.fromEntries([...known, ...extra.sort()].map((key) => [key, value[key] as Json]));
}

/** Writes a flow in its one stable form: keys in fixed order, two spaces, a newline at the end. Diffs read well. */
export function writeFlow(flow: Flow): string {
  const top = { ...ordered(flow as unknown as JsonObject, keyOrder.flow as string[]) } as Record<string, Json>;
  for (const part of ['inputs', 'connections', 'nodes', 'edges', 'notes', 'frames']) {
    const list = top[part];
    if (Array.isArray(list)) top[part] = list.map((entry) => ordered(entry as JsonObject, keyOrder[part] as string[]));
  }
  return `${JSON.stringify(top, null, 2)}\n`;
}
