// Moving through the flow by keyboard: arrows walk, Enter goes into a container, Escape out of it; with Alt the steps move.
import { stepKey } from '../../nodes/kit/step-key.ts';
import { nodeTypesNow } from '../api.ts';
import { focusCard, moveTo } from '../canvas/actions.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { goToNextFailure } from '../canvas/next-failure.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { withCarried } from '../frames/frame-edits.ts';
import { runStepOf } from '../runs/run-store.ts';
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
  const positions = new Map(things.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }]));
  moveTo(withCarried(flow, nodeTypesNow().of, positions));
}

/** The innermost loop with failures that is selected or stands around what is; without one the first of the flow. */
function failedLoop(): { readonly id: string; readonly path: readonly number[] } | null {
  const { flow } = useDocument.getState();
  const { loopIndex } = useSession.getState();
  const isLoop = (id: string) => ['for-each', 'repeat-until'].includes(loopKind(id) ?? '');
  const around = (id: string | undefined): string[] => {
    const parent = nodeOf(flow, id ?? '')?.parent;
    return id === undefined ? [] : [id, ...around(parent)];
  };
  const candidates = [...around(selected()[0]), ...flow.nodes.map(({ id }) => id)].filter(isLoop);
  for (const id of candidates) {
    const path = around(id)
      .slice(1)
      .filter(isLoop)
      .reverse()
      .map((outer) => loopIndex[outer] ?? 0);
    if ((runStepOf(stepKey(id, path))?.loop?.failed ?? 0) > 0) return { id, path };
  }
  return null;
}

const loopKind = (id: string) => {
  const node = nodeOf(useDocument.getState().flow, id);
  return node && nodeTypesNow().of(node.type, node.version)?.container;
};

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
  {
    id: 'next-failure',
    group: 'Go',
    icon: 'alert',
    title: 'Next failed item of the loop',
    keys: ['F8'],
    keywords: ['failure', 'error', 'iteration', 'round'],
    when: () => failedLoop() !== null,
    run: async () => {
      const loop = failedLoop();
      if (loop) await goToNextFailure(loop.id, loop.path);
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
