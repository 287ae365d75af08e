// What one commit works on: runs as they were locked and read, and the rows that are to be written. Work is done here in memory, in
// the order it was asked for; what a refused job has changed is taken back. Numbers below zero stand for sequence numbers that
// are given out with the commit: -1 is the first of them.
import type { Json } from '../../nodes/kit/json.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { awaitedEvent, type OpenStep, wakeAt, withDelivery } from './open-steps.ts';
import { type RunHead, type RunState, wokenState } from './run-state.ts';
import type { Settled } from './step-view.ts';

export interface PgRun {
  rid: number;
  head: RunHead;
  readonly placeKey: string | null;
  readonly placeLimit: number;
  state: RunState;
  /** All steps that have begun and not ended. */
  readonly open: Map<string, OpenStep>;
  /** Steps outside loops that have ended; null when not read. */
  settled: Set<string> | null;
  /** It is known that nothing has been recorded of its steps. */
  bare: boolean;
  changed: number;
  /** Counts what happens to the run's row: who remembers the run with another number remembers something old. */
  stamp: number;
  born: { readonly priority: number } | null;
  said: { readonly response?: string; readonly result?: string } | null;
}

type StepChange = { readonly settled: Settled } | { readonly open: OpenStep };

export interface Change {
  readonly run: PgRun;
  readonly key: string;
  readonly seq: number;
  readonly change: StepChange;
}

export type Cell = string | number | boolean | null | Uint8Array;
export type Row = readonly Cell[];

const tables = ['steps', 'groups', 'iterations', 'pages', 'chunks', 'logs', 'taken', 'accepted'] as const;
export type Table = (typeof tables)[number];

interface KeptEvent {
  /** Null: kept in this very commit. */
  readonly id: number | null;
  readonly payload: string;
  readonly until: number;
}

export interface Remembered {
  readonly value: string;
  readonly at: number;
  readonly runId: string | null;
}

/** What was read for the jobs of this commit. */
export interface Given {
  readonly now: number;
  readonly runs: Map<string, PgRun>;
  readonly kept: Map<string, KeptEvent[]>;
  readonly accepted: Map<string, { readonly hash: string; readonly runId: string; readonly until: number }>;
  readonly memory: Map<string, Map<string, Remembered>>;
  /** Runs accepted before, to be told of only. */
  readonly others?: ReadonlyMap<string, PgRun>;
  /** Owners that have shown a sign of life lately; null: nobody asked. */
  readonly living: ReadonlySet<string> | null;
}

