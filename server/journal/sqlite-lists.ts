// Pages of runs, of a run's steps, and of the journal's changes. Order is the journal's sequence everywhere; a step that moves
// on while somebody pages may show again, but is never missed.
import type { DatabaseSync } from 'node:sqlite';
import type { Step } from '../../nodes/kit/records.ts';
import { pathText } from '../../nodes/kit/step-key.ts';
import type { Journal, JournalEvent, RunFilter, StepFilter } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { runView } from './run-state.ts';
import { stepStates } from './sqlite-encode.ts';
import { type Found, type GroupRow, groupColumns, groupSteps, type StepRow, type StepRows, stepColumns } from './sqlite-rows.ts';
import { type RunRow, recordOf, runColumns, runEvent } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';
import { openView, settledView, stepMatches } from './step-view.ts';

type Lists = Pick<Journal, 'runs' | 'steps' | 'events'>;
type Entry = { readonly seq: number; readonly step: Step };
const bySeq = (a: { readonly seq: number }, b: { readonly seq: number }): number => a.seq - b.seq;

export function sqliteLists(db: DatabaseSync, rows: StepRows, lastSeq: () => number): Lists {
  const ridOf = prepare<{ rid: number }>(db, 'SELECT rid FROM runs WHERE id = ?');
  // The order is found in the index alone; rows are fetched for one page only.
  const stepsAfter = prepare<StepRow>(
    db,
    `SELECT ${stepColumns} FROM steps WHERE seq IN (
      SELECT seq FROM steps INDEXED BY steps_key WHERE rid = ? AND seq > ? ORDER BY seq LIMIT ?) ORDER BY seq`,
  );
  const groupsAfter = prepare<{ seq: number }>(
    db,
    'SELECT seq FROM step_groups INDEXED BY step_groups_at WHERE rid = ? AND seq > ? ORDER BY seq',
  );
  const groupAt = prepare<GroupRow>(db, `SELECT ${groupColumns} FROM step_groups WHERE seq = ?`);
  const pruned = prepare<{ value: number }>(db, "SELECT value FROM counters WHERE name = 'pruned'");

  const settledEntry = ({ seq, settled }: Found): Entry => ({ seq, step: settledView(settled) });
  const openEntry = ({ key, seq, step }: { key: string; seq: number; step: OpenStep }): Entry => ({ seq, step: openView(key, step) });

  /** The next entries of a run; at least `count` of them if there are. Shared rows that hold none of `states` are left out. */
  function entriesAfter(rid: number, seq: number, count: number, states: number): Entry[] {
    const single = stepsAfter.all(rid, seq, count).map(rows.foundOf);
    const shared: Found[] = [];
    for (const at of groupsAfter.all(rid, seq)) {
      if (shared.length >= count) break;
      const row = groupAt.get(at.seq);
      if (row && (row.statuses & states) !== 0) shared.push(...groupSteps(row).filter((found) => found.seq > seq));
    }
    const open = rows.openOf(rid).filter((one) => one.seq > seq);
    const all = [...single.map(settledEntry), ...shared.map(settledEntry), ...open.map(openEntry)];
    return all.sort(bySeq).slice(0, count);
  }

  /** Everything on one path: a container's iteration, or what stands outside loops. */
  function entriesOn(rid: number, path: readonly number[]): Entry[] {
    const own = pathText(path);
    const open = rows.openOf(rid).filter((one) => one.key === one.step.nodeId + own);
    return [...rows.on(rid, path).map(settledEntry), ...open.map(openEntry)].sort(bySeq);
  }

  function stepPage(rid: number, filter: StepFilter) {
    const after = Number(filter.cursor ?? -1);
    const found: Entry[] = [];
    if (filter.parentPath) {
      const entries = entriesOn(rid, filter.parentPath);
      found.push(...entries.filter((entry) => entry.seq > after && stepMatches(entry.step, filter)));
    } else {
      const batch = filter.status || filter.nodeIds ? 2000 : filter.limit + 1;
      const states = filter.status?.reduce((mask, status) => mask | bitOf(status), 0) ?? -1;
      for (let from = after; found.length <= filter.limit; ) {
        const entries = entriesAfter(rid, from, batch, states);
        found.push(...entries.filter((entry) => stepMatches(entry.step, filter)));
        const last = entries.at(-1);
        if (!last || entries.length < batch) break;
        from = last.seq;
      }
    }
    const kept = found.slice(0, filter.limit);
    return { items: kept.map((entry) => entry.step), next: found.length > filter.limit ? String(kept.at(-1)?.seq) : null };
  }

  return {
    async runs(filter) {
      const { where, values } = runCondition(filter);
      const sql = `SELECT ${runColumns} FROM runs WHERE ${where} ORDER BY rid DESC LIMIT ?`;
      const found = prepare<RunRow>(db, sql)
        .all(...values, filter.limit + 1)
        .map(recordOf);
      const kept = found.slice(0, filter.limit);
      return {
        items: kept.map((run) => runView(run.head, run.state)),
        next: found.length > filter.limit ? String(kept.at(-1)?.rid) : null,
      };
    },
    async steps(runId, filter) {
      const rid = ridOf.get(runId)?.rid;
      return rid === undefined ? { items: [], next: null } : stepPage(rid, filter);
    },
    async events(filter) {
      const { after, limit } = filter;
      const found = changes(db, rows, filter);
      found.sort(bySeq);
      const events = found.slice(0, limit);
      const last = found.length > limit ? (events.at(-1)?.seq ?? after) : lastSeq();
      return { events, reset: after < (pruned.get()?.value ?? 0) || after > lastSeq(), last };
    },
  };
}

