// Pages of runs and of a run's steps. Order is the journal's sequence everywhere; a step that moves
// on while somebody pages may show again, but is never missed.
import type { DatabaseSync } from 'node:sqlite';
import type { Step } from '../../nodes/kit/records.ts';
import { hasEnded, type RunStatus } from '../../nodes/kit/status.ts';
import { pathText } from '../../nodes/kit/step-key.ts';
import type { Journal, RunFilter, RunLine, StepFilter } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { runView } from './run-state.ts';
import { type Found, type GroupRow, groupColumns, groupSteps, type StepRow, type StepRows, stepColumns } from './sqlite-rows.ts';
import { type RunRow, recordOf, runColumns } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';
import { stepStates } from './sqlite-step-text.ts';
import { openView, settledView, stepMatches } from './step-view.ts';

type Lists = Pick<Journal, 'runs' | 'countRuns' | 'lastRuns' | 'steps'>;
type Entry = { readonly seq: number; readonly step: Step };
const bySeq = (a: { readonly seq: number }, b: { readonly seq: number }): number => a.seq - b.seq;

export function sqliteLists(db: DatabaseSync, rows: StepRows): Lists {
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
      const batch = filter.status || filter.nodeIds || filter.within ? 2000 : filter.limit + 1;
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

  /** The run up to which one page looks; nothing when all that are left can be looked through. */
  function floorOf({ q: _, world: _w, trigger: _t, error: _e, ...plain }: RunFilter): number | undefined {
    const { where, values } = runCondition(plain);
    const sql = `SELECT rid FROM runs WHERE ${where} ORDER BY rid DESC LIMIT 1 OFFSET ${lookedThrough}`;
    return prepare<{ rid: number }>(db, sql).get(...values)?.rid;
  }

  return {
    async runs(filter) {
      const floor = looksIntoTexts(filter) ? floorOf(filter) : undefined;
      const { where, values } = runCondition(filter, floor);
      const sql = `SELECT ${runColumns} FROM runs WHERE ${where} ORDER BY rid DESC LIMIT ?`;
      const found = prepare<RunRow>(db, sql)
        .all(...values, filter.limit + 1)
        .map(recordOf);
      const kept = found.slice(0, filter.limit);
      return {
        items: kept.map((run) => runView(run.head, run.state)),
        next: found.length > filter.limit ? String(kept.at(-1)?.rid) : floor === undefined ? null : String(floor + 1),
      };
    },
    async countRuns(filter) {
      const { where, values } = runCondition(filter);
      const rows = prepare<{ status: RunStatus; count: number }>(
        db,
        `SELECT status, count(*) AS count FROM runs WHERE ${where} GROUP BY status`,
      );
      return Object.fromEntries(rows.all(...values).map(({ status, count }) => [status, count]));
    },
    async lastRuns({ projectId, flowIds, each, status }) {
      const among = status ? ` AND status IN (${status.map(() => '?').join(', ')})` : '';
      const sql = `SELECT ${lineColumns} FROM json_each(?) AS f CROSS JOIN runs r WHERE r.rid IN
        (SELECT rid FROM runs WHERE flow = f.value AND project = ?${among} ORDER BY rid DESC LIMIT ?) ORDER BY r.rid DESC`;
      return prepare<RunLine>(db, sql).all(JSON.stringify(flowIds), projectId, ...(status ?? []), each);
    },
    async steps(runId, filter) {
      const rid = ridOf.get(runId)?.rid;
      return rid === undefined ? { items: [], next: null } : stepPage(rid, filter);
    },
  };
}

/** With `r` as the table of runs. */
export const lineColumns =
  'r.id, r.flow AS "flowId", r.number, r.status, r.failures, r.at, r.started_at AS "startedAt", r.ended_at AS "endedAt"';

export const failedState = (stepStates as readonly string[]).indexOf('failed');

export const bitOf = (status: string): number => {
  const index = (stepStates as readonly string[]).indexOf(status);
  return index < 0 ? 0 : 1 << index;
};

/** How many runs one page of a search looks through: about 50 ms. */
export const lookedThrough = 5_000;

/** Whether it asks for what stands in no column. */
export const looksIntoTexts = ({ q, world, trigger, error }: Pick<RunFilter, 'q' | 'world' | 'trigger' | 'error'>): boolean =>
  Boolean(q) || world !== undefined || trigger !== undefined || error !== undefined;

/** As it stands inside of a JSON text. */
export const insideJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function runCondition(filter: Omit<RunFilter, 'limit'>, above?: number): { readonly where: string; readonly values: (string | number)[] } {
  const parts = ['project = ?'];
  const values: (string | number)[] = [filter.projectId];
  const add = (part: string, ...more: (string | number)[]) => {
    parts.push(part);
    values.push(...more);
  };
  if (filter.flowId !== undefined) add('flow = ?', filter.flowId);
  if (filter.status) {
    // The extra terms say to the planner which partial index serves.
    if (filter.status.every((status) => status === 'failed' || status === 'cancelled')) add("status IN ('failed', 'cancelled')");
    if (!filter.status.some(hasEnded)) add('ended_at IS NULL');
    add(`status IN (${filter.status.map(() => '?').join(', ')})`, ...filter.status);
  }
  if (filter.since !== undefined) add('at >= ?', filter.since);
  if (filter.cursor !== undefined) add('rid < ?', Number(filter.cursor));
  if (above !== undefined) add('rid > ?', above);
  if (filter.world !== undefined) add("head ->> 'world' = ?", filter.world);
  if (filter.trigger !== undefined) add("head ->> '$.trigger.type' = ?", filter.trigger);
  if (filter.error !== undefined) add("ending ->> '$.error.code' = ?", filter.error);
  if (filter.q) {
    const wanted = filter.q.toLowerCase();
    const inJson = insideJson(wanted);
    const texts = ['lower(flow_name)', "lower(coalesce(ending ->> 'message', ''))", 'number', 'id'];
    add(
      `(${texts.map((text) => `instr(${text}, ?)`).join(' OR ')} OR instr(lower(coalesce(head -> 'inputs', '')), ?)
        OR EXISTS (SELECT 1 FROM steps s WHERE s.rid = runs.rid AND s.status = ${failedState} AND instr(lower(coalesce(s.extra -> 'error', '')), ?))
        OR EXISTS (SELECT 1 FROM step_groups g WHERE g.rid = runs.rid AND g.statuses & ${1 << failedState} AND instr(lower(g.data), ?)))`,
      ...texts.map(() => wanted),
      inJson,
      inJson,
      inJson,
    );
  }
  return { where: parts.join(' AND '), values };
}
