// Events and waits of the in-memory journal: an event finds the waits that stand for it, or is kept until one appears.
import type { Json } from '../../nodes/kit/json.ts';
import type { MemoryState } from './memory-reads.ts';
import type { MemoryRun } from './memory-run.ts';
import { awaitedEvent, startedAt, withDelivery } from './open-steps.ts';

interface Kept {
  readonly payload: Json;
  readonly until: number;
}

export function memoryEvents(state: MemoryState, nextSeq: () => number) {
  const kept = new Map<string, Kept[]>();
  const waiting = new Map<string, Set<string>>();

  const hand = (run: MemoryRun, key: string, payload: Json) => {
    const open = run.open.get(key);
    if (open) run.open.set(key, { seq: nextSeq(), step: withDelivery(open.step, payload) });
    run.changed.add(key);
  };

  /** Waits for `event` that still stand, as [run, key]. */
  function standing(event: string): [MemoryRun, string][] {
    const found: [MemoryRun, string][] = [];
    for (const id of waiting.get(event) ?? []) {
      const [runId = '', key = ''] = id.split(' ');
      const run = state.runs.get(runId);
      if (run && awaitedEvent(run.open.get(key)?.step) === event) found.push([run, key]);
      else waiting.get(event)?.delete(id);
    }
    return found;
  }

  return {
    deliver(event: string, payload: Json, until: number): MemoryRun[] {
      const found = standing(event);
      if (found.length === 0) kept.set(event, [...(kept.get(event) ?? []), { payload, until }]);
      for (const [run, key] of found) hand(run, key, payload);
      return found.map(([run]) => run);
    },
    /** The oldest event kept under this name, which is then used up; without one the step stands for the next. */
    meet(event: string, run: MemoryRun, key: string, now: number): { readonly payload: Json } | null {
      const [first, ...rest] = (kept.get(event) ?? []).filter((one) => one.until > now);
      kept.set(event, rest);
      if (!first) waiting.set(event, (waiting.get(event) ?? new Set()).add(`${run.head.id} ${key}`));
      return first ? { payload: first.payload } : null;
    },
    open(prefix: string) {
      const names = [...waiting.keys()].filter((event) => event.startsWith(prefix)).sort();
      return names.flatMap((event) =>
        standing(event).map(([run, key]) => {
          const step = run.open.get(key)?.step;
          return { event, runId: run.head.id, key, since: (step && startedAt(step)) ?? run.head.at };
        }),
      );
    },
  };
}
