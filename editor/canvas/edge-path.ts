// The way of a line between two cards: a quiet curve forward; when the target lies to the left, right angles with rounded
// corners around both. Pure geometry, used by the canvas, the connection line and the overview.
import type { Point } from '../document/edits.ts';

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Route {
  readonly path: string;
  readonly label: Point;
  /** Middle, where the plus stands. */
  readonly middle: Point;
}

const out = 18;
/** Around a card: inside a frame there are 24 px, and the frame's own way out must stay free for the mouse. */
const turn = 10;
const radius = 10;

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

export function edgeRoute(
  from: Point,
  to: Point,
  boxes: { readonly source: Box; readonly target: Box },
  side: 'right' | 'bottom' = 'right',
): Route {
  if (side === 'bottom') return fromBelow(from, to, boxes);
  if (to.x >= from.x + 8) return forward(from, to);
  return polyline(around(from, to, boxes));
}

function forward(from: Point, to: Point): Route {
  const middle = between(from, to);
  const label = { x: to.x - Math.min(36, (to.x - from.x) / 2), y: to.y - 10 };
  if (Math.abs(from.y - to.y) < 1)
    return {
      path: `M${rounded(from.x)},${rounded(from.y)} L${rounded(to.x)},${rounded(to.y)}`,
      label: { x: middle.x, y: middle.y - 10 },
      middle,
    };
  const bend = Math.max(12, Math.min(120, (to.x - from.x) / 2));
  return {
    path: `M${rounded(from.x)},${rounded(from.y)} C${rounded(from.x + bend)},${rounded(from.y)} ${rounded(to.x - bend)},${rounded(to.y)} ${rounded(to.x)},${rounded(to.y)}`,
    label: to.x - from.x < 60 ? { x: middle.x, y: middle.y } : label,
    middle,
  };
}

/** A failure leaves at the bottom: down, then over to the target. */
function fromBelow(from: Point, to: Point, boxes: { readonly source: Box; readonly target: Box }): Route {
  if (to.x >= from.x + out && to.y >= from.y + 8) {
    const r = Math.min(radius * 2, to.x - from.x, to.y - from.y);
    return {
      path: `M${rounded(from.x)},${rounded(from.y)} L${rounded(from.x)},${rounded(to.y - r)} Q${rounded(from.x)},${rounded(to.y)} ${rounded(from.x + r)},${rounded(to.y)} L${rounded(to.x)},${rounded(to.y)}`,
      label: { x: Math.max(from.x + 28, to.x - 36), y: to.y - 10 },
      middle: { x: (from.x + r + to.x) / 2, y: to.y },
    };
  }
  const below = Math.max(from.y, to.y >= from.y ? Math.min(boxes.target.y, to.y) : from.y) + out;
  if (to.x >= from.x + out) {
    const x = Math.max(from.x + out, to.x - out);
    return polyline([from, { x: from.x, y: below }, { x, y: below }, { x, y: to.y }, to]);
  }
  const x = boxes.target.x - out;
  const lane = to.y > from.y ? Math.max(from.y + 14, Math.min(below, (from.y + boxes.target.y) / 2)) : from.y + out;
  return polyline([from, { x: from.x, y: lane }, { x, y: lane }, { x, y: to.y }, to]);
}

/** Out to the right, through the gap between both cards, back in from the left. */
function around(from: Point, to: Point, { source, target }: { readonly source: Box; readonly target: Box }): Point[] {
  const sourceBottom = source.y + source.height;
  const targetBottom = target.y + target.height;
  const lane =
    target.y - sourceBottom >= 16
      ? (sourceBottom + target.y) / 2
      : source.y - targetBottom >= 16
        ? (targetBottom + source.y) / 2
        : Math.max(sourceBottom, targetBottom) + out + 6;
  const right = from.x + turn;
  const left = to.x - turn;
  return [from, { x: right, y: from.y }, { x: right, y: lane }, { x: left, y: lane }, { x: left, y: to.y }, to];
}

/** Right angles with rounded corners. */
function polyline(points: readonly Point[]): Route {
  const parts = [`M${rounded(points[0]?.x ?? 0)},${rounded(points[0]?.y ?? 0)}`];
  for (let i = 1; i < points.length - 1; i += 1) {
    const [a, b, c] = [points[i - 1] as Point, points[i] as Point, points[i + 1] as Point];
    const [before, after] = [Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(c.x - b.x, c.y - b.y)];
    const r = Math.min(radius, before / 2, after / 2);
    if (r < 1) {
      parts.push(`L${rounded(b.x)},${rounded(b.y)}`);
      continue;
    }
    const enter = { x: b.x + ((a.x - b.x) / before) * r, y: b.y + ((a.y - b.y) / before) * r };
    const leave = { x: b.x + ((c.x - b.x) / after) * r, y: b.y + ((c.y - b.y) / after) * r };
    parts.push(`L${rounded(enter.x)},${rounded(enter.y)} Q${rounded(b.x)},${rounded(b.y)} ${rounded(leave.x)},${rounded(leave.y)}`);
  }
  const last = points.at(-1) as Point;
  parts.push(`L${rounded(last.x)},${rounded(last.y)}`);
  const [p, q] = longest(points);
  const middle = between(p, q);
  return { path: parts.join(' '), label: { x: middle.x, y: middle.y - 8 }, middle };
}

function longest(points: readonly Point[]): readonly [Point, Point] {
  let best: readonly [Point, Point] = [points[0] as Point, points[1] as Point];
  let length = -1;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1] as Point, points[i] as Point];
    const size = Math.hypot(b.x - a.x, b.y - a.y);
    if (size > length) [best, length] = [[a, b], size];
  }
  return best;
}
