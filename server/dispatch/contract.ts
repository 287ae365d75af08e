// Who advances which run, when. The queue holds no truth: the journal does, and a sweeper re-adds any due run without a job.
// At-least-once: `advance` may be called twice for a run; the journal's epoch decides who goes on.

export interface Advancing {
  readonly concurrency: number;
  /** Tells that a run which is being advanced is to be left. */
  readonly abort: (runId: string) => void;
  /** Another process says that something has come for a run which may be under way in this one; null: what was said may have been missed. */
  readonly nudge?: (runId: string | null) => void;
}

export interface Dispatcher {
  /** Begins to call `advance`; at most `concurrency` runs at once. With 0 this process only asks others to. */
  start(advance: (runId: string) => Promise<void>, options: Advancing): Promise<void>;
  /** Asks for a run to be advanced, now or at a time. One pending wake per run and time; the earlier wins. */
  wake(runId: string, options?: { readonly at?: number; readonly priority?: number }): void;
  /** Calls `abort` for the run wherever it is being advanced. The durable mark is the journal's. */
  cancel(runId: string): void;
  /** No new runs; waits up to `graceMs` for those under way, then aborts them. Nothing is lost either way. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}
