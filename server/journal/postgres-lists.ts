// Pages of runs and of a run's steps. Order is the journal's sequence everywhere; a step that moves on while somebody pages may show
// again, but is never missed.
import type { Step } from '../../nodes/kit/records.ts';
import { hasEnded, type RunStatus } from '../../nodes/kit/status.ts';
import { pathText } from '../../nodes/kit/step-key.ts';
import type { Journal, RunFilter, RunLine, StepFilter } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { foundOf, groupsAround, type OwnedStepRow, ownedSteps } from './postgres-find.ts';
import { borrow, type PostgresPool, type Session, type SqlValue } from './postgres-session.ts';
import { runView } from './run-state.ts';
import { bitOf, failedState, insideJson, lineColumns, lookedThrough, looksIntoTexts } from './sqlite-lists.ts';
import { type Found, type GroupRow, groupColumns, groupSteps } from './sqlite-rows.ts';
import { type RunRow, recordOf, runColumns } from './sqlite-runs.ts';
import { outsideLoops } from './sqlite-shared-rows.ts';
import { openView, settledView, stepMatches } from './step-view.ts';

type Entry = { readonly seq: number; readonly step: Step };
const bySeq = (a: Entry, b: Entry): number => a.seq - b.seq;
const settledEntry = ({ seq, settled }: Found): Entry => ({ seq, step: settledView(settled) });

export function postgresLists(pool: PostgresPool): Pick<Journal, 'runs' | 'countRuns' | 'lastRuns' | 'steps'> {
  return {
    runs: (filter) =>
      borrow(pool, async (session) => {
        const floor = looksIntoTexts(filter) ? await floorOf(session, filter) : undefined;
        const { where, values } = runCondition(filter, floor);
        const sql = `SELECT ${runColumns} FROM runs WHERE ${where} ORDER BY rid DESC LIMIT $${values.length + 1}`;
        const found = (await session.all<RunRow>(sql, ...values, filter.limit + 1)).map(recordOf);
        const kept = found.slice(0, filter.limit);
        return {
          items: kept.map((run) => runView(run.head, run.state)),
          next: found.length > filter.limit ? String(kept.at(-1)?.rid) : floor === undefined ? null : String(floor + 1),
        };
      }),
    countRuns: (filter) =>
      borrow(pool, async (session) => {
        const { where, values } = runCondition(filter);
        const sql = `SELECT status, count(*) AS count FROM runs WHERE ${where} GROUP BY status`;
        const rows = await session.all<{ status: RunStatus; count: number }>(sql, ...values);
        return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
      }),
    lastRuns: ({ projectId, flowIds, each, status }) =>
      borrow(pool, (session) => {
        const among = status ? ' AND status = ANY($4)' : '';
        return session.all<RunLine>(
          `SELECT ${lineColumns} FROM unnest($1::text[]) AS f(id) CROSS JOIN LATERAL
            (SELECT * FROM runs WHERE flow = f.id AND project = $2${among} ORDER BY rid DESC LIMIT $3) AS r ORDER BY r.rid DESC`,
          [...flowIds],
          projectId,
          each,
          ...(status ? [[...status]] : []),
        );
      }),
    steps: (runId, filter) =>
      borrow(pool, async (session) => {
        const run = await session.one<{ rid: number }>('SELECT rid FROM runs WHERE id = $1', runId);
        return run ? stepPage(session, run.rid, filter) : { items: [], next: null };
      }),
  };
}

async function stepPage(session: Session, rid: number, filter: StepFilter) {
  const after = Number(filter.cursor ?? -1);
  const found: Entry[] = [];
  if (filter.parentPath) {
    const entries = await entriesOn(session, rid, filter.parentPath);
    found.push(...entries.filter((entry) => entry.seq > after && stepMatches(entry.step, filter)));
  } else {
    const batch = filter.status || filter.nodeIds || filter.within ? 2000 : filter.limit + 1;
    const states = filter.status?.reduce((mask, status) => mask | bitOf(status), 0) ?? -1;
    for (let from = after; found.length <= filter.limit; ) {
      const entries = await entriesAfter(session, rid, from, batch, states);
      found.push(...entries.filter((entry) => stepMatches(entry.step, filter)));
      const last = entries.at(-1);
      if (!last || entries.length < batch) break;
      from = last.seq;
    }
  }
  const kept = found.slice(0, filter.limit);
  return { items: kept.map((entry) => entry.step), next: found.length > filter.limit ? String(kept.at(-1)?.seq) : null };
}

