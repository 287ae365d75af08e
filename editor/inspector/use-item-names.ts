// What the iterations of the loops of a flow are about: "vm-sql-03". Read from the list that the loop went through, as far as the
// first items of it are here; otherwise null, and the caller counts.
import { useMemo } from 'react';
import type { Graph } from '../../nodes/kit/graph.ts';
import { useLoopItems } from './node-data.ts';
import { nameOf } from './preview-text.ts';

export function useItemNames(graph: Graph): (nodeId: string, path: readonly number[]) => string | null {
  const loops = useMemo(
    () => [...graph.nodes.values()].filter(({ id, type }) => type === 'core.for-each' && graph.parent(id) === null).map(({ id }) => id),
    [graph],
  );
  const items = useLoopItems(loops);
  return (nodeId, path) => {
    if (path.length !== 1) return null;
    const loop = graph.around(nodeId).find((id) => items.has(id));
    return loop === undefined ? null : nameOf(items.get(loop)?.[path[0] ?? 0]);
  };
}
