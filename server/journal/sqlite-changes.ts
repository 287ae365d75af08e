// The journal's changes since a sequence number, made from the rows themselves: each run and step once, in its present state. No
// table of events is written, so nothing grows with what is announced.
import type { DatabaseSync } from 'node:sqlite';
import type { Step } from '../../nodes/kit/records.ts';
import type { Journal, JournalEvent } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { type GroupRow, groupSteps, type StepRow, type StepRows } from './sqlite-rows.ts';
import { type RunRow, recordOf, runColumns, runEvent } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';
import { openView, settledView } from './step-view.ts';

export function sqliteChanges(db: DatabaseSync, rows: StepRows, lastSeq: () => number): Pick<Journal, 'events'> {
  const pruned = prepare<{ value: number }>(db, "SELECT value FROM counters WHERE name = 'pruned'");
  return {
    async events(filter) {
      const { after, limit } = filter;
      const found = changes(db, rows, filter).sort((a, b) => a.seq - b.seq);
      const events = found.slice(0, limit);
      const last = found.length > limit ? (events.at(-1)?.seq ?? after) : lastSeq();
      return { events, reset: after < (pruned.get()?.value ?? 0) || after > lastSeq(), last };
    },
  };
}

/** The present state of everything that changed since: one event per run and step, at most `limit + 1` of each kind. */
function changes(db: DatabaseSync, rows: StepRows, filter: Parameters<Journal['events']>[0]): JournalEvent[] {
  const scope = ['r.project = ?'];
  const values: (string | number)[] = [filter.after, filter.projectId];
  if (filter.runId !== undefined) {
    scope.push('r.id = ?');
    values.push(filter.runId);
  }
  if (filter.flowId !== undefined) {
    // The plus keeps the planner from walking a flow's whole history: what is new is found by sequence.
    scope.push('+r.flow = ?');
    values.push(filter.flowId);
  }
  const where = scope.join(' AND ');
  const all = <Row>(sql: string) => prepare<Row>(db, sql).all(...values, filter.limit + 1);
  const runs = all<RunRow>(`SELECT ${runColumns} FROM runs r WHERE changed > ? AND ${where} ORDER BY changed LIMIT ?`).map(recordOf);
  const of = 'r.id, r.project, r.flow, r.at';
  const settled = all<StepRow & OfRow>(
    `SELECT s.*, ${of} FROM steps s JOIN runs r USING (rid) WHERE seq > ? AND ${where} ORDER BY seq LIMIT ?`,
  );
  const open = all<{ key: string; seq: number; data: string } & OfRow>(
    `SELECT o.key, o.seq, o.data, ${of} FROM open_steps o JOIN runs r USING (rid) WHERE seq > ? AND ${where} ORDER BY seq LIMIT ?`,
  );
  const event = (row: OfRow & { seq: number }, step: () => Step): JournalEvent =>
    stepEvent(row.seq, { id: row.id, projectId: row.project, flowId: row.flow, at: row.at }, step);
  const named = filter.runId !== undefined || filter.flowId !== undefined;
  const shared = named ? sharedAfter(db, where, values, filter) : [];
  return [
    ...shared.map(({ row, step }) => event(row, () => step)),
    ...runs.map(runEvent),
    ...settled.map((row) => event(row, () => settledView(rows.foundOf(row).settled))),
    ...open.map((row) => event(row, () => openView(row.key, JSON.parse(row.data) as OpenStep))),
  ];
}

/** Steps of shared rows, row by row until there are enough. */
function sharedAfter(
  db: DatabaseSync,
  where: string,
  values: readonly (string | number)[],
  { after, limit }: { after: number; limit: number },
) {
  const sql = `SELECT g.*, r.id, r.project, r.flow, r.at FROM step_groups g JOIN runs r USING (rid) WHERE seq > ? AND ${where} ORDER BY seq`;
  const found: { readonly row: OfRow & { seq: number }; readonly step: Step }[] = [];
  for (const row of prepare<GroupRow & OfRow>(db, sql).iterate(...values)) {
    for (const { seq, settled } of groupSteps(row)) if (seq > after) found.push({ row: { ...row, seq }, step: settledView(settled) });
    if (found.length > limit) break;
  }
  return found;
}

interface OfRow {
  id: string;
  project: string;
  flow: string;
  at: number;
}

interface Of {
  readonly id: string;
  readonly projectId: string;
  readonly flowId: string;
  readonly at: number;
}

/** The step is made when somebody looks: most commits have no listener that needs it. */
export function stepEvent(seq: number, run: Of, make: () => Step): JournalEvent {
  let made: Step | undefined;
  const step = (): Step => {
    made ??= make();
    return made;
  };
  return {
    seq,
    projectId: run.projectId,
    runId: run.id,
    flowId: run.flowId,
    get at() {
      return Date.parse(step().endedAt ?? step().startedAt ?? '') || run.at;
    },
    change: {
      type: 'step',
      get step() {
        return step();
      },
    },
  };
}
