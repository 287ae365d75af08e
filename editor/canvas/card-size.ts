// The size of every card and the place of every handle, computed from the document alone. Nothing on the canvas is measured:
// that is what lets ten thousand steps open in a second.

import { commonPorts } from '../../nodes/kit/define.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { cardLine, labelsOf } from '../../nodes/kit/line.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { ownPorts } from '../../nodes/kit/ports.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const grid = 8;
export const containerHeader = 40;
export const containerPadding = 24;
export const emptyContainer: Size = { width: 560, height: 216 };
export const handleSize = 10;

/** The same for every card: what is typed into a step never pushes its card over its neighbour. */
export const cardWidth = 240;
const rowOfPorts = 20;

export const titleOf = (node: FlowNode, type: NodeTypeJson | null): string => node.title || type?.title || node.id;

/** What this node will do with these settings. Params left out count as their defaults. */
export function lineOf(node: FlowNode, type: NodeTypeJson | null): string {
  if (!type) return `There is no step of type ${node.type} here`;
  const line = cardLine(type.line, { ...defaultsOf(type), ...node.params }, labelsOf(type));
  return line === '' ? type.summary : line;
}

const defaults = new WeakMap<NodeTypeJson, { readonly [name: string]: Json }>();

function defaultsOf(type: NodeTypeJson): { readonly [name: string]: Json } {
  const known = defaults.get(type);
  if (known) return known;
  const properties = (type.params.properties ?? {}) as { readonly [name: string]: { readonly default?: Json } };
  const found = Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])),
  );
  defaults.set(type, found);
  return found;
}

/** The node's own ways out, in order; an unknown type is taken to have one. */
export const ownPortsOf = (node: FlowNode, type: NodeTypeJson | null): readonly string[] => (type ? ownPorts(type, node.params) : ['done']);

export const isContainer = (type: NodeTypeJson | null): boolean => type?.kind === 'container';
export const isCommonPort = (port: string): boolean => (commonPorts as readonly string[]).includes(port);

export function sizeOf(node: FlowNode, type: NodeTypeJson | null): Size {
  if (isContainer(type)) {
    const { width, height } = node.size ?? emptyContainer;
    return { width, height };
  }
  const ports = ownPortsOf(node, type).length;
  return { width: cardWidth, height: ports <= 3 ? 64 : ports * rowOfPorts + 8 };
}

export interface PortPlace {
  readonly port: string;
  /** Centre of the dot, from the node's top left corner. */
  readonly x: number;
  readonly y: number;
  readonly side: 'left' | 'right' | 'bottom';
  /** `failed`, `skipped`, `always`: every node has them, drawn only when used or looked for. */
  readonly common: boolean;
}

export const inputPort = 'in';

export function inputPlace(node: FlowNode, type: NodeTypeJson | null): PortPlace | null {
  if (type?.kind === 'trigger') return null;
  const { height } = sizeOf(node, type);
  return { port: inputPort, x: 0, y: height / 2, side: 'left', common: false };
}

export function portPlaces(node: FlowNode, type: NodeTypeJson | null): readonly PortPlace[] {
  const { width, height } = sizeOf(node, type);
  const own = ownPortsOf(node, type);
  const gap = isContainer(type) ? 32 : own.length === 2 ? 24 : own.length === 3 ? 18 : rowOfPorts;
  const first = height / 2 - ((own.length - 1) * gap) / 2;
  return [
    ...own.map((port, i) => ({ port, x: width, y: first + i * gap, side: 'right' as const, common: false })),
    ...(['failed', 'always', 'skipped'] as const)
      .filter((port) => !own.includes(port))
      .map((port, i) => ({ port, x: width - 28 - i * 44, y: height, side: 'bottom' as const, common: true })),
  ];
}
