// What may be connected and what may stand where: true, or the sentence that says why not. Asked by canvas, palette, quick add
// and paste alike, so that none of them allows what another refuses.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { nodeOf } from '../document/edits.ts';
import { isInside } from '../document/place.ts';
import { isCommonPort, ownPortsOf, titleOf } from './card-size.ts';

export type Verdict = true | string;

/** The type of a node, null when it is unknown here. */
export type TypeOf = (type: string, version?: number) => NodeTypeJson | null;

export interface Link {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

export function mayConnect(flow: Flow, typeOf: TypeOf, { from, port, to }: Link): Verdict {
  const source = nodeOf(flow, from);
  const target = nodeOf(flow, to);
  if (!source || !target) return 'One of the two steps is gone.';
  if (from === to) return 'A step cannot lead to itself. To repeat steps use “Repeat until”.';
  const sourceType = typeOf(source.type, source.version);
  const targetType = typeOf(target.type, target.version);
  const [a, b] = [titleOf(source, sourceType), titleOf(target, targetType)];
  if (targetType?.kind === 'trigger') return `“${b}” is a trigger: it starts the flow, nothing can come before it.`;
  if (isInside(flow, from, to)) return `“${a}” stands inside “${b}”. What comes after the loop starts at its frame.`;
  if (isInside(flow, to, from)) return `“${b}” stands inside “${a}”: its first steps start by themselves.`;
  if (source.parent !== target.parent) return 'Lines cannot cross a frame. Connect the frame itself, or move the step.';
  if (sourceType && !isCommonPort(port) && !ownPortsOf(source, sourceType).includes(port)) return `“${a}” has no way out called “${port}”.`;
  if (flow.edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)) return 'They are connected already.';
  if (leadsTo(flow, to, from))
    return `That would go round in a circle: “${b}” already leads to “${a}”. To repeat steps use “Repeat until”.`;
  return true;
}

function leadsTo(flow: Flow, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of flow.edges) {
    const list = next.get(edge.from);
    if (list) list.push(edge.to);
    else next.set(edge.from, [edge.to]);
  }
  const seen = new Set([from]);
  const stack = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === to) return true;
    for (const id of next.get(at) ?? [])
      if (!seen.has(id)) {
        seen.add(id);
        stack.push(id);
      }
  }
  return false;
}

/** May something of this type stand in that container (undefined: on the open canvas)? */
export function mayStandIn(flow: Flow, typeOf: TypeOf, type: NodeTypeJson | null, parent: string | undefined): Verdict {
  if (parent === undefined) return true;
  const container = nodeOf(flow, parent);
  if (!container) return 'That container is gone.';
  const containerType = typeOf(container.type, container.version);
  if (containerType && containerType.kind !== 'container') return `“${titleOf(container, containerType)}” cannot hold other steps.`;
  if (type?.kind === 'trigger') return 'A trigger starts the whole flow: it cannot stand inside a container.';
  return true;
}

/** May these nodes move into that container? */
export function mayMoveInto(flow: Flow, typeOf: TypeOf, ids: readonly string[], parent: string | undefined): Verdict {
  for (const id of ids) {
    const node = nodeOf(flow, id);
    if (!node) continue;
    if (parent !== undefined && isInside(flow, parent, id)) return 'A container cannot stand inside itself.';
    const verdict = mayStandIn(flow, typeOf, typeOf(node.type, node.version), parent);
    if (verdict !== true) return verdict;
  }
  return true;
}

/** May a new step of this type follow that port, or stand on that edge? What quick add offers. */
export function mayFollow(flow: Flow, typeOf: TypeOf, type: NodeTypeJson, from: string | null): Verdict {
  if (from === null) return true;
  if (type.kind === 'trigger') return 'A trigger starts the flow: nothing can come before it.';
  const source = nodeOf(flow, from);
  return mayStandIn(flow, typeOf, type, source?.parent);
}
