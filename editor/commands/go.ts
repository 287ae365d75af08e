// Moving through the flow by keyboard: arrows walk, Enter goes into a container, Escape out of it; with Alt the steps move.
import { nodeTypesNow } from '../api.ts';
import { focusCard, moveTo } from '../canvas/actions.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import type { Command } from './command.ts';
import { type Direction, firstInside, walk } from './walk.ts';

const selected = () => useSession.getState().selection.nodes;

/** Selects a step, shows it and puts the keyboard on it. */
export function goTo(id: string): void {
  useSession.getState().select({ nodes: [id] });
  reveal(boundsOf(useDocument.getState().flow, nodeTypesNow().of, [id]));
  focusCard(id);
}

const arrows: readonly (readonly [Direction, string, string])[] = [
  ['left', 'ArrowLeft', 'Previous step'],
  ['right', 'ArrowRight', 'Next step'],
  ['up', 'ArrowUp', 'Step above'],
  ['down', 'ArrowDown', 'Step below'],
];

const delta: Readonly<Record<Direction, readonly [number, number]>> = { left: [-8, 0], right: [8, 0], up: [0, -8], down: [0, 8] };

function nudge(direction: Direction): void {
  const { flow } = useDocument.getState();
  const [dx, dy] = delta[direction];
  const ids = new Set(selected());
  const things = [...flow.nodes, ...flow.notes, ...flow.frames].filter(({ id }) => ids.has(id));
  moveTo(new Map(things.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }])));
}

export const goCommands: readonly Command[] = [
  ...arrows.map(
    ([direction, key, title]): Command => ({
      id: `go-${direction}`,
      group: 'Go',
      title,
      keys: [key],
      when: () => useDocument.getState().flow.nodes.length > 0,
      run: () => {
        const { flow } = useDocument.getState();
        const [from] = selected();
        const to = from === undefined ? flow.nodes[0]?.id : walk(flow, from, direction);
        if (to) goTo(to);
      },
    }),
  ),
  {
    id: 'go-inside',
    group: 'Go',
    title: 'Into the container',
    keys: ['Shift+Enter'],
    when: () => selected().length === 1 && firstInside(useDocument.getState().flow, selected()[0] as string) !== null,
    run: () => {
      const first = firstInside(useDocument.getState().flow, selected()[0] as string);
      if (first) goTo(first);
    },
  },
  {
    id: 'go-out',
    group: 'Go',
    title: 'Close, or select the container, or nothing',
    keys: ['Escape'],
    run: () => {
      const { adding, menu } = useGesture.getState();
      if (adding || menu) return setGesture({ adding: null, menu: null });
      const { overlay, set, select } = useSession.getState();
      if (overlay) return set({ overlay: null });
      const parent = useDocument.getState().flow.nodes.find(({ id }) => id === selected()[0])?.parent;
      if (parent !== undefined) goTo(parent);
      else select({});
    },
  },
  ...arrows.map(
    ([direction, key]): Command => ({
      id: `move-${direction}`,
      group: 'Go',
      title: `Move ${direction}`,
      keys: [`Alt+${key}`],
      when: () => selected().length > 0 && !useDocument.getState().readOnly,
      run: () => nudge(direction),
    }),
  ),
];
