// Auto layout of the open flow, or of what is selected: asks the worker, then makes one edit of the answer.
import type { Flow } from '../../nodes/kit/flow.ts';
import { move } from '../document/edits.ts';
import { trustedScript } from '../ui/page-policy.ts';
import type { LayoutAnswer, LayoutRequest } from './auto-layout.ts';
import { containerPadding, emptyContainer, isContainer, sizeOf } from './card-size.ts';
import { innermost } from './fit.ts';
import layoutWorker from './layout.worker.ts?worker&url';
import type { TypeOf } from './rules.ts';

/** What the layout needs to know; with ids only those nodes are arranged, each inside its own frame. */
export function layoutRequest(flow: Flow, typeOf: TypeOf, ids: readonly string[] = []): LayoutRequest {
  const chosen = ids.length > 1 ? new Set(ids) : null;
  const nodes = flow.nodes
    .filter(({ id }) => chosen === null || chosen.has(id))
    .map((node) => {
      const type = typeOf(node.type, node.version);
      return { id: node.id, parent: node.parent ?? null, ...node.position, ...sizeOf(node, type), container: isContainer(type) };
    });
  return {
    nodes: nodes.map(({ id, parent, width, height, container, x, y }) => ({ id, parent, width, height, container, x, y })),
    edges: flow.edges.map(({ from, to }) => ({ from, to })),
    inner: { ...innermost, padding: containerPadding },
    smallest: emptyContainer,
  };
}

export function applyLayout(flow: Flow, { positions, sizes }: LayoutAnswer): Flow {
  const moved = move(flow, new Map(positions));
  const size = new Map(sizes);
  const nodes = moved.nodes.map((node) => {
    const to = size.get(node.id);
    return to && (to.width !== node.size?.width || to.height !== node.size?.height) ? { ...node, size: { ...to } } : node;
  });
  return nodes.some((node, i) => node !== moved.nodes[i]) ? { ...moved, nodes } : moved;
}

let worker: Worker | null = null;
let last = 0;

/** The answer of the worker, which is started on first use and kept. */
export function requestLayout(request: LayoutRequest): Promise<LayoutAnswer> {
  worker ??= new Worker(trustedScript(layoutWorker), { type: 'module' });
  const here = worker;
  last += 1;
  const id = last;
  return new Promise((resolve, reject) => {
    const answered = ({ data }: MessageEvent<{ id: number; answer: LayoutAnswer }>) => {
      if (data.id !== id) return;
      here.removeEventListener('message', answered);
      resolve(data.answer);
    };
    here.addEventListener('message', answered);
    here.addEventListener('error', () => reject(new Error('The layout could not be computed.')), { once: true });
    here.postMessage({ id, request });
  });
}
