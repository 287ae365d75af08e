// Helper lines: while a card is dragged, its edges and centre snap to those of the cards nearby, and to the distance that its
// neighbours have from each other. Pure geometry.
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
  // In a row that is straight already the distances count.
  const level = { ...moving, x: moving.x + (x?.shift ?? 0), y: moving.y + (y?.shift ?? 0) };
  const gapX = x ? null : spacing('x', level, others);
  const gapY = y ? null : spacing('y', level, others);
  const shift = { x: x?.shift ?? gapX?.shift ?? 0, y: y?.shift ?? gapY?.shift ?? 0 };
  const settled = { ...moving, x: moving.x + shift.x, y: moving.y + shift.y };
  return {
    shift,
    guides: [
      ...(x ? [line('x', x, settled)] : []),
      ...(y ? [line('y', y, settled)] : []),
      ...(gapX ? gapLines('x', settled, gapX) : []),
      ...(gapY ? gapLines('y', settled, gapY) : []),
    ],
  };
}

const start = (axis: 'x' | 'y', box: Box): number => box[axis];
const length = (axis: 'x' | 'y', box: Box): number => (axis === 'x' ? box.width : box.height);
const end = (axis: 'x' | 'y', box: Box): number => start(axis, box) + length(axis, box);
const across = (axis: 'x' | 'y', a: Box, b: Box): boolean => {
  const other = axis === 'x' ? 'y' : 'x';
  return start(other, a) < end(other, b) && start(other, b) < end(other, a);
};

interface Spacing {
  readonly shift: number;
  /** The gaps that are equal then, each between two boxes. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
}

/** The same distance as the two neighbours before (or behind) have, or the middle between two. */
function spacing(axis: 'x' | 'y', moving: Box, others: readonly Box[]): Spacing | null {
  const row = others.filter((other) => across(axis, moving, other)).sort((a, b) => start(axis, a) - start(axis, b));
  const before = row.filter((other) => end(axis, other) <= start(axis, moving) + reach);
  const behind = row.filter((other) => start(axis, other) >= end(axis, moving) - reach);
  const [near, far] = [before.at(-1), before.at(-2)];
  const [next, last] = [behind[0], behind[1]];
  const size = length(axis, moving);
  const wishes: Spacing[] = [];
  const wish = (at: number, gaps: Spacing['gaps']) => wishes.push({ shift: at - start(axis, moving), gaps });
  if (near && next) {
    const gap = (start(axis, next) - end(axis, near) - size) / 2;
    const at = end(axis, near) + gap;
    if (gap > 0)
      wish(at, [
        [end(axis, near), at],
        [at + size, start(axis, next)],
      ]);
  }
  if (near && far) {
    const gap = start(axis, near) - end(axis, far);
    const at = end(axis, near) + gap;
    if (gap > 0)
      wish(at, [
        [end(axis, far), start(axis, near)],
        [end(axis, near), at],
      ]);
  }
  if (next && last) {
    const gap = start(axis, last) - end(axis, next);
    const at = start(axis, next) - gap - size;
    if (gap > 0)
      wish(at, [
        [at + size, start(axis, next)],
        [end(axis, next), start(axis, last)],
      ]);
  }
  const fitting = wishes.filter(({ shift }) => Math.abs(shift) <= reach).sort((a, b) => Math.abs(a.shift) - Math.abs(b.shift));
  return fitting[0] ?? null;
}

/** A line along each of the equal gaps, through the middle of the moving box. */
function gapLines(axis: 'x' | 'y', moving: Box, { gaps }: Spacing): readonly Guide[] {
  const other = axis === 'x' ? 'y' : 'x';
  const at = start(other, moving) + length(other, moving) / 2;
  return gaps.map(([from, to]) => ({ axis: other, at, from, to }));
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
