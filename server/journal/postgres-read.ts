// Locks and reads what the jobs of one commit need: first the names on which they could meet other processes (events, places,
// deduplication keys), then the runs, each in one order for everybody, then what belongs to them. After that nobody else changes it.

import type { OpenStep } from './open-steps.ts';
import { type Claimed, readClaims } from './postgres-load.ts';
import { readRecorded } from './postgres-recorded.ts';
import type { Session, SqlValue } from './postgres-session.ts';
import type { Recorded } from './postgres-steps.ts';
import type { Cell, Given, PgRun, Remembered } from './postgres-work.ts';
import type { Op } from './sqlite-encode.ts';
import { type RunRow, recordOf, runColumns } from './sqlite-runs.ts';

/** What a job has to have at hand. Left out: nothing of the kind. */
export interface Need {
  readonly runs?: readonly string[];
  /** Events that are delivered or begun to be waited for. */
  readonly events?: readonly string[];
  /** Keys of places; `all`: every run that waits for one, not only the next. */
  readonly places?: readonly string[];
  readonly allQueued?: boolean;
  readonly dedup?: { readonly project: string; readonly key: string };
  readonly claim?: string;
  /** A run that is to end: the next of its place's queue go on. */
  readonly ends?: string | undefined;
  readonly write?: { readonly runId: string; readonly ops: readonly Op[] };
  /** Runs that these hold, and all that nobody alive holds. */
  readonly releases?: readonly string[];
}

export interface ReadForWork {
  readonly given: Given;
  readonly recorded: Recorded;
  readonly claimed: Map<string, Claimed>;
}

/** How many runs in a queue are looked at when places become free. */
const queueSlice = 200;

const lockNames = `SELECT pg_advisory_xact_lock(n) FROM (SELECT DISTINCT 7241932::bigint * 4096 + (hashtextextended(name, 7) & 4095) AS n
  FROM unnest($1::text[]) AS name ORDER BY n) AS names`;

export async function readFor(
  session: Session,
  needs: readonly Need[],
  around: { readonly now: number; readonly deadMs: number; readonly remembered: ReadonlyMap<string, PgRun> },
): Promise<ReadForWork> {
  const ids = distinct(needs.flatMap((need) => [...(need.runs ?? []), ...(need.claim ? [need.claim] : [])]));
  const events = distinct(needs.flatMap((need) => need.events ?? []));
  const places = distinct([...needs.flatMap((need) => need.places ?? []), ...(await placesOf(session, needs, around.remembered))]);
  const dedup = needs.flatMap((need) => (need.dedup ? [need.dedup] : []));
  const releases = needs.flatMap((need) => (need.releases ? [need.releases] : []));
  const names = [...events.map((e) => `e ${e}`), ...places.map((p) => `p ${p}`), ...dedup.map((d) => `d ${d.project} ${d.key}`)];
  const claims = needs.flatMap((need) => (need.claim ? [need.claim] : []));
  const asksWhoLives = claims.length > 0 || releases.length > 0;

  const [, alive] = await Promise.all([
    names.length > 0 ? session.all(lockNames, names) : [],
    asksWhoLives ? session.all<{ owner: string }>(livingOwners, around.deadMs) : [],
  ]);
  const living = new Set(alive.map(({ owner }) => owner));
  const rows = await lockRuns(session, {
    ids,
    events,
    places,
    queued: needs.some((need) => need.allQueued) ? 2 ** 31 - 1 : queueSlice + needs.length,
    owners: releases.length > 0 ? { these: releases.flat(), living: [...living] } : null,
  });
  const runs = new Map<string, PgRun>();
  for (const row of rows) runs.set(row.id, remembered(around.remembered, row) ?? runOf(row));

  const fresh = [...runs.values()].filter((run) => around.remembered.get(run.head.id) !== run && run.state.place !== 'blocked');
  const writes = needs.flatMap((need) => (need.write ? [need.write] : []));
  const opened = readOpen(session, fresh);
  const [, kept, accepted, recorded, claimed, memory] = await Promise.all([
    opened,
    events.length > 0 ? session.all<KeptRow>(keptRows, events, around.now) : [],
    dedup.length > 0 ? session.all<AcceptedRow>(acceptedRows, dedup.map((d) => d.project), dedup.map((d) => d.key)) : [],
    readRecorded(session, runs, writes),
    readClaims(session, claims.flatMap((id) => runs.get(id) ?? []), opened),
    readMemory(session, distinct(claims.flatMap((id) => runs.get(id)?.head.flowId ?? []))),
  ]); // biome-ignore format: one line per kind of row
  const given: Given = {
    now: around.now,
    runs,
    kept: new Map(events.map((event) => [event, kept.filter((row) => row.event === event)])),
    accepted: new Map(accepted.map((row) => [dedupKey(row.project, row.key), { hash: row.hash, runId: row.run_id, until: row.until }])),
    memory,
    living: asksWhoLives ? living : null,
  };
  // The runs that were accepted before under these keys are told of, not changed.
  const others = accepted.map((row) => row.run_id).filter((id) => !runs.has(id));
  const told = others.length > 0 ? await session.all<PgRunRow>(`SELECT ${columns} FROM runs WHERE id = ANY($1)`, others) : [];
  return { given: { ...given, others: new Map(told.map((row) => [row.id, runOf(row)])) }, recorded, claimed };
}

