// The run that the canvas shows, for components: each card listens to its own step only, all are told once per frame. Starts
// with `watchRun(id)`; the records live in run-records.ts, the connection to the server in live-run.ts.
import { useCallback, useSyncExternalStore } from 'react';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { paced } from './paced.ts';
import { isFinal } from './run-records.ts';
import { records } from './shown-run.ts';

export type NodeRunView = Step;

export const runNow = (): Run | null => records.run();
export const stepsNow = (): readonly Step[] => records.steps();
export const runStepOf = (key: string): Step | null => records.step(key);

const onRun = (listener: () => void) => records.subscribe('run', listener);
const onSteps = (listener: () => void) => {
  const { changed, stop } = paced(() => records.steps().length, listener);
  const leave = records.subscribe('steps', changed);
  return () => {
    leave();
    stop();
  };
};

/** The run on the canvas; null while none is shown or it is still being read. */
export const useRun = (): Run | null => useSyncExternalStore(onRun, records.run);

/** Every known step of the run. For lists, at their pace; a card uses {@link useNodeRun}. */
export const useSteps = (): readonly Step[] => useSyncExternalStore(onSteps, records.steps);

/**
 * The step of a node in the run on the canvas, or null. `path` names the iteration that the canvas shows of each loop around
 * the node, outermost first.
 */
export function useNodeRun(nodeId: string, path: readonly number[] = noPath): NodeRunView | null {
  return useStep(stepKey(nodeId, path));
}

const noPath: readonly number[] = [];

function useStep(key: string): Step | null {
  const subscribe = useCallback((listener: () => void) => records.subscribe(key, listener), [key]);
  return useSyncExternalStore(subscribe, () => records.step(key));
}

/** Whether the run went out of this port: null as long as that is not decided. */
export function useEdgeTaken(from: string, port: string, path: readonly number[] = noPath): boolean | null {
  const key = stepKey(from, path);
  const subscribe = useCallback((listener: () => void) => records.subscribe(key, listener), [key]);
  return useSyncExternalStore(subscribe, () => edgeTaken(records.step(key), port));
}

export function edgeTaken(step: Step | null, port: string): boolean | null {
  if (!step || !isFinal(step.status)) return null;
  if (step.status === 'cancelled') return false;
  if (port === 'always') return true;
  if (port === 'skipped') return step.status === 'skipped';
  if (port === 'failed') return step.status === 'failed' || (step.status === 'succeeded' && step.port === 'failed');
  return step.status === 'succeeded' && step.port === port;
}

export { useLiveState, watchFlow, watchIteration, watchLoop, watchRun } from './live-run.ts';
