// Rows of runs: read into head and state, written back, announced. Runs that are held stand in a small cache, so that a
// checkpoint costs no look-up; a rollback empties it. Every change of a run's state goes through `save`; rows are written once per commit.
import type { DatabaseSync } from 'node:sqlite';
import type { Run } from '../../nodes/kit/records.ts';
import type { JournalEvent, NewRun } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { type RunHead, type RunState, runView } from './run-state.ts';
import type { Claims } from './sqlite-claims.ts';
import { type HeadRow, headOf, headText } from './sqlite-run-head.ts';
import { prepare } from './sqlite-schema.ts';

export interface RunRecord {
  readonly rid: number;
  readonly head: RunHead;
  readonly placeKey: string | null;
  readonly placeLimit: number;
  state: RunState;
  /** Its open steps as their rows have them, null in place of a long one; all null when not known (yet). */
  open: Map<string, OpenStep | null> | null;
  /** Steps outside loops that have ended; null when not known. */
  settled: Set<string> | null;
  /** What is to stand in its row with the next commit: texts it answered its caller with, and ended with ('': in chunks). */
  said: { readonly response?: string; readonly result?: string } | null;
  /** It is known that nothing has been recorded of its steps. */
  bare: boolean;
  changed: number;
}

export interface RunRow extends HeadRow {
  rid: number;
  status: RunState['status'];
  epoch: number;
  owner: string | null;
  wake_at: number | null;
  place: RunState['place'];
  place_key: string | null;
  place_limit: number | null;
  cancel_at: number | null;
  cancel_reason: NonNullable<RunState['cancel']>['reason'] | null;
  started_at: number | null;
  ended_at: number | null;
  failures: number;
  changed: number;
  ending: string | null;
}

export const runColumns =
  'rid, id, project, flow, flow_name, number, at, root, status, epoch, owner, wake_at, place, place_key, place_limit, cancel_at, cancel_reason, started_at, ended_at, failures, changed, ending, head';

/** What most runs have nothing of. */
type Ending = Pick<RunState, 'message' | 'error' | 'failedStep' | 'stopped'> & { readonly died?: true; readonly trial?: true };

export function recordOf(row: RunRow): RunRecord {
  const ending: Ending = row.ending === null ? { message: null, error: null, failedStep: null, stopped: null } : JSON.parse(row.ending);
  const state: RunState = {
    status: row.status,
    epoch: row.epoch,
    owner: row.owner,
    wakeAt: row.wake_at,
    place: row.place,
    cancel: row.cancel_at !== null && row.cancel_reason !== null ? { at: row.cancel_at, reason: row.cancel_reason } : null,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    failures: row.failures,
    died: ending.died ?? false,
    trial: ending.trial ?? false,
    message: ending.message,
    error: ending.error,
    failedStep: ending.failedStep,
    stopped: ending.stopped,
  };
  const head = headOf(row);
  return {
    rid: row.rid,
    head,
    state,
    placeKey: row.place_key,
    placeLimit: row.place_limit ?? 1,
    open: null,
    settled: null,
    said: null,
    bare: false,
    changed: row.changed,
  };
}

export const endingText = ({ message, error, failedStep, stopped, died, trial }: RunState): string | null =>
  message === null && error === null && failedStep === null && stopped === null && !died && !trial
    ? null
    : JSON.stringify({ message, error, failedStep, stopped, ...(died && { died }), ...(trial && { trial }) } satisfies Ending);

/** A run whose row is to be written before the commit, and whether it is new. */
interface Pending {
  readonly run: RunRecord;
  readonly born: { readonly priority: number } | null;
}

