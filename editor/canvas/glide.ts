// Cards on their way to where a tidied flow wants them: 250 ms, beside the document, which is there already. Nobody who asked for less
// motion sees it, and a large flow is there at once.
import { create } from 'zustand';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Point } from '../document/edits.ts';
import type { Size } from './card-size.ts';
import { isContainer, sizeOf } from './card-size.ts';
import type { TypeOf } from './rules.ts';

const length = 250;
/** More cards than these move in steps, not in a glide. */
const most = 300;

interface Glide {
  readonly positions: ReadonlyMap<string, Point>;
  readonly sizes: ReadonlyMap<string, Size>;
}

const none: Glide = { positions: new Map(), sizes: new Map() };

const useGliding = create<{ readonly now: Glide }>(() => ({ now: none }));

/** Where cards are drawn while they move; empty at rest. */
export const useGlide = (): Glide => useGliding(({ now }) => now);

const calm = () => typeof matchMedia !== 'function' || matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Fast at first, slow at last. @example eased(0.5) // 0.875 */
const eased = (part: number): number => 1 - (1 - part) ** 3;

const between = (from: number, to: number, part: number): number => from + (to - from) * part;

let last = 0;

/** Call it before the edit that moves them: the first frame then shows them where they were. */
export function glide(before: Flow, after: Flow, typeOf: TypeOf): void {
  const boxes = (flow: Flow) =>
    new Map(
      [
        ...flow.nodes.map((node) => {
          const type = typeOf(node.type, node.version);
          return { id: node.id, position: node.position, size: isContainer(type) ? sizeOf(node, type) : null };
        }),
        ...flow.frames.map(({ id, position, size, folded }) => ({ id, position, size: folded ? null : size })),
        ...flow.notes.map(({ id, position }) => ({ id, position, size: null })),
      ].map((box) => [box.id, box]),
    );
  const [old, next] = [boxes(before), boxes(after)];
  const moving = [...next.values()].filter(({ id, position: to, size }) => {
    const was = old.get(id);
    return (
      was && (was.position.x !== to.x || was.position.y !== to.y || was.size?.width !== size?.width || was.size?.height !== size?.height)
    );
  });
  if (calm() || moving.length === 0 || moving.length > most) return;
  last += 1;
  const mine = last;
  const began = performance.now();
  const at = (part: number): Glide => {
    const positions = new Map<string, Point>();
    const sizes = new Map<string, Size>();
    for (const { id, position, size } of moving) {
      const was = old.get(id);
      if (!was) continue;
      positions.set(id, { x: between(was.position.x, position.x, part), y: between(was.position.y, position.y, part) });
      if (size && was.size)
        sizes.set(id, { width: between(was.size.width, size.width, part), height: between(was.size.height, size.height, part) });
    }
    return { positions, sizes };
  };
  const frame = (time: number) => {
    if (mine !== last) return;
    const part = Math.min(1, Math.max(0, (time - began) / length));
    useGliding.setState({ now: part < 1 ? at(eased(part)) : none });
    if (part < 1) requestAnimationFrame(frame);
  };
  useGliding.setState({ now: at(0) });
  requestAnimationFrame(frame);
}

/** A hand takes over: everything is where it belongs. */
export function endGlide(): void {
  last += 1;
  useGliding.setState({ now: none });
}
