// Finds finished steps by run and key, many at once: in rows of their own and in rows shared with other iterations. Reads only.
import { parseStepKey, pathText } from '../../nodes/kit/step-key.ts';
import type { Session } from './postgres-session.ts';
import { type Found, foundIn, type GroupRow, groupColumns, groupSteps, type StepRow } from './sqlite-rows.ts';
import { maxSpan, outsideLoops } from './sqlite-shared-rows.ts';

export interface OwnedStepRow extends StepRow {
  readonly rid: number;
  /** The run that really holds the result. */
  readonly source_id: string | null;
}

export interface OwnedGroupRow extends GroupRow {
  readonly rid: number;
  readonly container: string;
}

/** With `s` as the table of steps. */
export const ownedSteps = `SELECT s.rid, s.seq, s.path, s.node, s.status, s.port, s.attempt, s.started, s.ended, s.output, s.params,
  s.extra, s.source, (SELECT o.id FROM runs o WHERE o.rid = s.source) AS source_id FROM steps s`;
const ownedGroups = `SELECT g.rid, g.container, ${groupColumns
  .split(', ')
  .map((name) => `g.${name}`)
  .join(', ')} FROM step_groups g`;

export const foundOf = (row: OwnedStepRow): Found => foundIn(row, row.source_id);

export interface Place {
  readonly rid: number;
  readonly key: string;
}

export const placeOf = ({ rid, key }: Place): string => `${rid} ${key}`;

/** By {@link placeOf}; what is not there is left out. */
export async function findSteps(session: Session, wanted: readonly Place[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const parsed = wanted.flatMap(({ rid, key }) => {
    const step = parseStepKey(key);
    return step ? [{ rid, key, ...step }] : [];
  });
  if (parsed.length === 0) return found;
  const rids = parsed.map(({ rid }) => rid);
  const single = session.all<OwnedStepRow>(
    `${ownedSteps} JOIN unnest($1::bigint[], $2::text[], $3::text[]) AS w(rid, path, node) ON s.rid = w.rid AND s.path = w.path AND s.node = w.node`,
    rids,
    parsed.map(({ path }) => pathText(path)),
    parsed.map(({ nodeId }) => nodeId),
  );
  const shared = groupsAround(
    session,
    parsed.map(({ rid, path }) => ({ rid, prefix: pathText(path.slice(0, -1)), index: path.at(-1) ?? outsideLoops })),
  );
  const [singles, groups] = await Promise.all([single, shared]);
  for (const row of singles) found.set(placeOf({ rid: row.rid, key: row.node + row.path }), foundOf(row));
  const places = new Set(wanted.map(placeOf));
  for (const row of groups)
    for (const step of groupSteps(row)) {
      const place = placeOf({ rid: row.rid, key: step.settled.key });
      if (places.has(place) && !found.has(place)) found.set(place, step);
    }
  return found;
}

export interface Around {
  readonly rid: number;
  readonly prefix: string;
  readonly index: number;
}

/** Shared rows that hold one of these iterations. */
export function groupsAround(session: Session, wanted: readonly Around[]): Promise<OwnedGroupRow[]> {
  if (wanted.length === 0) return Promise.resolve([]);
  return session.all<OwnedGroupRow>(
    `${ownedGroups} WHERE g.seq IN (SELECT x.seq FROM step_groups x JOIN unnest($1::bigint[], $2::text[], $3::int[]) AS w(rid, prefix, at)
      ON x.rid = w.rid AND x.prefix = w.prefix AND x.lo > w.at - ${maxSpan} AND x.lo <= w.at AND x.hi >= w.at)`,
    wanted.map(({ rid }) => rid),
    wanted.map(({ prefix }) => prefix),
    wanted.map(({ index }) => index),
  );
}