export function runRows(db: DatabaseSync, claims: Claims, nextSeq: () => number) {
  /** After a death each claim goes to its row at once, or nobody would know what the next death has cut off. */
  let careful = false;
  const byId = prepare<RunRow>(db, `SELECT ${runColumns} FROM runs WHERE id = ?`);
  const byPlace = prepare<RunRow>(
    db,
    `SELECT ${runColumns} FROM runs WHERE place_key = ? AND place = ? AND place IN ('held', 'blocked') ORDER BY rid`,
  );
  const byOwner = prepare<RunRow>(
    db,
    `SELECT ${runColumns} FROM runs WHERE ended_at IS NULL AND owner IS NOT NULL AND owner = coalesce(?, owner)`,
  );
  const lastRid = prepare<{ rid: number | null }>(db, 'SELECT max(rid) AS rid FROM runs');
  const insert = prepare(db, `INSERT INTO runs VALUES (${Array(26).fill('?').join(', ')})`);
  const update = prepare(
    db,
    `UPDATE runs SET status = ?, epoch = ?, owner = ?, wake_at = ?, place = ?, cancel_at = ?, cancel_reason = ?, started_at = ?,
      ended_at = ?, failures = ?, ending = ?, changed = ?, response = coalesce(?, response), result = coalesce(?, result) WHERE rid = ?`,
  );
  const hold = prepare(db, 'UPDATE runs SET epoch = ?, owner = ?, wake_at = NULL WHERE id = ? AND epoch < ?');
  // Emptied by making new ones: the old backing store of a Map that was cleared, or had to shrink, points to its next one, and
  // once the collector has moved one of them to the old generation all that follow outlive their runs.
  let held = new Map<string, RunRecord>();
  let pending = new Map<string, Pending>();
  let touched = new Map<number, RunRecord>();
  let rids = lastRid.get()?.rid ?? 0;

  const letGo = (id: string): void => {
    if (held.delete(id) && held.size === 0) held = new Map();
  };

  const change = (run: RunRecord, state: RunState, born: Pending['born']): RunRecord => {
    const { id } = run.head;
    run.state = state;
    run.changed = nextSeq();
    touched.set(run.rid, run);
    pending.set(id, { run, born: born ?? pending.get(id)?.born ?? null });
    if (state.owner === null) letGo(id);
    else held.set(id, run);
    return run;
  };
  const known = (row: RunRow): RunRecord => {
    const run = recordOf(row);
    return held.get(run.head.id) ?? claimed(run);
  };
  const claimed = (run: RunRecord): RunRecord => {
    const claim = claims.newerThan(run.state.epoch, run.head.id);
    if (claim) {
      run.state = { ...run.state, ...claim, wakeAt: null };
      held.set(run.head.id, run);
    }
    return run;
  };

  /** However often a run changes within one commit, its row is written once. */
  function flush(): void {
    if (pending.size === 0) return;
    for (const { run, born } of pending.values()) {
      const { rid, head, state, changed } = run;
      const { response = null, result = null } = run.said ?? {};
      run.said = null;
      claims.wrote(head.id);
      const { status, epoch, owner, wakeAt, place, cancel, startedAt, endedAt, failures } = state;
      const [at, reason, ending] = [cancel?.at ?? null, cancel?.reason ?? null, endingText(state)];
      if (born) {
        // biome-ignore format: one bind per column
        insert.run(
          rid, head.id, head.projectId, head.flowId, head.number, head.at, born.priority, status, epoch, owner, wakeAt, place,
          run.placeKey, run.placeLimit, at, reason, startedAt, endedAt, failures, changed, ending, head.flowName, headText(head),
          response, result, head.rootId,
        );
      } else
        update.run(status, epoch, owner, wakeAt, place, at, reason, startedAt, endedAt, failures, ending, changed, response, result, rid);
    }
    pending = new Map();
  }

  return {
    flush,
    find(runId: string): RunRecord | undefined {
      const cached = held.get(runId) ?? pending.get(runId)?.run;
      if (cached) return cached;
      const row = byId.get(runId);
      return row && claimed(recordOf(row));
    },
    placed(key: string, place: 'held' | 'blocked'): RunRecord[] {
      flush();
      return byPlace.all(key, place).map(known);
    },
    owned(owner: string | undefined): RunRecord[] {
      flush();
      for (const [id, { epoch, owner }] of claims.all()) hold.run(epoch, owner, id, epoch);
      return byOwner.all(owner ?? null).map(known);
    },
    insert(head: RunHead, state: RunState, priority: number, place: NewRun['concurrency']): RunRecord {
      const placed = { placeKey: place?.key ?? null, placeLimit: place?.limit ?? 1 };
      const known = { open: new Map(), settled: new Set<string>(), said: null, bare: true };
      return change({ rid: ++rids, head, state, ...placed, ...known, changed: 0 }, state, { priority });
    },
    save(run: RunRecord, state: RunState): void {
      if (state !== run.state || run.said) change(run, state, null);
    },
    /** A claim changes nothing that people see. */
    hold(run: RunRecord, state: RunState): void {
      const { id } = run.head;
      run.state = state;
      held.set(id, run);
      if (careful) pending.set(id, { run, born: pending.get(id)?.born ?? null });
      else claims.make(id, { epoch: state.epoch, owner: state.owner });
    },
    beCareful() {
      careful = true;
    },
    /** Runs changed since the last commit. */
    takeTouched(): RunRecord[] {
      if (touched.size === 0) return [];
      const runs = [...touched.values()];
      touched = new Map();
      return runs;
    },
    forget() {
      held = new Map();
      touched = new Map();
      pending = new Map();
      rids = lastRid.get()?.rid ?? 0;
    },
  };
}

export type RunRows = ReturnType<typeof runRows>;

/** Made when somebody looks: most commits have no listener that needs the whole run. */
export function runEvent({ head, state, changed }: Pick<RunRecord, 'head' | 'state' | 'changed'>): JournalEvent {
  let made: Run | undefined;
  return {
    seq: changed,
    projectId: head.projectId,
    runId: head.id,
    flowId: head.flowId,
    at: state.endedAt ?? state.startedAt ?? head.at,
    change: {
      type: 'run',
      get run() {
        made ??= runView(head, state);
        return made;
      },
    },
  };
}
