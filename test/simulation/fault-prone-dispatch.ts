// A dispatcher as bad as its contract allows: wakes come late, twice, or not at all, a run is handed out a second time while it
// is being advanced, and what is called out to other machines takes its time. The journal is the truth, so nothing may hang on it.
import type { Dispatcher } from '../../server/dispatch/contract.ts';
import type { Random } from './random.ts';

export interface DispatchRules {
  readonly late: number;
  readonly twice: number;
  readonly lost: number;
}

export interface Surroundings {
  readonly random: Random;
  readonly rules: () => DispatchRules;
  /** Tells the other processes that a run is to be left. */
  readonly callOut: (runId: string) => void;
  /** Only this process knows that the run is to go on: to the journal it is in good hands, and no sweeper brings it. */
  readonly held: (runId: string) => boolean;
  /** How to leave a run, for those who call it out. */
  readonly told: (abort: (runId: string) => void) => void;
}

export function faultProne(inner: Dispatcher, { random, rules, callOut, held, told }: Surroundings): Dispatcher {
  return {
    start(advance, options) {
      told(options.abort);
      return inner.start((runId) => {
        if (random.chance(rules().twice)) setTimeout(() => void advance(runId).catch(() => undefined), random.below(30));
        return advance(runId);
      }, options);
    },
    wake(runId, options) {
      const { late, twice, lost } = rules();
      if (!held(runId) && random.chance(lost)) return;
      if (random.chance(late)) setTimeout(() => inner.wake(runId, options), random.below(400));
      else inner.wake(runId, options);
      if (random.chance(twice)) inner.wake(runId);
    },
    cancel(runId) {
      inner.cancel(runId);
      callOut(runId);
    },
    stop: (options) => inner.stop(options),
  };
}
