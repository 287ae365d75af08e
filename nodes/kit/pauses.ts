// How a person steps through a run: where it pauses, what is said to it, and the event that carries it.
import type { JsonObject } from './json.ts';

export interface Pauses {
  /** Ids of the steps before which it pauses. */
  readonly before: readonly string[];
  /** Before whichever step comes next as well. */
  readonly stepping: boolean;
}

/** `next`: this step alone, then pause; `breakpoint`: to the next one that is set; `end`: pause no more. */
export const continueUntil = ['next', 'breakpoint', 'end'] as const;

export interface Continue {
  readonly until: (typeof continueUntil)[number];
  /** Where it pauses from now on. */
  readonly before: readonly string[];
  /** Values that a person has put in the place of evaluated ones. */
  readonly params?: JsonObject;
  /** Name of that person. */
  readonly by: string;
}

export const continueEvent = (runId: string, stepKey: string): string => `continue:${runId}:${stepKey}`;

/** What the run says while it stands there. */
export const pausedAt = (title: string): string => `Paused before “${title}”.`;
