// Runs that the journal says this process holds and that nothing here advances: the answer to a claim or an acceptance was lost on
// the way, or the database was away when one was to be written. Nobody else can take them while this process lives, so it takes
// them up again itself.

export interface OrphanWatchDeps {
  held(): Promise<readonly string[]>;
  isHere(runId: string): boolean;
  advance(runId: string): Promise<void>;
  readonly trouble?: ((runId: string, error: unknown) => void) | undefined;
  readonly everyMs?: number;
}

export function orphanWatch({ held, isHere, advance, trouble, everyMs = 5_000 }: OrphanWatchDeps) {
  /** What looked orphaned in the last round: what still does in this one was not just on its way. */
  let suspects = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function round(): Promise<void> {
    const alone = (await held()).filter((runId) => !isHere(runId));
    for (const runId of alone)
      if (suspects.has(runId) && !stopped && !isHere(runId)) advance(runId).catch((error: unknown) => trouble?.(runId, error));
    suspects = new Set(alone);
  }

  function plan(): void {
    timer = setTimeout(() => {
      // A database that is away says so elsewhere, often enough.
      void round()
        .catch(() => undefined)
        .then(() => stopped || plan());
    }, everyMs);
    timer.unref();
  }

  return {
    start: plan,
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
