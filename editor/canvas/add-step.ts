// Adding a step: where it stands, what it is connected to and what makes room are one edit with one undo. Palette, quick add,
// the plus on a line and a line dropped in the void all end here.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { connect, nodeOf, type Point, placeNode, setNode } from '../document/edits.ts';
import { insertOnEdge } from '../document/place.ts';
import { emptyContainer, grid, isCommonPort, isContainer, ownPortsOf, sizeOf } from './card-size.ts';
import { fitContainers, innermost } from './fit.ts';
import type { AddPlace } from './gesture.ts';
import { mayConnect, mayStandIn, type TypeOf } from './rules.ts';

export type Where = Pick<AddPlace, 'at' | 'parent' | 'after' | 'edge'>;

const gap = 56;
const snap = (value: number) => Math.round(value / grid) * grid;

/** The flow with the new step, and its id; a sentence when it may not stand there. */
export function withStep(
  flow: Flow,
  typeOf: TypeOf,
  type: NodeTypeJson,
  where: Where,
): { readonly flow: Flow; readonly id: string } | string {
  const edge = where.edge === undefined ? undefined : flow.edges.find(({ from, port, to }) => `${from}:${port}:${to}` === where.edge);
  const source = edge?.from ?? where.after?.node;
  const port = edge?.port ?? where.after?.port;
  const parent = source === undefined ? where.parent : nodeOf(flow, source)?.parent;
  const allowed = mayStandIn(flow, typeOf, type, parent);
  if (allowed !== true) return allowed;
  if (type.kind === 'trigger' && source !== undefined) return 'A trigger starts the flow: nothing can come before it.';
  const size = isContainer(type) ? emptyContainer : undefined;
  const placed = placeNode(flow, type, { position: { x: 0, y: 0 }, parent, size });
  const node = nodeOf(placed.flow, placed.id) as FlowNode;
  const own = ownPortsOf(node, type);
  const position = positionFor(flow, typeOf, { node, type }, where, source, port);
  let next = setNode(placed.flow, placed.id, { position: { ...position } });
  if (edge && own[0] !== undefined) {
    const target = nodeOf(next, edge.to) as FlowNode;
    const need = position.x + sizeOf(node, type).width + gap - target.position.x;
    next = insertOnEdge(next, where.edge as string, placed.id, own[0], need > 0 ? snap(need) : 0);
  } else if (source !== undefined && port !== undefined && mayConnect(next, typeOf, { from: source, port, to: placed.id }) === true)
    next = connect(next, { from: source, port, to: placed.id });
  return { flow: fitContainers(next, typeOf), id: placed.id };
}

function positionFor(
  flow: Flow,
  typeOf: TypeOf,
  { node, type }: { node: FlowNode; type: NodeTypeJson },
  where: Where,
  source: string | undefined,
  port: string | undefined,
): Point {
  const size = sizeOf(node, type);
  if (where.at) return { x: snap(where.at.x), y: snap(where.at.y) };
  const before = source === undefined ? undefined : nodeOf(flow, source);
  if (!before) {
    const siblings = flow.nodes.filter((each) => each.parent === where.parent);
    if (where.parent !== undefined) {
      const right = Math.max(
        innermost.x - gap,
        ...siblings.map((each) => each.position.x + sizeOf(each, typeOf(each.type, each.version)).width),
      );
      return free(flow, typeOf, where.parent, { x: right + gap, y: innermost.y }, size);
    }
    const left = siblings.length === 0 ? 0 : Math.min(...siblings.map(({ position }) => position.x));
    const bottom = Math.max(-40, ...siblings.map((each) => each.position.y + sizeOf(each, typeOf(each.type, each.version)).height));
    return { x: snap(left), y: snap(bottom + 40) };
  }
  const beforeType = typeOf(before.type, before.version);
  const box = sizeOf(before, beforeType);
  const own = ownPortsOf(before, beforeType);
  const branch = port === undefined || isCommonPort(port) ? 0 : own.indexOf(port) - (own.length - 1) / 2;
  const x = before.position.x + box.width + gap;
  const y =
    port !== undefined && isCommonPort(port)
      ? before.position.y + box.height + 40
      : before.position.y + box.height / 2 - size.height / 2 + branch * 96;
  return where.edge === undefined ? free(flow, typeOf, before.parent, { x, y }, size) : { x: snap(x), y: Math.round(y) };
}

/** The first place from here downwards where no sibling stands. */
function free(flow: Flow, typeOf: TypeOf, parent: string | undefined, at: Point, size: { width: number; height: number }): Point {
  const boxes = flow.nodes
    .filter((node) => node.parent === parent)
    .map((node) => ({ ...node.position, ...sizeOf(node, typeOf(node.type, node.version)) }));
  const top = parent === undefined ? Number.NEGATIVE_INFINITY : innermost.y;
  // Centres in one line make a straight line; the grid may wait.
  let [x, y] = [snap(at.x), Math.max(top, Math.round(at.y))];
  for (let i = 0; i < 200; i += 1) {
    const hit = boxes.find(
      (box) => x < box.x + box.width + 16 && box.x < x + size.width + 16 && y < box.y + box.height + 16 && box.y < y + size.height + 16,
    );
    if (!hit) break;
    y = snap(hit.y + hit.height + 32);
  }
  return { x, y };
}

/** Where a step goes that is added without pointing: after the selected one, inside an empty container, else behind the last. */
export function placeAfterSelection(flow: Flow, typeOf: TypeOf, type: NodeTypeJson, selection: readonly string[]): Where {
  const selected = selection.length === 1 ? nodeOf(flow, selection[0] as string) : undefined;
  if (type.kind === 'trigger') return {};
  if (selected) {
    const selectedType = typeOf(selected.type, selected.version);
    if (isContainer(selectedType) && !flow.nodes.some(({ parent }) => parent === selected.id)) return { parent: selected.id };
    return behind(flow, typeOf, selected);
  }
  const leads = new Set(flow.edges.map(({ from }) => from));
  const last = flow.nodes
    .filter((node) => node.parent === undefined && !leads.has(node.id) && ownPortsOf(node, typeOf(node.type, node.version)).length > 0)
    .sort((a, b) => b.position.x - a.position.x)[0];
  return last ? behind(flow, typeOf, last) : {};
}

/** Behind a node: on its one line where there is one, else at its first free way out. */
function behind(flow: Flow, typeOf: TypeOf, node: FlowNode): Where {
  const own = ownPortsOf(node, typeOf(node.type, node.version));
  const open = own.find((port) => !flow.edges.some((edge) => edge.from === node.id && edge.port === port));
  if (open !== undefined) return { after: { node: node.id, port: open } };
  const lines = flow.edges.filter((edge) => edge.from === node.id && edge.port === own[0]);
  const [line] = lines;
  if (line && lines.length === 1) return { edge: `${line.from}:${line.port}:${line.to}` };
  return own[0] === undefined ? { parent: node.parent } : { after: { node: node.id, port: own[0] } };
}
