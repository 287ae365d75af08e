// Runs that could be advanced now and wait for room: higher priority first, within one priority first come, first served.
// A run stands in it once.

export interface ReadyQueue {
  readonly size: number;
  has(runId: string): boolean;
  add(runId: string, priority: number): void;
  next(): string | undefined;
  clear(): void;
}

export function readyQueue(): ReadyQueue {
  /** One insertion-ordered lane per priority, highest first. */
  const lanes = new Map<number, Set<string>>();
  const laneOf = new Map<string, number>();
  let order: number[] = [];

  function lane(priority: number): Set<string> {
    const there = lanes.get(priority);
    if (there) return there;
    const made = new Set<string>();
    lanes.set(priority, made);
    order = [...lanes.keys()].sort((a, b) => b - a);
    return made;
  }

  return {
    get size() {
      return laneOf.size;
    },
    has: (runId) => laneOf.has(runId),
    add(runId, priority) {
      const before = laneOf.get(runId);
      if (before !== undefined && before >= priority) return;
      if (before !== undefined) lanes.get(before)?.delete(runId);
      laneOf.set(runId, priority);
      lane(priority).add(runId);
    },
    next() {
      for (const priority of order) {
        for (const runId of lanes.get(priority) ?? []) {
          lanes.get(priority)?.delete(runId);
          laneOf.delete(runId);
          return runId;
        }
      }
      return undefined;
    },
    clear() {
      lanes.clear();
      laneOf.clear();
      order = [];
    },
  };
}