/** Rows of this run and key go (pages: those from a number on), on disk and among the first `before` to be written. */
export interface Drop {
  readonly table: 'iterations' | 'pages' | 'chunks';
  readonly rid: number;
  readonly key: string;
  readonly from: number;
  readonly before: number;
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

export function openWork(given: Given) {
  const { runs, kept, memory } = given;
  let undo: (() => void)[] = [];
  let drawn = 0;
  const dirty = new Set<PgRun>();
  const openDirty = new Map<PgRun, Map<string, number>>();
  const memoryDirty = new Set<string>();
  const usedEvents: number[] = [];
  let changes: Change[] = [];
  let touched: PgRun[] = [];
  const rows = Object.fromEntries(tables.map((table) => [table, []])) as unknown as Record<Table, Row[]>;
  const drops: Drop[] = [];

  /** The last of `count` fresh sequence numbers. */
  const draw = (count = 1): number => {
    drawn += count;
    return -drawn;
  };
  const add = <T>(list: T[], one: T) => {
    list.push(one);
    undo.push(() => void list.pop());
  };
  const mark = (run: PgRun) => {
    if (dirty.has(run)) return;
    dirty.add(run);
    run.stamp++;
    undo.push(() => {
      dirty.delete(run);
      run.stamp--;
    });
  };

  function setOpen(run: PgRun, key: string, step: OpenStep | undefined): number {
    const seq = draw();
    const before = run.open.get(key);
    const keys = openDirty.get(run) ?? new Map<string, number>();
    const mentioned = keys.get(key);
    openDirty.set(run, keys.set(key, seq));
    if (step) run.open.set(key, step);
    else run.open.delete(key);
    undo.push(() => {
      if (before) run.open.set(key, before);
      else run.open.delete(key);
      if (mentioned === undefined) keys.delete(key);
      else keys.set(key, mentioned);
    });
    return seq;
  }

  const work = {
    given,
    runs,
    rows,
    draw,
    push: (table: Table, row: Row) => add(rows[table], row),
    drop: (table: Drop['table'], rid: number, key: string, from = 0) => add(drops, { table, rid, key, from, before: rows[table].length }),
    /** To be taken back when the job that did it is refused. */
    takenBack: (how: () => void) => void undo.push(how),

    /** People see this change. */
    save(run: PgRun, state: RunState): void {
      if (state === run.state && !run.said) return;
      const { state: before, changed } = run;
      run.state = state;
      run.changed = draw();
      undo.push(() => {
        run.state = before;
        run.changed = changed;
      });
      mark(run);
      add(touched, run);
    },
    /** A claim changes nothing that people see. */
    hold(run: PgRun, state: RunState): void {
      const before = run.state;
      run.state = state;
      undo.push(() => {
        run.state = before;
      });
      mark(run);
    },
    say(run: PgRun, name: 'response' | 'result', text: string): void {
      const before = run.said;
      run.said = { ...before, [name]: text };
      undo.push(() => {
        run.said = before;
      });
    },
    insert(run: PgRun): void {
      runs.set(run.head.id, run);
      undo.push(() => void runs.delete(run.head.id));
      run.rid = draw();
      run.changed = run.rid;
      mark(run);
      add(touched, run);
    },
    /** Keeps what is known of a step that has not ended. */
    keep(run: PgRun, key: string, step: OpenStep): void {
      add(changes, { run, key, seq: setOpen(run, key, step), change: { open: step } });
    },
    /** It has ended, or nothing is left to know. */
    close(run: PgRun, key: string): OpenStep | undefined {
      const open = run.open.get(key);
      if (open) setOpen(run, key, undefined);
      return open;
    },
    tell: (run: PgRun, key: string, seq: number, settled: Settled) => add(changes, { run, key, seq, change: { settled } }),

    /** Something came for it from outside: who holds the run remembers its open steps no longer. */
    wake(run: PgRun): void {
      mark(run);
      work.save(run, wokenState(run.state));
    },
    earliest(run: PgRun): number | null {
      let at: number | null = null;
      for (const step of run.open.values()) {
        const wake = wakeAt(step);
        if (wake !== null && (at === null || wake < at)) at = wake;
      }
      return at;
    },
    /** Hands the event to every wait that stands for it; keeps it when there is none. */
    deliver(event: string, payload: string, until: number): readonly string[] {
      const woken: string[] = [];
      for (const run of runs.values()) {
        if (hasEnded(run.state.status)) continue;
        const keys = [...run.open].filter(([, step]) => awaitedEvent(step) === event);
        for (const [key, step] of keys) work.keep(run, key, withDelivery(step, JSON.parse(payload) as Json));
        if (keys.length === 0) continue;
        work.wake(run);
        woken.push(run.head.id);
      }
      if (woken.length === 0) {
        const list = kept.get(event) ?? [];
        kept.set(event, list);
        add(list, { id: null, payload, until });
      }
      return woken;
    },
    /** The oldest event kept under this name, which is then used up. */
    meet(event: string): { readonly payload: Json } | null {
      const list = kept.get(event) ?? [];
      const index = list.findIndex((one) => one.until > given.now);
      const [met] = index < 0 ? [] : list.splice(index, 1);
      if (!met) return null;
      undo.push(() => void list.splice(index, 0, met));
      if (met.id !== null) add(usedEvents, met.id);
      return { payload: JSON.parse(met.payload) as Json };
    },
    remember(flow: string, name: string, value: Remembered | null): void {
      const named = memory.get(flow) ?? new Map<string, Remembered>();
      memory.set(flow, named);
      const before = named.get(name);
      if (value) named.set(name, value);
      else named.delete(name);
      memoryDirty.add(JSON.stringify([flow, name]));
      undo.push(() => void (before ? named.set(name, before) : named.delete(name)));
    },

    /** Does one job. If it throws, nothing of it remains. */
    attempt(job: () => unknown): Outcome {
      const before = drawn;
      undo = [];
      try {
        return { value: job() };
      } catch (error) {
        for (const back of undo.reverse()) back();
        drawn = before;
        return { error };
      }
    },
    /** What is to be written. */
    result() {
      const remember: Row[] = [];
      const forget: Row[] = [];
      for (const place of memoryDirty) {
        const [flow, name] = JSON.parse(place) as [string, string];
        const one = memory.get(flow)?.get(name);
        if (one) remember.push([flow, name, one.value, one.at, one.runId]);
        else forget.push([flow, name]);
      }
      return { drawn, rows, runs: [...dirty], open: openDirty, kept, usedEvents, remember, forget, drops };
    },
    /** What is to be announced: each run and step once, as it is after this commit. */
    announced: () => ({ runs: new Set(touched), steps: new Map(changes.map((one) => [`${one.run.head.id} ${one.key}`, one])) }),
    forget() {
      changes = [];
      touched = [];
    },
  };
  return work;
}

export type Work = ReturnType<typeof openWork>;
export type WorkResult = ReturnType<Work['result']>;
