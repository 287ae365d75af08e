// The journal without a disk, for `vaultflow run file`, rehearsal and tests: same promises, same order, same refusals as the
// durable ones, by the same conformance suite. Nothing here outlives the process.
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { announcements } from './announcements.ts';
import type { Created, Journal, NewRun, Write, Written } from './contract.ts';
import { keepEventMs, memoryText } from './limits.ts';
import { memoryEvents } from './memory-events.ts';
import { memoryLeases } from './memory-leases.ts';
import { changesOf, isOver, loadRun, type MemoryState, memoryReads } from './memory-reads.ts';
import { applyWrites, checkWrites, type MemoryRun, memoryRun, type Surroundings } from './memory-run.ts';
import { withDeath, withResolution } from './open-steps.ts';
import { admit, promotable } from './places.ts';
import {
  bornState,
  cancelledState,
  claimedState,
  headOf,
  promotedState,
  releasedState,
  runView,
  startOf,
  wokenState,
} from './run-state.ts';
import { turn } from './turn.ts';
import { writeOrder } from './write-order.ts';

export function memoryJournal(options: { readonly clock?: () => number } = {}): Journal {
  const clock = options.clock ?? Date.now;
  const state: MemoryState = { runs: new Map(), memory: new Map(), seq: 0, pruned: 0 };
  const numbers = new Map<string, number>();
  const accepted = new Map<string, { readonly hash: string; readonly runId: string; readonly until: number }>();
  const listeners = announcements();
  const reads = memoryReads(state);
  const order = writeOrder();
  const touched = new Set<MemoryRun>();
  let announced = 0;

  const events = memoryEvents(state, () => ++state.seq);
  const around = (now: number, woken: string[]): Surroundings => ({
    now,
    nextSeq: () => ++state.seq,
    find: (id) => state.runs.get(id),
    meet: (event, run, key) => events.meet(event, run, key, now),
    deliver: (event, payload) => void woken.push(...events.deliver(event, payload, now + keepEventMs).map(wake)),
  });

  const { enqueue, finish } = turn(
    () => {
      if (listeners.wanted) listeners.tell([...touched].flatMap((run) => changesOf(run, announced, run.changed)));
      for (const run of touched) run.changed.clear();
      touched.clear();
      announced = state.seq;
    },
    () => fail('shutting_down', 'The journal is closed.'),
  );

  const { leases, release } = memoryLeases(enqueue);

  function set(run: MemoryRun, next: MemoryRun['state'] | null) {
    touched.add(run);
    if (!next || next === run.state) return;
    run.state = next;
    run.seq = ++state.seq;
  }

  const contenders = (key: string, place: 'held' | 'blocked') =>
    [...state.runs.values()].filter((run) => run.place?.key === key && run.state.place === place);

  /** The next in the queue go on once a place is free. */
  function promote(key: string): readonly string[] {
    const queued = contenders(key, 'blocked');
    const limits = queued.map((run) => run.place?.limit ?? 1);
    const next = queued.slice(0, promotable(contenders(key, 'held').length, limits));
    for (const run of next) set(run, promotedState(run.state));
    return next.map((run) => run.head.id);
  }

  const keyOf = (projectId: string, key: string) => `${projectId} ${key}`;
  const before = ({ head, state }: MemoryRun, mismatch: boolean): Created => ({
    created: false,
    mismatch,
    run: runView(head, state),
    start: startOf(state),
    cancelled: [],
  });

  function acceptedBefore({ projectId, at, dedup }: Parameters<Journal['acceptedBefore']>[0]): Created | null {
    const known = accepted.get(keyOf(projectId, dedup.key));
    const run = known && known.until > at ? state.runs.get(known.runId) : undefined;
    return run ? before(run, known?.hash !== dedup.hash) : null;
  }

  function create(run: NewRun, owner: string | null): Created {
    const same = state.runs.get(run.id);
    if (same) return before(same, false);
    const earlier = run.dedup ? acceptedBefore({ ...run, dedup: run.dedup }) : null;
    if (earlier) return earlier;
    const wanted = run.concurrency;
    const standing = (place: 'held' | 'blocked') =>
      wanted ? contenders(wanted.key, place).map((other) => ({ runId: other.head.id, cancelling: other.state.cancel !== null })) : [];
    const { start, cancel } = wanted ? admit(wanted, standing('held'), standing('blocked')) : { start: 'go' as const, cancel: [] };
    for (const id of cancel) {
      const other = state.runs.get(id);
      if (other) set(other, cancelledState(other.state, 'other', run.at));
    }
    const number = (numbers.get(run.projectId) ?? 0) + 1;
    numbers.set(run.projectId, number);
    const made = memoryRun(structuredClone(headOf(run, number)), bornState(run, start, owner), run.priority ?? 0, wanted ?? null);
    made.seq = ++state.seq;
    state.runs.set(run.id, made);
    touched.add(made);
    if (run.dedup)
      accepted.set(keyOf(run.projectId, run.dedup.key), { hash: run.dedup.hash, runId: run.id, until: run.at + run.dedup.keepMs });
    return { created: true, mismatch: false, run: runView(made.head, made.state), start, cancelled: cancel };
  }

  function remember(flowId: string, name: string, value: Json | undefined, at: number, runId: string | null) {
    const named = state.memory.get(flowId) ?? new Map();
    if (value === undefined) named.delete(name);
    else named.set(name, { value: memoryText(value, name), at, runId });
    state.memory.set(flowId, named);
  }

  function write(runId: string, epoch: number, writes: readonly Write[]): Written {
    const run = state.runs.get(runId);
    if (!run) throw fail('not_found', `There is no run ${runId}.`);
    const now = clock();
    const woken: string[] = [];
    checkWrites(run, epoch, writes, around(now, woken));
    for (const one of writes) if (one.kind === 'memory') memoryText(one.value, one.name);
    applyWrites(run, writes, around(now, woken));
    touched.add(run);
    for (const one of writes) if (one.kind === 'memory') remember(run.head.flowId, one.name, one.value, now, runId);
    if (isOver(run) && run.place) woken.push(...promote(run.place.key));
    return { woken: [...new Set(woken)], ...(isOver(run) && { ended: runView(run.head, run.state) }) };
  }

  function blame(run: MemoryRun, holder: string): void {
    for (const [key, { step }] of run.open) {
      const blamed = withDeath(step, holder, run.state.trial, clock());
      if (!blamed) continue;
      run.open.set(key, { seq: ++state.seq, step: blamed });
      run.changed.add(key);
    }
  }

  function wake(run: MemoryRun): string {
    set(run, wokenState(run.state));
    return run.head.id;
  }

  return {
    ...reads,
    ...leases,
    acceptedBefore: async (run) => acceptedBefore(run),
    createRun: (run, claim) => enqueue(() => create(run, claim?.owner ?? null)),
    claim: (runId, owner) =>
      enqueue(() => {
        const run = state.runs.get(runId);
        const next = run && claimedState(run.state, owner);
        if (!run || !next) return null;
        run.state = next;
        return loadRun(state, run);
      }),
    write: (runId, epoch, writes) => {
      const asked = order.ask(runId, epoch);
      return asked.settles(() => {
        const copy = structuredClone(writes);
        return enqueue(() => asked.take(() => write(runId, epoch, copy)));
      });
    },
    cancel: (runId, reason, at) =>
      enqueue(() => {
        const run = state.runs.get(runId);
        const next = run && cancelledState(run.state, reason, at);
        if (run && next) set(run, next);
        return Boolean(next);
      }),
    resolve: (runId, key, resolution) =>
      enqueue(() => {
        const run = state.runs.get(runId);
        const step = run && withResolution(run.open.get(key)?.step, resolution);
        if (!run || !step || isOver(run)) return false;
        run.open.set(key, { seq: ++state.seq, step: structuredClone(step) });
        run.changed.add(key);
        wake(run);
        return true;
      }),
    deliver: (event, payload, keepMs = keepEventMs) => {
      const copy = structuredClone(payload);
      return enqueue(() => [...new Set(events.deliver(event, copy, clock() + keepMs).map(wake))]);
    },
    async due(now, limit) {
      const timed = [...state.runs.values()].filter((run) => run.state.wakeAt !== null);
      const at = (run: MemoryRun) => run.state.wakeAt ?? 0;
      timed.sort((a, b) => at(a) - at(b) || b.priority - a.priority || a.head.number - b.head.number);
      const runs = timed.filter((run) => at(run) <= now).slice(0, limit);
      const next = timed.find((run) => at(run) > now);
      return { runs: runs.map((run) => run.head.id), nextAt: next ? at(next) : null };
    },
    releaseAll: (owner, how) =>
      enqueue(() => {
        release(owner);
        const died = owner === undefined || how === 'died';
        for (const run of state.runs.values()) {
          const holder = run.state.owner;
          if (holder === null || (owner !== undefined && holder !== owner)) continue;
          if (died) blame(run, holder);
          set(run, releasedState(run.state, died));
        }
      }),
    openEvents: async (prefix) => events.open(prefix),
    setMemory: (flowId, name, value, at) => enqueue(() => remember(flowId, name, value, at, null)),
    deleteRuns: (before, limit) =>
      enqueue(() => {
        const endedAt = (run: MemoryRun) => run.state.endedAt ?? Number.POSITIVE_INFINITY;
        const old = [...state.runs.values()]
          .filter((run) => endedAt(run) < before && run.usedBy.size === 0)
          .sort((a, b) => endedAt(a) - endedAt(b))
          .slice(0, limit);
        for (const run of old) {
          state.runs.delete(run.head.id);
          for (const other of state.runs.values()) other.usedBy.delete(run.head.id);
          state.pruned = Math.max(state.pruned, run.seq, ...changesOf(run, 0).map((event) => event.seq));
        }
        return old.map((run) => run.head.id);
      }),
    onCommit: listeners.listen,
    async close() {
      finish();
    },
  };
}
