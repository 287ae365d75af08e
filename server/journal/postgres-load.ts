// What a claim hands to the engine: finished steps outside loops and of open iterations, everything open, the flow's memory.
// Finished iterations stay on disk. Read for all claims of a commit together.
import type { Json } from '../../nodes/kit/json.ts';
import { parseStepKey, pathText } from '../../nodes/kit/step-key.ts';
import type { Loaded, LoadedStep } from './contract.ts';
import { addOpen, openIterations, openMaps } from './open-steps.ts';
import { findSteps, foundOf, groupsAround, type OwnedStepRow, ownedSteps, placeOf } from './postgres-find.ts';
import type { Session } from './postgres-session.ts';
import type { PgRun, Remembered } from './postgres-work.ts';
import { runView } from './run-state.ts';
import { type Found, groupSteps } from './sqlite-rows.ts';

/** Finished steps of a run that is claimed. */
export type Claimed = ReadonlyMap<string, LoadedStep>;

/** By the ids of the runs. `opened`: their open steps are read. */
export async function readClaims(session: Session, runs: readonly PgRun[], opened: Promise<unknown>): Promise<Map<string, Claimed>> {
  const found = new Map<number, Found[]>(runs.map((run) => [run.rid, []]));
  if (runs.length === 0) return new Map();
  const sql = `${ownedSteps} WHERE s.rid = ANY($1) AND s.path = '' ORDER BY s.seq`;
  const [rows] = await Promise.all([session.all<OwnedStepRow>(sql, [...found.keys()]), opened]);
  for (const row of rows) found.get(row.rid)?.push(foundOf(row));
  for (const run of runs) run.settled = new Set(found.get(run.rid)?.map(({ settled }) => settled.key));
  await addIterations(session, runs, found);
  const borrowed = [...found.values()]
    .flat()
    .flatMap(({ source, settled }) => (source === null ? [] : [{ rid: source, key: settled.key }]));
  const held = await findSteps(session, borrowed);
  const loaded = (one: Found): LoadedStep => {
    const { nodeId, status, port, error, hasOutput, list } = one.settled;
    const holder = one.source === null ? one : held.get(placeOf({ rid: one.source, key: one.settled.key }));
    return { nodeId, status, port, error, hasOutput, list, ...(holder && 'output' in holder && { output: holder.output as Json }) };
  };
  return new Map(runs.map((run) => [run.head.id, new Map(found.get(run.rid)?.map((one) => [one.settled.key, loaded(one)]))]));
}

async function addIterations(session: Session, runs: readonly PgRun[], found: Map<number, Found[]>): Promise<void> {
  const open = runs.flatMap((run) =>
    [...run.open].flatMap(([key, step]) => openIterations(key, step).map((path) => ({ rid: run.rid, path }))),
  );
  if (open.length === 0) return;
  const [singles, groups] = await Promise.all([
    session.all<OwnedStepRow>(
      `${ownedSteps} JOIN unnest($1::bigint[], $2::text[]) AS w(rid, path) ON s.rid = w.rid AND s.path = w.path ORDER BY s.seq`,
      open.map(({ rid }) => rid),
      open.map(({ path }) => pathText(path)),
    ),
    groupsAround(
      session,
      open.map(({ rid, path }) => ({ rid, prefix: pathText(path.slice(0, -1)), index: path.at(-1) ?? 0 })),
    ),
  ]);
  for (const row of singles) found.get(row.rid)?.push(foundOf(row));
  const places = new Set(open.map(({ rid, path }) => `${rid} ${pathText(path)}`));
  for (const row of groups)
    for (const step of groupSteps(row)) {
      if (places.has(`${row.rid} ${pathText(parseStepKey(step.settled.key)?.path ?? [])}`)) found.get(row.rid)?.push(step);
    }
}

export function loadedRun(
  run: PgRun,
  steps: Claimed,
  memory: ReadonlyMap<string, Remembered> | undefined,
  living: ReadonlySet<string> | null,
): Loaded {
  const { head, state } = run;
  const maps = openMaps();
  for (const [key, step] of run.open) addOpen(maps, key, step, living);
  return {
    run: runView(head, state),
    projectId: head.projectId,
    depth: head.depth,
    epoch: state.epoch,
    cancel: state.cancel,
    steps,
    ...maps,
    memory: Object.fromEntries([...(memory ?? [])].map(([name, { value }]) => [name, JSON.parse(value) as Json])),
    stopped: state.stopped,
    died: state.died,
  };
}
