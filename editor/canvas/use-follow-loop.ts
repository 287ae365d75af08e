// While a loop runs, its frame shows an iteration in which something goes on, and afterwards one that failed: what an operator
// would page to. As soon as a person pages, the frame stays where it was put.
import { useEffect, useMemo } from 'react';
import type { Step } from '../../nodes/kit/records.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { records } from '../runs/shown-run.ts';

export function useFollowLoop(container: string, path: readonly number[], rounds: number): void {
  const nodes = useDocument((state) => state.flow.nodes);
  const inside = useMemo(() => new Set(nodes.flatMap(({ id, parent }) => (parent === container ? [id] : []))), [nodes, container]);
  useEffect(() => {
    if (rounds === 0) return;
    const look = () => {
      const { chosenLoops, loopIndex, followIteration } = useSession.getState();
      if (chosenLoops.includes(container)) return;
      const shown = loopIndex[container] ?? 0;
      const index = iterationToShow(records.steps(), inside, path, shown);
      if (index !== shown) followIteration(container, index);
    };
    look();
    return records.subscribe('steps', look);
  }, [container, inside, path, rounds]);
}

const goesOn = ({ status }: Step) => status === 'running' || status === 'waiting' || status === 'needs-attention';

/** The shown iteration as long as something goes on in it, else the first in which something does, else the first that failed. */
export function iterationToShow(steps: readonly Step[], inside: ReadonlySet<string>, path: readonly number[], shown: number): number {
  let going = Number.POSITIVE_INFINITY;
  let failed = Number.POSITIVE_INFINITY;
  let shownFailed = false;
  for (const step of steps) {
    const index = step.path[path.length];
    if (index === undefined || !inside.has(step.nodeId) || path.some((outer, i) => step.path[i] !== outer)) continue;
    if (goesOn(step)) {
      if (index === shown) return shown;
      going = Math.min(going, index);
    } else if (step.status === 'failed') {
      shownFailed ||= index === shown;
      failed = Math.min(failed, index);
    }
  }
  if (going !== Number.POSITIVE_INFINITY) return going;
  return shownFailed || failed === Number.POSITIVE_INFINITY ? shown : failed;
}
