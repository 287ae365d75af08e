// The journal's changes between two sequence numbers, made from the rows themselves: each run and step once, in its present state.
// No table of events is written. What changed again later than asked for is left out: it comes in its turn.
import type { Journal, JournalEvent } from './contract.ts';
import type { OpenStep } from './open-steps.ts';
import { foundOf, type OwnedStepRow, ownedSteps } from './postgres-find.ts';
import type { PostgresPool, Session, SqlValue } from './postgres-session.ts';
import { borrow } from './postgres-session.ts';
import { stepEvent } from './sqlite-changes.ts';
import { type GroupRow, groupSteps } from './sqlite-rows.ts';
import { type RunRow, recordOf, runColumns, runEvent } from './sqlite-runs.ts';
import { openView, settledView } from './step-view.ts';

interface OfRow {
  readonly seq: number;
  readonly id: string;
  readonly project: string;
  readonly flow: string;
  readonly at: number;
}

type Filter = Partial<Pick<Parameters<Journal['events']>[0], 'projectId' | 'runId' | 'flowId'>>;

const of = 'r.id, r.project, r.flow, r.at';

/** At most `limit` of each kind, in order. Steps in shared rows: `named` all of them, else those that were announced one by one, or none. */
async function changes(
  session: Session,
  { projectId, runId, flowId }: Filter,
  from: number,
  to: number,
  limit: number,
  shared: 'all' | 'announced' | 'none',
): Promise<JournalEvent[]> {
  const values: SqlValue[] = [from, to, limit];
  const scope = [
    projectId === undefined ? '' : `AND r.project = $${values.push(projectId)}`,
    runId === undefined ? '' : `AND r.id = $${values.push(runId)}`,
    // The sum keeps the planner from walking a flow's whole history: what is new is found by sequence.
    flowId === undefined ? '' : `AND r.flow || '' = $${values.push(flowId)}`,
  ].join(' ');
  const after = (seq: string) => `WHERE ${seq} > $1 AND ${seq} <= $2 ${scope} ORDER BY ${seq} LIMIT $3`;
  const [runs, settled, open, groups] = await Promise.all([
    session.all<RunRow>(`SELECT ${runColumns} FROM runs r ${after('r.changed')}`, ...values),
    session.all<OwnedStepRow & OfRow>(
      `${ownedSteps.replace('SELECT', `SELECT ${of},`)} JOIN runs r ON r.rid = s.rid ${after('s.seq')}`,
      ...values,
    ),
    session.all<OfRow & { key: string; data: string }>(
      `SELECT o.key, o.seq, o.data, ${of} FROM open_steps o JOIN runs r ON r.rid = o.rid ${after('o.seq')}`,
      ...values,
    ),
    // A row carries the last of its steps' numbers: it holds some up to `to` although its own may lie above.
    shared === 'none'
      ? []
      : session.all<GroupRow & OfRow>(
          `SELECT g.seq, g.prefix, g.lo, g.hi, g.statuses, g.data, ${of} FROM step_groups g JOIN runs r ON r.rid = g.rid
            ${after('g.seq').replace('ORDER BY', shared === 'announced' ? 'AND g.announced ORDER BY' : 'ORDER BY')}`,
          ...values,
        ),
  ]);
  const whose = (row: OfRow) => ({ id: row.id, projectId: row.project, flowId: row.flow, at: row.at });
  const events = [
    ...runs.map((row) => runEvent(recordOf(row))),
    ...settled.map((row) => stepEvent(row.seq, whose(row), () => settledView(foundOf(row).settled))),
    ...open.map((row) => stepEvent(row.seq, whose(row), () => openView(row.key, JSON.parse(row.data) as OpenStep))),
    ...groups.flatMap((row) =>
      groupSteps(row)
        .filter(({ seq }) => seq > from)
        .map(({ seq, settled }) => stepEvent(seq, whose(row), () => settledView(settled))),
    ),
  ];
  return events.sort((a, b) => a.seq - b.seq);
}

const batch = 2_000;

/** Everything that was announced one by one, of all projects. */
export async function changesBetween(pool: PostgresPool, from: number, to: number): Promise<JournalEvent[]> {
  return borrow(pool, async (session) => {
    const found: JournalEvent[] = [];
    for (let at = from; ; ) {
      const events = await changes(session, {}, at, to, batch, 'announced');
      if (events.length < batch) return [...found, ...events];
      const page = events.slice(0, batch);
      found.push(...page);
      at = page.at(-1)?.seq ?? to;
    }
  });
}

export function postgresChanges(pool: PostgresPool): Pick<Journal, 'events'> {
  return {
    events: (filter) =>
      borrow(pool, async (session) => {
        const { after, limit } = filter;
        // Read first: all that is below stands in rows by now, and what comes later is for the next time.
        const newest = await session.one<{ seq: number; pruned: number }>(
          "SELECT seq, coalesce((SELECT value FROM counters WHERE name = 'pruned'), 0) AS pruned FROM journal_tail",
        );
        const { seq = 0, pruned = 0 } = newest ?? {};
        const named = filter.runId !== undefined || filter.flowId !== undefined;
        const found = await changes(session, filter, after, seq, limit + 1, named ? 'all' : 'none');
        const events = found.slice(0, limit);
        return { events, reset: after < pruned || after > seq, last: found.length > limit ? (events.at(-1)?.seq ?? after) : seq };
      }),
  };
}
