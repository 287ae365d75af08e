// Claims that stand in no row yet. One process alone can hold the runs of a SQLite file, and after a crash nobody does: so a claim
// is a word in memory that reaches the run's row with the first record written under it. A run that wakes, goes on and ends
// costs one update and one commit instead of two. It decides nothing: who may claim stands in run-state.ts.

interface Claim {
  readonly epoch: number;
  readonly owner: string | null;
}

export interface Claims {
  /** How many rows there may be that do not say yet that they are claimed. */
  readonly size: number;
  make(runId: string, claim: Claim): void;
  /** The claim of a run whose row has this epoch; undefined when the row says it already. */
  newerThan(epoch: number, runId: string): Claim | undefined;
  all(): Iterable<[string, Claim]>;
  /** The row was written in this transaction. */
  wrote(runId: string): void;
  /** What was made until here survives when later work of the same transaction is refused. */
  sealed(): void;
  committed(): void;
  /** As for the hooks of a group commit. */
  rolledBack(everything: boolean): void;
}

export function openClaims(): Claims {
  let claims = new Map<string, Claim>();
  let written: string[] = [];
  /** What stood in place of the claims that this transaction has made. */
  let before: (readonly [string, Claim | undefined])[] = [];
  let kept = 0;

  return {
    get size() {
      return claims.size;
    },
    make(runId, claim) {
      before.push([runId, claims.get(runId)]);
      claims.set(runId, claim);
    },
    newerThan(epoch, runId) {
      const claim = claims.get(runId);
      return claim && claim.epoch > epoch ? claim : undefined;
    },
    all: () => claims,
    wrote(runId) {
      if (claims.has(runId)) written.push(runId);
    },
    sealed() {
      kept = before.length;
    },
    committed() {
      for (const runId of written) claims.delete(runId);
      // Not the emptied one: see sqlite-runs.ts.
      if (claims.size === 0) claims = new Map();
      if (written.length > 0) written = [];
      if (before.length > 0) before = [];
      kept = 0;
    },
    rolledBack(everything) {
      // A claim that stays although its row is written does no harm: the row's epoch tells.
      written = [];
      while (before.length > (everything ? 0 : kept)) {
        const [runId, claim] = before.pop() as (typeof before)[number];
        if (claim) claims.set(runId, claim);
        else claims.delete(runId);
      }
      if (everything) kept = 0;
    },
  };
}
