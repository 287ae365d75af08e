// Finds finished and open steps by their key, wherever they stand: a row of their own, a row shared with other iterations, or
// the row of the run that a result was taken over from. Reads only; used inside transactions and outside.
import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../nodes/kit/json.ts';
import { parseStepKey, pathText } from '../../nodes/kit/step-key.ts';
import type { OpenStep } from './open-steps.ts';
import { prepare } from './sqlite-schema.ts';
import { maxSpan, outsideLoops, sharedPath } from './sqlite-shared-rows.ts';
import { type Extra, stepStates } from './sqlite-step-text.ts';
import type { Settled } from './step-view.ts';

export interface StepRow {
  seq: number;
  path: string;
  node: string;
  status: number;
  port: string | null;
  attempt: number;
  started: number;
  ended: number;
  output: string | null;
  params: string | null;
  extra: string | null;
  source: number | null;
}

export interface GroupRow {
  seq: number;
  prefix: string;
  lo: number;
  hi: number;
  statuses: number;
  data: string;
}

/** A finished step and what it holds. */
export interface Found {
  readonly seq: number;
  readonly settled: Settled;
  /** Present when it stands inline. */
  readonly output?: Json;
  /** The output stands in chunks. */
  readonly cut: boolean;
  readonly params: Json;
  /** The run that really holds it. */
  readonly source: number | null;
}

export const stepColumns = 'seq, path, node, status, port, attempt, started, ended, output, params, extra, source';
export const groupColumns = 'seq, prefix, lo, hi, statuses, data';

const stateOf = (index: number) => stepStates[index] ?? 'failed';

type Packed = [string, number, string | null, number, number, number, Extra | 0, Json, Json?];

/** The steps of a shared row, in the order they were written. The row carries the last of their sequence numbers. */
export function groupSteps(row: GroupRow): Found[] {
  const found: Found[] = [];
  const iterations = JSON.parse(row.data) as Packed[][];
  const before = row.seq - iterations.reduce((sum, steps) => sum + steps.length, 0);
  for (const [offset, steps] of iterations.entries()) {
    const path = sharedPath(row.prefix, row.lo + offset);
    for (const step of steps) {
      const [nodeId, status, port, startedAt, endedAt, attempt, extra, params] = step;
      const { error = null, list = null, loop = null } = extra === 0 ? {} : extra;
      const hasOutput = step.length > 8;
      const settled = {
        key: nodeId + path,
        nodeId,
        status: stateOf(status),
        port,
        startedAt,
        endedAt,
        attempt,
        error,
        hasOutput,
        list,
        loop,
        takenFrom: null,
      };
      found.push({
        seq: before + found.length + 1,
        settled,
        cut: false,
        params,
        source: null,
        ...(hasOutput && { output: step[8] as Json }),
      });
    }
  }
  return found;
}

/** A finished step as its row has it; `takenFrom` is the run of `row.source`. */
export function foundIn(row: StepRow, takenFrom: string | null): Found {
  const extra: Extra = row.extra === null ? {} : JSON.parse(row.extra);
  const settled: Settled = {
    key: row.node + row.path,
    nodeId: row.node,
    status: stateOf(row.status),
    port: row.port,
    startedAt: row.started,
    endedAt: row.ended,
    attempt: row.attempt,
    error: extra.error ?? null,
    hasOutput: row.output !== null || extra.cut === true || extra.has === true,
    list: extra.list ?? null,
    loop: extra.loop ?? null,
    takenFrom,
  };
  const params = row.params === null ? null : (JSON.parse(row.params) as Json);
  const output = row.output === null ? {} : { output: JSON.parse(row.output) as Json };
  return { seq: row.seq, settled, cut: extra.cut === true, params, source: row.source, ...output };
}

export function stepRows(db: DatabaseSync) {
  const single = prepare<StepRow>(db, `SELECT ${stepColumns} FROM steps WHERE rid = ? AND path = ? AND node = ?`);
  const onPath = prepare<StepRow>(db, `SELECT ${stepColumns} FROM steps WHERE rid = ? AND path = ?`);
  const covering = prepare<GroupRow>(
    db,
    `SELECT ${groupColumns} FROM step_groups WHERE rid = ? AND prefix = ? AND lo > ? AND lo <= ? AND hi >= ?`,
  );
  const openOne = prepare<{ seq: number; data: string }>(db, 'SELECT seq, data FROM open_steps WHERE rid = ? AND key = ?');
  const openAll = prepare<{ key: string; seq: number; data: string }>(
    db,
    'SELECT key, seq, data FROM open_steps WHERE rid = ? ORDER BY seq',
  );
  const idOf = prepare<{ id: string }>(db, 'SELECT id FROM runs WHERE rid = ?');

  const foundOf = (row: StepRow): Found => foundIn(row, row.source === null ? null : (idOf.get(row.source)?.id ?? null));

  /** Shared rows that hold iteration `index` below `prefix`. */
  const groupsAt = (rid: number, prefix: string, index: number) => covering.all(rid, prefix, index - maxSpan, index, index);

  return {
    foundOf,
    groupsAt,
    find(rid: number, key: string): Found | undefined {
      const parsed = parseStepKey(key);
      if (!parsed) return undefined;
      const path = pathText(parsed.path);
      const row = single.get(rid, path, parsed.nodeId);
      if (row) return foundOf(row);
      const index = parsed.path.at(-1) ?? outsideLoops;
      for (const group of groupsAt(rid, pathText(parsed.path.slice(0, -1)), index)) {
        const found = groupSteps(group).find((step) => step.settled.key === key);
        if (found) return found;
      }
      return undefined;
    },
    /** Of a run that has not ended: only its end may write what stands outside loops into a shared row. */
    outsideLoops: (rid: number): Found[] => onPath.all(rid, '').map(foundOf),
    /** Everything finished that lies directly on `path`. */
    on(rid: number, path: readonly number[]): Found[] {
      const found = onPath.all(rid, pathText(path)).map(foundOf);
      const own = pathText(path);
      for (const group of groupsAt(rid, pathText(path.slice(0, -1)), path.at(-1) ?? outsideLoops)) {
        found.push(...groupSteps(group).filter((step) => step.settled.key === step.settled.nodeId + own));
      }
      return found;
    },
    open(rid: number, key: string): { readonly seq: number; readonly step: OpenStep } | undefined {
      const row = openOne.get(rid, key);
      return row && { seq: row.seq, step: JSON.parse(row.data) as OpenStep };
    },
    openOf: (rid: number): { readonly key: string; readonly seq: number; readonly step: OpenStep; readonly data: string }[] =>
      openAll.all(rid).map((row) => ({ ...row, step: JSON.parse(row.data) as OpenStep })),
  };
}

export type StepRows = ReturnType<typeof stepRows>;
