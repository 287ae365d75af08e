// Rows of runs: read into head and state, written back, announced. Runs that are held stand in a small cache, so that a
// checkpoint costs no look-up; a rollback empties it. Every change of a run's state goes through `save`.
import type { DatabaseSync } from 'node:sqlite';
import type { JournalEvent } from './contract.ts';
import { type RunHead, type RunState, runView } from './run-state.ts';
import { prepare } from './sqlite-schema.ts';

export interface RunRecord {
  readonly rid: number;
  readonly head: RunHead;
  readonly placeKey: string | null;
  readonly placeLimit: number;
  state: RunState;
  /** Keys of its open steps; null when not known (yet). */
  open: Set<string> | null;
  changed: number;
}

export interface RunRow {
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
  head: string;
}

export const runColumns =
  'rid, status, epoch, owner, wake_at, place, place_key, place_limit, cancel_at, cancel_reason, started_at, ended_at, failures, changed, ending, head';

type Ending = Pick<RunState, 'message' | 'error' | 'failedStep' | 'stopped'>;

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
    ...ending,
  };
  const head = JSON.parse(row.head) as RunHead;
  return { rid: row.rid, head, state, placeKey: row.place_key, placeLimit: row.place_limit ?? 1, open: null, changed: row.changed };
}

const endingText = ({ message, error, failedStep, stopped }: RunState): string | null =>
  message === null && error === null && failedStep === null && stopped === null
    ? null
    : JSON.stringify({ message, error, failedStep, stopped });

export function runRows(db: DatabaseSync, nextSeq: () => number) {
  const byId = prepare<RunRow>(db, `SELECT ${runColumns} FROM runs WHERE id = ?`);
  const byPlace = prepare<RunRow>(db, `SELECT ${runColumns} FROM runs WHERE place_key = ? AND place = ? ORDER BY rid`);
  const byOwner = prepare<RunRow>(db, `SELECT ${runColumns} FROM runs WHERE owner IS NOT NULL AND owner = coalesce(?, owner)`);
  const insert = prepare(
    db,
    `INSERT INTO runs (id, project, flow, number, at, priority, status, epoch, owner, wake_at, place, place_key, place_limit,
      ended_at, failures, changed, ending, flow_name, head) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  const update = prepare(
    db,
    `UPDATE runs SET status = ?, epoch = ?, owner = ?, wake_at = ?, place = ?, cancel_at = ?, cancel_reason = ?, started_at = ?,
      ended_at = ?, failures = ?, ending = ?, changed = ? WHERE rid = ?`,
  );
  const hold = prepare(db, 'UPDATE runs SET epoch = ?, owner = ?, wake_at = NULL WHERE rid = ?');
  const held = new Map<string, RunRecord>();
  const touched = new Map<number, RunRecord>();

  const remember = (run: RunRecord): RunRecord => {
    if (run.state.owner === null) held.delete(run.head.id);
    else held.set(run.head.id, run);
    return run;
  };
  const known = (row: RunRow): RunRecord => {
    const run = recordOf(row);
    return held.get(run.head.id) ?? run;
  };

  return {
    find(runId: string): RunRecord | undefined {
      const cached = held.get(runId);
      if (cached) return cached;
      const row = byId.get(runId);
      return row && recordOf(row);
    },
    placed: (key: string, place: 'held' | 'blocked'): RunRecord[] => byPlace.all(key, place).map(known),
    owned: (owner: string | undefined): RunRecord[] => byOwner.all(owner ?? null).map(known),
    insert(
      head: RunHead,
      state: RunState,
      priority: number,
      place: { readonly key: string; readonly limit: number } | undefined,
    ): RunRecord {
      const changed = nextSeq();
      const { id, projectId, flowId, number, at, flowName } = head;
      const { status, epoch, owner, wakeAt } = state;
      const made = insert.run(
        id, projectId, flowId, number, at, priority, status, epoch, owner, wakeAt, state.place, place?.key ?? null, place?.limit ?? null,
        state.endedAt, changed, endingText(state), flowName, JSON.stringify(head),
      ); // biome-ignore format: one bind per column
      const rid = Number(made.lastInsertRowid);
      const run: RunRecord = { rid, head, state, placeKey: place?.key ?? null, placeLimit: place?.limit ?? 1, open: new Set(), changed };
      touched.set(rid, run);
      return remember(run);
    },
    save(run: RunRecord, state: RunState): void {
      if (state === run.state) return;
      run.state = state;
      run.changed = nextSeq();
      touched.set(run.rid, run);
      const { status, epoch, owner, wakeAt, place, cancel, startedAt, endedAt, failures } = state;
      // biome-ignore format: one bind per column
      update.run(
        status, epoch, owner, wakeAt, place, cancel?.at ?? null, cancel?.reason ?? null, startedAt, endedAt, failures, endingText(state),
        run.changed, run.rid,
      );
      remember(run);
    },
    /** A claim changes nothing that people see. */
    hold(run: RunRecord, state: RunState): void {
      run.state = state;
      hold.run(state.epoch, state.owner, run.rid);
      remember(run);
    },
    /** Runs changed since the last commit. */
    takeTouched(): RunRecord[] {
      const runs = [...touched.values()];
      touched.clear();
      return runs;
    },
    forget() {
      held.clear();
      touched.clear();
    },
  };
}

export type RunRows = ReturnType<typeof runRows>;

export const runEvent = (run: RunRecord): JournalEvent => ({
  seq: run.changed,
  projectId: run.head.projectId,
  runId: run.head.id,
  flowId: run.head.flowId,
  at: run.state.endedAt ?? run.state.startedAt ?? run.head.at,
  change: { type: 'run', run: runView(run.head, run.state) },
});