const _bitOf = (status: string): number => {
  const index = (stepStates as readonly string[]).indexOf(status);
  return index < 0 ? 0 : 1 << index;
};

/** Steps of shared rows, row by row until there are enough. */
function _sharedAfter(
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

const bitOf = (status: string): number => {
  const index = (stepStates as readonly string[]).indexOf(status);
  return index < 0 ? 0 : 1 << index;
};

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

/** Changes of one sequence number stay together. */
export function endOfPage(events: readonly JournalEvent[], limit: number): number {
  let end = Math.min(limit, events.length);
  while (end > 0 && end < events.length && events[end]?.seq === events[end - 1]?.seq) end++;
  return end;
}

function runCondition(filter: RunFilter): { readonly where: string; readonly values: (string | number)[] } {
  const parts = ['project = ?'];
  const values: (string | number)[] = [filter.projectId];
  const add = (part: string, ...more: (string | number)[]) => {
    parts.push(part);
    values.push(...more);
  };
  if (filter.flowId !== undefined) add('flow = ?', filter.flowId);
  if (filter.status) add(`status IN (${filter.status.map(() => '?').join(', ')})`, ...filter.status);
  if (filter.since !== undefined) add('at >= ?', filter.since);
  if (filter.cursor !== undefined) add('rid < ?', Number(filter.cursor));
  if (filter.q) {
    const wanted = filter.q.toLowerCase();
    add(
      "(instr(lower(flow_name), ?) OR instr(lower(coalesce(ending ->> 'message', '')), ?) OR instr(number, ?) OR instr(id, ?))",
      wanted,
      wanted,
      wanted,
      wanted,
    );
  }
  return { where: parts.join(' AND '), values };
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
    scope.push('r.flow = ?');
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
  const event = (row: OfRow & { seq: number }, step: Step): JournalEvent =>
    stepEvent(row.seq, { id: row.id, projectId: row.project, flowId: row.flow, at: row.at }, step);
  const named = filter.runId !== undefined || filter.flowId !== undefined;
  const shared = named ? sharedAfter(db, where, values, filter) : [];
  return [
    ...shared.map(({ row, step }) => event(row, step)),
    ...runs.map(runEvent),
    ...settled.map((row) => event(row, settledView(rows.foundOf(row).settled))),
    ...open.map((row) => event(row, openView(row.key, JSON.parse(row.data) as OpenStep))),
  ];
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

export const stepEvent = (seq: number, run: Of, step: Step): JournalEvent => ({
  seq,
  projectId: run.projectId,
  runId: run.id,
  flowId: run.flowId,
  at: Date.parse(step.endedAt ?? step.startedAt ?? '') || run.at,
  change: { type: 'step', step },
});
