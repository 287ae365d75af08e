// The step of a card in the shown run: of the iteration that the canvas shows of each loop around it.
import { useMemo } from 'react';
import { useSession } from '../document/session.ts';

/** Iteration numbers for these loops, outermost first; the same array while they stay the same. */
export function useLoopPath(loops: readonly string[]): readonly number[] {
  const text = useSession(({ loopIndex }) => loops.map((id) => loopIndex[id] ?? 0).join());
  return useMemo(() => (text === '' ? [] : text.split(',').map(Number)), [text]);
}
