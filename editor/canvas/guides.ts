// Helper lines: while a card is dragged, its edges and centre snap to those of the cards nearby. Pure geometry.
import type { Point } from '../document/edits.ts';
import type { Box } from './edge-path.ts';

export interface Guide {
  readonly axis: 'x' | 'y';
  /** Where the line stands. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const reach = 6;

/** How far to shift `moving` so that it lines up, and the lines to draw. */
export function alignTo(moving: Box, others: readonly Box[]): { readonly shift: Point; readonly guides: readonly Guide[] } {
  const x = closest('x', moving, others);
  const y = closest('y', moving, others);
  const shift = { x: x?.shift ?? 0, y: y?.shift ?? 0 };
  const settled = { ...moving, x: moving.x + shift.x, y: moving.y + shift.y };
  return { shift, guides: [...(x ? [line('x', x, settled)] : []), ...(y ? [line('y', y, settled)] : [])] };
}

interface Match {
  readonly shift: number;
  readonly at: number;
  readonly other: Box;
}

const edges = (axis: 'x' | 'y', box: Box): readonly number[] =>
  axis === 'x' ? [box.x, box.x + box.width / 2, box.x + box.width] : [box.y, box.y + box.height / 2, box.y + box.height];

function closest(axis: 'x' | 'y', moving: Box, others: readonly Box[]): Match | null {
  let best: Match | null = null;
  const own = edges(axis, moving);
  for (const other of others) {
    const theirs = edges(axis, other);
    // Like with like (left with left, centre with centre): a left edge on a right edge is chance, not order.
    for (let i = 0; i < 3; i += 1) {
      const at = theirs[i] as number;
      const shift = at - (own[i] as number);
      if (Math.abs(shift) <= reach && (best === null || Math.abs(shift) < Math.abs(best.shift))) best = { shift, at, other };
    }
  }
  return best;
}

function line(axis: 'x' | 'y', { at, other }: Match, moving: Box): Guide {
  const [a, b] = axis === 'x' ? [moving.y, other.y] : [moving.x, other.x];
  const [c, d] = axis === 'x' ? [moving.y + moving.height, other.y + other.height] : [moving.x + moving.width, other.x + other.width];
  return { axis, at, from: Math.min(a, b), to: Math.max(c, d) };
}
