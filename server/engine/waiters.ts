// Callers who wait for a run: until it has passed a respond node or ended. They are told after the commit: what a write has
// made durable and what it answered, else what the journal then says. Nothing is answered before it is on disk.
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { Journal, JournalEvent } from '../journal/contract.ts';
import type { Engine, RunResponse } from './engine.ts';

/** How a run ended, and what it answered: null when it is known that it did not. */
interface Answer {
  readonly run: Run;
  readonly response: RunResponse | null;
}

export interface Waiters {
  readonly waitFor: Engine['waitFor'];
  readonly told: (runId: string, answer: Answer | null) => void;
}

/** Most runs that are under way here have ended by then; only for the others are the commits of other processes listened to. */
const soonMs = 50;

/** `isHere`: other processes advance runs too, and what they commit is heard of through the journal. */
export function waitersOf(journal: Journal, isHere: ((runId: string) => boolean) | null = null): Waiters {
  let waiting = new Map<string, Set<(answer: Answer | null) => void>>();
  /** Of this turn of the event loop: whoever hears that a short run was accepted asks in the same turn how it ended. */
  let fresh = new Map<string, Answer>();

  // A new one instead of an emptied one, which would keep what it held reachable: see the journal's sqlite-runs.ts.
  const forget = () => {
    fresh = new Map();
  };

  let stopHearing: (() => void) | null = null;

  function hear(events: readonly JournalEvent[]): void {
    const changed = new Set(events.map(({ runId }) => runId));
    for (const runId of changed) for (const check of waiting.get(runId) ?? []) check(null);
  }

  function hearNoMore(): void {
    waiting = new Map();
    stopHearing?.();
    stopHearing = null;
  }

  async function look(runId: string) {
    const [run, response] = await Promise.all([journal.run(runId), journal.response(runId)]);
    if (!run) return null;
    return response || hasEnded(run.status) ? { run, response } : undefined;
  }

  return {
    told(runId, answer) {
      if (answer) {
        if (fresh.size === 0) setImmediate(forget);
        fresh.set(runId, answer);
      }
      for (const check of waiting.get(runId) ?? []) check(answer);
    },
    waitFor(runId, ms) {
      const known = fresh.get(runId);
      if (known) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const checks = waiting.get(runId) ?? new Set();
        waiting.set(runId, checks);
        let timer: NodeJS.Timeout | undefined;
        let hearing: NodeJS.Timeout | undefined;
        const end = (result: Awaited<ReturnType<Engine['waitFor']>>) => {
          clearTimeout(timer);
          clearTimeout(hearing);
          checks.delete(check);
          if (checks.size === 0 && waiting.get(runId) === checks) waiting.delete(runId);
          if (waiting.size === 0) hearNoMore();
          resolve(result);
        };
        const check = (answer: Answer | null) => {
          if (answer) end(answer);
          else look(runId).then((found) => found !== undefined && end(found), reject);
        };
        timer = setTimeout(() => end(null), ms);
        checks.add(check);
        const listen = () => {
          stopHearing ??= journal.onCommit(hear);
          check(null);
        };
        if (isHere && !isHere(runId)) return listen();
        check(null);
        if (isHere) hearing = setTimeout(listen, soonMs);
      });
    },
  };
}
