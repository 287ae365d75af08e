// Wakes in the future, on one timer: a heap of times, the earliest per run. Node's timers end after 24.8 days, so a longer one
// is set again. Nothing here is durable: the journal knows every time too.

const longest = 2 ** 31 - 1;

interface Entry {
  readonly at: number;
  readonly runId: string;
  readonly priority: number;
}

export interface Timetable {
  set(runId: string, at: number, priority: number): void;
  forget(runId: string): void;
  /** One pending question to the journal; the earlier wins. */
  sweepAt(at: number, sweep: () => void): void;
  clear(): void;
}

export function timetable(clock: () => number, fire: (runId: string, priority: number) => void): Timetable {
  const heap: Entry[] = [];
  const planned = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let sweep: { readonly at: number; readonly call: () => void } | null = null;

  function arm() {
    // Entries that were replaced or forgotten stay in the heap until they come up.
    while (heap[0] && planned.get(heap[0].runId) !== heap[0]) pop(heap);
    const next = Math.min(heap[0]?.at ?? Number.POSITIVE_INFINITY, sweep?.at ?? Number.POSITIVE_INFINITY);
    if (next === timerAt) return;
    clearTimeout(timer);
    timerAt = next;
    if (next !== Number.POSITIVE_INFINITY) timer = setTimeout(ring, Math.min(longest, Math.max(0, next - clock())));
  }

  function ring() {
    timerAt = Number.POSITIVE_INFINITY;
    const now = clock();
    for (let first = heap[0]; first && first.at <= now; first = heap[0]) {
      pop(heap);
      if (planned.get(first.runId) !== first) continue;
      planned.delete(first.runId);
      fire(first.runId, first.priority);
    }
    if (sweep && sweep.at <= now) {
      const { call } = sweep;
      sweep = null;
      call();
    }
    arm();
  }

  return {
    set(runId, at, priority) {
      const before = planned.get(runId);
      if (before && before.at <= at) return;
      const entry = { at, runId, priority };
      planned.set(runId, entry);
      push(heap, entry);
      arm();
    },
    forget(runId) {
      planned.delete(runId);
    },
    sweepAt(at, call) {
      if (sweep && sweep.at <= at) return;
      sweep = { at, call };
      arm();
    },
    clear() {
      clearTimeout(timer);
      heap.length = 0;
      planned.clear();
      sweep = null;
      timerAt = Number.POSITIVE_INFINITY;
    },
  };
}

function push(heap: Entry[], entry: Entry): void {
  let i = heap.push(entry) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent] as Entry;
    if (above.at <= entry.at) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as Entry).at < (heap[child] as Entry).at) child++;
    const below = heap[child] as Entry;
    if (below.at >= last.at) break;
    heap[i] = below;
    i = child;
  }
  heap[i] = last;
}
