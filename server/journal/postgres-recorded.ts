// Reads what is recorded already of the steps that a commit is about to write: their keys, the pages of their lists, the results
// they take over. For runs whose history this process knows nothing is read.

import { type Around, findSteps, groupsAround, type OwnedGroupRow, placeOf } from './postgres-find.ts';
import type { Session } from './postgres-session.ts';
import { at, type Recorded } from './postgres-steps.ts';
import type { PgRun } from './postgres-work.ts';
import type { Op } from './sqlite-encode.ts';
import { groupSteps } from './sqlite-rows.ts';
import { sharedPath } from './sqlite-shared-rows.ts';

interface WriteOps {
  readonly runId: string;
  readonly ops: readonly Op[];
}

export async function readRecorded(session: Session, runs: ReadonlyMap<string, PgRun>, writes: readonly WriteOps[]): Promise<Recorded> {
  const recorded: Recorded = { single: new Map(), shared: new Map(), pages: new Map(), sources: new Map() };
  const paths = new Map<string, { readonly run: PgRun; readonly path: string }>();
  const groups = new Map<string, Around & { readonly run: PgRun }>();
  const pages = new Map<string, { readonly run: PgRun; readonly key: string; readonly from: number }>();
  const unread = new Set<PgRun>();
  for (const { runId, ops } of writes) {
    const run = runs.get(runId);
    if (!run || run.bare) continue;
    if (run.settled === null) unread.add(run);
    for (const op of ops) {
      for (const path of pathsOf(op)) paths.set(at(run, path), { run, path });
      for (const { prefix, index } of op.op === 'group' ? edges(op.group) : pathsOf(op).map(split)) {
        groups.set(`${run.rid} ${prefix} ${index}`, { run, rid: run.rid, prefix, index });
      }
      if (op.op === 'page') {
        const known = pages.get(at(run, op.key));
        pages.set(at(run, op.key), { run, key: op.key, from: Math.min(op.page - 1, known?.from ?? op.page - 1) });
      }
    }
  }
  await Promise.all([
    readOutside(session, [...unread]),
    readSingle(session, [...paths.values()], recorded),
    readShared(session, [...groups.values()], recorded),
    readPages(session, [...pages.values()], recorded),
    readSources(session, writes, recorded),
  ]);
  return recorded;
}

/** Paths in loops of the steps that this op may end or begin. */
function pathsOf(op: Op): string[] {
  if (op.op === 'step') return op.step.path === '' ? [] : [op.step.path];
  if (op.op === 'group') return op.group.nodes.map((_, i) => sharedPath(op.group.prefix, op.group.lo + i)).filter((path) => path !== '');
  if (op.op !== 'open' || !op.write.key.endsWith(']')) return [];
  return [op.write.key.slice(op.write.key.indexOf('['))];
}

function split(path: string): { readonly prefix: string; readonly index: number } {
  const from = path.lastIndexOf('[');
  return { prefix: path.slice(0, from), index: Number(path.slice(from + 1, -1)) };
}

/** A row is at most as wide as the widest there can be: what overlaps it holds its first or last iteration, or lies inside. */
const edges = ({ prefix, lo, hi }: { readonly prefix: string; readonly lo: number; readonly hi: number }) =>
  lo < 0 ? [] : Array.from({ length: hi - lo + 1 }, (_, i) => ({ prefix, index: lo + i }));

async function readOutside(session: Session, runs: readonly PgRun[]): Promise<void> {
  if (runs.length === 0) return;
  const byRid = new Map(runs.map((run) => [run.rid, new Set<string>()]));
  const sql = "SELECT rid, node FROM steps WHERE rid = ANY($1) AND path = ''";
  for (const row of await session.all<{ rid: number; node: string }>(sql, [...byRid.keys()])) byRid.get(row.rid)?.add(row.node);
  for (const run of runs) run.settled = byRid.get(run.rid) ?? null;
}

async function readSingle(session: Session, wanted: readonly { run: PgRun; path: string }[], { single }: Recorded): Promise<void> {
  if (wanted.length === 0) return;
  const ids = new Map(wanted.map(({ run }) => [run.rid, run]));
  const rows = await session.all<{ rid: number; path: string; node: string }>(
    `SELECT s.rid, s.path, s.node FROM steps s JOIN unnest($1::bigint[], $2::text[]) AS w(rid, path) ON s.rid = w.rid AND s.path = w.path`,
    wanted.map(({ run }) => run.rid),
    wanted.map(({ path }) => path),
  );
  for (const { run, path } of wanted) single.set(at(run, path), new Set());
  for (const row of rows) {
    const run = ids.get(row.rid);
    if (run) single.get(at(run, row.path))?.add(row.node);
  }
}

async function readShared(session: Session, wanted: readonly (Around & { run: PgRun })[], { shared }: Recorded): Promise<void> {
  const ids = new Map(wanted.map(({ run }) => [run.rid, run]));
  for (const row of await groupsAround(session, wanted)) {
    const run = ids.get(row.rid);
    if (!run) continue;
    const place = at(run, row.prefix);
    shared.set(place, [...(shared.get(place) ?? []), { lo: row.lo, hi: row.hi, container: row.container, keys: keysOf(row) }]);
  }
}

function keysOf(row: OwnedGroupRow): () => ReadonlySet<string> {
  let keys: Set<string> | undefined;
  return () => {
    keys ??= new Set(groupSteps(row).map((step) => step.settled.key));
    return keys;
  };
}

async function readPages(
  session: Session,
  wanted: readonly { run: PgRun; key: string; from: number }[],
  { pages }: Recorded,
): Promise<void> {
  if (wanted.length === 0) return;
  const ids = new Map(wanted.map(({ run }) => [run.rid, run]));
  const rows = await session.all<{ rid: number; key: string; page: number; next: number }>(
    `SELECT p.rid, p.key, p.page, p.first + p.count AS next FROM pages p
      JOIN unnest($1::bigint[], $2::text[], $3::int[]) AS w(rid, key, at) ON p.rid = w.rid AND p.key = w.key AND p.page >= w.at`,
    wanted.map(({ run }) => run.rid),
    wanted.map(({ key }) => key),
    wanted.map(({ from }) => from),
  );
  for (const row of rows) {
    const run = ids.get(row.rid);
    if (!run) continue;
    const place = at(run, row.key);
    pages.set(place, new Map([...(pages.get(place) ?? []), [row.page, row.next]]));
  }
}

async function readSources(session: Session, writes: readonly WriteOps[], { sources }: Recorded): Promise<void> {
  const wanted = writes.flatMap(({ ops }) =>
    ops.flatMap((op) => (op.op === 'step' && op.step.write.from ? [{ runId: op.step.write.from.runId, key: op.step.write.key }] : [])),
  );
  if (wanted.length === 0) return;
  const ids = [...new Set(wanted.map(({ runId }) => runId))];
  const rows = await session.all<{ id: string; rid: number }>('SELECT id, rid FROM runs WHERE id = ANY($1) FOR KEY SHARE', ids);
  const rids = new Map(rows.map(({ id, rid }) => [id, rid]));
  const places = wanted.flatMap(({ runId, key }) => {
    const rid = rids.get(runId);
    return rid === undefined ? [] : [{ runId, rid, key }];
  });
  const found = await findSteps(session, places);
  for (const { runId, rid, key } of places) {
    const one = found.get(placeOf({ rid, key }));
    // References never form chains: the run that really holds the result is named.
    if (one) sources.set(`${runId} ${key}`, { rid: one.source ?? rid, runId: one.settled.takenFrom ?? runId, found: one });
  }
}