/** The next entries of a run; at least `count` of them if there are. Shared rows that hold none of `states` are left out. */
async function entriesAfter(session: Session, rid: number, seq: number, count: number, states: number): Promise<Entry[]> {
  const [single, open] = await Promise.all([
    session.all<OwnedStepRow>(`${ownedSteps} WHERE s.rid = $1 AND s.seq > $2 ORDER BY s.seq LIMIT $3`, rid, seq, count),
    openEntries(session, rid),
  ]);
  const shared: Found[] = [];
  for (let from = seq; shared.length < count; ) {
    const sql = `SELECT ${groupColumns} FROM step_groups WHERE rid = $1 AND seq > $2 AND statuses & $3 <> 0 ORDER BY seq LIMIT 32`;
    const rows = await session.all<GroupRow>(sql, rid, from, states);
    for (const row of rows) shared.push(...groupSteps(row).filter((found) => found.seq > seq));
    from = rows.at(-1)?.seq ?? from;
    if (rows.length < 32) break;
  }
  const all = [...single.map((row) => settledEntry(foundOf(row))), ...shared.map(settledEntry), ...open.filter((one) => one.seq > seq)];
  return all.sort(bySeq).slice(0, count);
}

/** Everything on one path: a container's iteration, or what stands outside loops. */
async function entriesOn(session: Session, rid: number, path: readonly number[]): Promise<Entry[]> {
  const own = pathText(path);
  const [single, groups, open] = await Promise.all([
    session.all<OwnedStepRow>(`${ownedSteps} WHERE s.rid = $1 AND s.path = $2`, rid, own),
    groupsAround(session, [{ rid, prefix: pathText(path.slice(0, -1)), index: path.at(-1) ?? outsideLoops }]),
    openEntries(session, rid),
  ]);
  const shared = groups.flatMap(groupSteps).filter(({ settled }) => settled.key === settled.nodeId + own);
  const mine = open.filter(({ step }) => step.key === step.nodeId + own);
  return [...single.map((row) => settledEntry(foundOf(row))), ...shared.map(settledEntry), ...mine].sort(bySeq);
}

async function openEntries(session: Session, rid: number): Promise<Entry[]> {
  const rows = await session.all<{ key: string; seq: number; data: string }>(
    'SELECT key, seq, data FROM open_steps WHERE rid = $1 ORDER BY seq',
    rid,
  );
  return rows.map(({ key, seq, data }) => ({ seq, step: openView(key, JSON.parse(data) as OpenStep) }));
}

/** The run up to which one page looks; nothing when all that are left can be looked through. */
async function floorOf(session: Session, { q: _, world: _w, trigger: _t, error: _e, ...plain }: RunFilter): Promise<number | undefined> {
  const { where, values } = runCondition(plain);
  const sql = `SELECT rid FROM runs WHERE ${where} ORDER BY rid DESC LIMIT 1 OFFSET ${lookedThrough}`;
  return (await session.one<{ rid: number }>(sql, ...values))?.rid;
}

function runCondition(filter: Omit<RunFilter, 'limit'>, above?: number): { readonly where: string; readonly values: SqlValue[] } {
  const values: SqlValue[] = [];
  const value = (one: SqlValue) => `$${values.push(one)}`;
  const parts = [`project = ${value(filter.projectId)}`];
  if (filter.flowId !== undefined) parts.push(`flow = ${value(filter.flowId)}`);
  if (filter.status) {
    // The extra terms say to the planner which partial index serves.
    if (filter.status.every((status) => status === 'failed' || status === 'cancelled')) parts.push("status IN ('failed', 'cancelled')");
    if (!filter.status.some(hasEnded)) parts.push('ended_at IS NULL');
    parts.push(`status = ANY(${value(filter.status)})`);
  }
  if (filter.since !== undefined) parts.push(`at >= ${value(filter.since)}`);
  if (filter.cursor !== undefined) parts.push(`rid < ${value(Number(filter.cursor))}`);
  if (above !== undefined) parts.push(`rid > ${value(above)}`);
  if (filter.world !== undefined) parts.push(`head::json ->> 'world' = ${value(filter.world)}`);
  if (filter.trigger !== undefined) parts.push(`head::json #>> '{trigger,type}' = ${value(filter.trigger)}`);
  if (filter.error !== undefined) parts.push(`ending::json #>> '{error,code}' = ${value(filter.error)}`);
  if (filter.q) {
    const wanted = value(filter.q.toLowerCase());
    const inJson = value(insideJson(filter.q.toLowerCase()));
    const texts = ['lower(flow_name)', "lower(coalesce(ending::json ->> 'message', ''))", 'number::text', 'id'];
    parts.push(`(${texts.map((text) => `strpos(${text}, ${wanted}) > 0`).join(' OR ')}
      OR strpos(lower(coalesce((head::json -> 'inputs')::text, '')), ${inJson}) > 0
      OR EXISTS (SELECT 1 FROM steps s WHERE s.rid = runs.rid AND s.status = ${failedState}
        AND strpos(lower(coalesce((s.extra::json -> 'error')::text, '')), ${inJson}) > 0)
      OR EXISTS (SELECT 1 FROM step_groups g WHERE g.rid = runs.rid AND g.statuses & ${1 << failedState} <> 0
        AND strpos(lower(g.data), ${inJson}) > 0))`);
  }
  return { where: parts.join(' AND '), values };
}
