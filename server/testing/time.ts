// Time inside a test: a run that does nothing but wait has its clock put forward, so that a test of an hour takes no hour. A job in
// the practice subscription works at its own pace and is passed in small steps. Waits that no time ends are said, not sat out.

import { hasEnded } from '../../nodes/kit/status.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../journal/contract.ts';
import { jobEventPrefix } from '../services/azure/watch-names.ts';

/** A test that takes longer than this, by the wall, is given up. */
const limitMs = 60_000;
const jobStepMs = 500;
const lookMs = 5;
/** Looks at a run that goes on by no time; between two of them something may be on its way to it. */
const stillLooks = 20;

export interface Clockwork {
  readonly journal: Pick<Journal, 'run' | 'due' | 'openEvents' | 'steps'>;
  readonly engine: Pick<Engine, 'waitFor'>;
  readonly runId: string;
  now(): number;
  wake(): void;
  skip(ms: number): Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Until the run has ended. Answers why it never will, else null. */
export async function passTime({ journal, engine, runId, now, wake, skip, signal }: Clockwork): Promise<string | null> {
  const until = Date.now() + limitMs;
  let still = 0;
  for (;;) {
    await engine.waitFor(runId, lookMs);
    const run = await journal.run(runId);
    if (!run || hasEnded(run.status)) return null;
    if (signal?.aborted) return 'The test was stopped.';
    if (Date.now() > until) return `The test did not end within ${limitMs / 1_000} seconds.`;
    if (run.status === 'needs-attention') return 'A call ended without an answer, and a person has to say what became of it.';
    if (run.status !== 'waiting') continue;
    const at = now();
    const { runs, nextAt } = await journal.due(at, 1);
    if (runs.length > 0 || nextAt !== null) still = 0;
    if (runs.length > 0) wake();
    else if ((await journal.openEvents(jobEventPrefix)).length > 0)
      await skip(nextAt === null ? jobStepMs : Math.min(jobStepMs, nextAt - at));
    else if (nextAt !== null) await skip(Math.max(0, nextAt - at));
    else if (++still > stillLooks) {
      const { items } = await journal.steps(runId, { status: ['waiting'], limit: 1 });
      const [step] = items;
      return `Step “${step?.nodeId}” waits for something that comes from outside${step?.says ? ` (${step.says})` : ''}. Give it an answer.`;
    }
  }
}
