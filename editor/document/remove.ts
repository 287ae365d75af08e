// Taking steps away without breaking the flow: A - x - B becomes A - B. It heals only where the result cannot mean something
// else; a step whose ways out differ leaves a gap for a person to close.
import { commonPorts } from '../../nodes/kit/define.ts';
import type { Flow, FlowEdge } from '../../nodes/kit/flow.ts';
import { connect, edgeKey } from './edits.ts';

const common: ReadonlySet<string> = new Set(commonPorts);

/** The given ids and everything that stands inside them, in a container or in a folded frame. */
export function withInner(flow: Flow, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (let grown = true; grown; ) {
    grown = false;
    for (const node of flow.nodes)
      if (node.parent !== undefined && all.has(node.parent) && !all.has(node.id)) {
        all.add(node.id);
        grown = true;
      }
    for (const frame of flow.frames)
      for (const held of all.has(frame.id) ? (frame.folded ?? []) : [])
        if (!all.has(held)) {
          all.add(held);
          grown = true;
        }
  }
  return all;
}

/** Takes one node out of its chain; its neighbours are joined when that is unambiguous. */
export function unlink(flow: Flow, id: string): Flow {
  const incoming = flow.edges.filter((edge) => edge.to === id);
  const outgoing = flow.edges.filter((edge) => edge.from === id && !common.has(edge.port));
  const edges = flow.edges.filter((edge) => edge.to !== id && edge.from !== id);
  const onePort = new Set(outgoing.map(({ port }) => port)).size === 1;
  const bridges: FlowEdge[] =
    onePort && (incoming.length === 1 || outgoing.length === 1)
      ? incoming.flatMap(({ from, port }) => outgoing.map(({ to }) => ({ from, port, to })))
      : [];
  return bridges.reduce(connect, { ...flow, edges });
}

/** Removes nodes (with what is inside), notes, frames and edges. */
export function remove(flow: Flow, ids: readonly string[], edges: readonly string[] = []): Flow {
  const gone = withInner(flow, ids);
  const cut = new Set(edges);
  let next = flow;
  if (cut.size > 0) next = { ...next, edges: next.edges.filter((edge) => !cut.has(edgeKey(edge))) };
  if (gone.size === 0) return cut.size > 0 ? next : flow;
  for (const id of [...ids, ...heldIn(flow, ids)]) if (next.nodes.some((node) => node.id === id)) next = unlink(next, id);
  const stays = ({ id }: { id: string }) => !gone.has(id);
  return {
    ...next,
    nodes: next.nodes.filter(stays),
    edges: next.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
    notes: next.notes.filter(stays),
    frames: next.frames.filter(stays).map((frame) => without(frame, gone)),
  };
}

const heldIn = (flow: Flow, ids: readonly string[]): readonly string[] =>
  flow.frames.flatMap(({ id, folded = [] }) => (ids.includes(id) ? [...folded, ...heldIn(flow, folded)] : []));

/** A folded frame forgets what is gone. */
const without = (frame: Flow['frames'][number], gone: ReadonlySet<string>): Flow['frames'][number] =>
  frame.folded?.some((id) => gone.has(id)) ? { ...frame, folded: frame.folded.filter((id) => !gone.has(id)) } : frame;