/** Places of runs that are to end. The key of a run never changes, so it may be read before anything is locked. */
async function placesOf(session: Session, needs: readonly Need[], known: ReadonlyMap<string, PgRun>): Promise<readonly string[]> {
  const ending = needs.flatMap(({ ends }) => (ends === undefined ? [] : [ends]));
  const found = ending.flatMap((id) => known.get(id)?.placeKey ?? []);
  const made = new Set(needs.flatMap((need) => (need.write ? [] : (need.runs ?? []))));
  const unknown = ending.filter((id) => !known.has(id) && !made.has(id));
  if (unknown.length === 0) return found;
  const rows = await session.all<{ place_key: string }>('SELECT place_key FROM runs WHERE id = ANY($1) AND place_key IS NOT NULL', unknown);
  return [...found, ...rows.map((row) => row.place_key)];
}

export const dedupKey = (project: string, key: string): string => `${project} ${key}`;

const livingOwners = "SELECT owner FROM owners WHERE beat >= clock_timestamp() - $1 * interval '1 millisecond'";
const keptRows = 'SELECT id, event, payload, until FROM kept_events WHERE event = ANY($1) AND until > $2 ORDER BY id';
const acceptedRows = `SELECT a.project, a.key, a.hash, a.run_id, a.until FROM accepted a
  JOIN unnest($1::text[], $2::text[]) AS w(project, key) ON a.project = w.project AND a.key = w.key`;

interface KeptRow {
  readonly id: number;
  readonly event: string;
  readonly payload: string;
  readonly until: number;
}

interface AcceptedRow {
  readonly project: string;
  readonly key: string;
  readonly hash: string;
  readonly run_id: string;
  readonly until: number;
}

export interface PgRunRow extends RunRow {
  readonly stamp: number;
}

export const columns = `${runColumns}, stamp`;

interface Wanted {
  readonly ids: readonly string[];
  readonly events: readonly string[];
  readonly places: readonly string[];
  readonly queued: number;
  readonly owners: { readonly these: readonly string[]; readonly living: readonly string[] } | null;
}

function lockRuns(session: Session, { ids, events, places, queued, owners }: Wanted): Promise<PgRunRow[]> {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const value = (one: Cell | readonly string[]) => `$${values.push(one as SqlValue)}`;
  if (ids.length > 0) parts.push(`SELECT rid FROM runs WHERE id = ANY(${value(ids)})`);
  if (events.length > 0) parts.push(`SELECT rid FROM open_steps WHERE event = ANY(${value(events)})`);
  if (places.length > 0) {
    const keys = value(places);
    parts.push(`SELECT rid FROM runs WHERE place_key = ANY(${keys}) AND place = 'held'`);
    parts.push(`SELECT q.rid FROM unnest(${keys}::text[]) AS k(key), LATERAL (
      SELECT rid FROM runs WHERE place_key = k.key AND place = 'blocked' ORDER BY rid LIMIT ${value(queued)}) AS q`);
  }
  if (owners)
    parts.push(
      `SELECT rid FROM runs WHERE owner IS NOT NULL AND (owner = ANY(${value(owners.these)}) OR owner <> ALL(${value(owners.living)}))`,
    );
  if (parts.length === 0) return Promise.resolve([]);
  const found = parts.length === 1 && ids.length > 0 ? `id = ANY($1)` : `rid IN (${parts.join(' UNION ')})`;
  return session.all<PgRunRow>(`SELECT ${columns} FROM runs WHERE ${found} ORDER BY rid FOR NO KEY UPDATE`, ...values);
}

/** The run as this process knows it, when nobody else has changed it since. */
function remembered(known: ReadonlyMap<string, PgRun>, row: PgRunRow): PgRun | undefined {
  const run = known.get(row.id);
  return run?.stamp === row.stamp ? run : undefined;
}

export function runOf(row: PgRunRow): PgRun {
  const { rid, head, placeKey, placeLimit, state, changed } = recordOf(row);
  return {
    rid,
    head,
    placeKey,
    placeLimit,
    state,
    changed,
    open: new Map(),
    settled: null,
    bare: false,
    stamp: row.stamp,
    born: null,
    said: null,
  };
}

async function readOpen(session: Session, runs: readonly PgRun[]): Promise<void> {
  if (runs.length === 0) return;
  const byRid = new Map(runs.map((run) => [run.rid, run]));
  const sql = 'SELECT rid, key, data FROM open_steps WHERE rid = ANY($1) ORDER BY seq';
  for (const row of await session.all<{ rid: number; key: string; data: string }>(sql, [...byRid.keys()]))
    byRid.get(row.rid)?.open.set(row.key, JSON.parse(row.data) as OpenStep);
}

async function readMemory(session: Session, flows: readonly string[]): Promise<Map<string, Map<string, Remembered>>> {
  const memory = new Map<string, Map<string, Remembered>>(flows.map((flow) => [flow, new Map()]));
  if (flows.length === 0) return memory;
  const sql = 'SELECT flow, name, value, at, run_id FROM memory WHERE flow = ANY($1) ORDER BY name';
  const rows = await session.all<{ flow: string; name: string; value: string; at: number; run_id: string | null }>(sql, flows);
  for (const { flow, name, value, at, run_id } of rows) memory.get(flow)?.set(name, { value, at, runId: run_id });
  return memory;
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
