// Containers hold what is inside them: they grow with their steps and never let one slide under their header. They never shrink
// by themselves: that a person does.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { containerHeader, containerPadding, isContainer, sizeOf } from './card-size.ts';
import type { TypeOf } from './rules.ts';

export const innermost = { x: containerPadding, y: containerHeader + containerPadding } as const;

/** The same flow when every container already fits. */
export function fitContainers(flow: Flow, typeOf: TypeOf): Flow {
  if (!flow.nodes.some((node) => node.parent !== undefined)) return flow;
  const nodes = [...flow.nodes];
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const inside = new Map<string, string[]>();
  for (const { id, parent } of nodes)
    if (parent !== undefined && index.has(parent)) inside.set(parent, [...(inside.get(parent) ?? []), id]);
  const seen = new Set<string>();
  const grow = (id: string) => {
    const at = index.get(id);
    if (at === undefined || seen.has(id)) return;
    seen.add(id);
    const children = inside.get(id) ?? [];
    for (const child of children) grow(child);
    const node = nodes[at] as FlowNode;
    const type = typeOf(node.type, node.version);
    if (!isContainer(type) || children.length === 0) return;
    const size = sizeOf(node, type);
    let { width, height } = size;
    for (const childId of children) {
      const place = index.get(childId) as number;
      let child = nodes[place] as FlowNode;
      const x = Math.max(16, child.position.x);
      const y = Math.max(containerHeader + 16, child.position.y);
      if (x !== child.position.x || y !== child.position.y) {
        child = { ...child, position: { ...child.position, x, y } };
        nodes[place] = child;
      }
      const own = sizeOf(child, typeOf(child.type, child.version));
      width = Math.max(width, x + own.width + containerPadding);
      height = Math.max(height, y + own.height + containerPadding);
    }
    if (width !== size.width || height !== size.height || node.size === undefined)
      nodes[at] = { ...node, size: { ...node.size, width, height } };
  };
  for (const id of inside.keys()) grow(id);
  return nodes.some((node, i) => node !== flow.nodes[i]) ? { ...flow, nodes } : flow;
}
