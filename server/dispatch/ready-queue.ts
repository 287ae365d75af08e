// Runs that could be advanced now and wait for room: higher priority first, within one priority first come, first served.
// A run stands in it once.

export interface ReadyQueue {
  readonly size: number;
  has(runId: string): boolean;
  add(runId: string, priority: number): void;
  next(): string | undefined;
  clear(): void;
}

/** `front` goes on where it stood: looking for the first from the start passes all that were taken before it. */
interface Lane {
  readonly ids: Set<string>;
  front: SetIterator<string>;
}

export function readyQueue(): ReadyQueue {
  /** One insertion-ordered lane per priority, highest first. */
  const lanes = new Map<number, Lane>();
  const laneOf = new Map<string, number>();
  let order: number[] = [];

  function lane(priority: number): Lane {
    const there = lanes.get(priority);
    if (there) return there;
    const ids = new Set<string>();
    const made = { ids, front: ids.values() };
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
      if (before !== undefined) lanes.get(before)?.ids.delete(runId);
      laneOf.set(runId, priority);
      lane(priority).ids.add(runId);
    },
    next() {
      for (const priority of order) {
        const standing = lanes.get(priority);
        if (!standing || standing.ids.size === 0) continue;
        let { value } = standing.front.next();
        if (value === undefined) {
          // An iterator that has once come to the end stays there.
          standing.front = standing.ids.values();
          value = standing.front.next().value;
        }
        if (value === undefined) continue;
        standing.ids.delete(value);
        laneOf.delete(value);
        return value;
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
