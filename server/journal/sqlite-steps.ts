// Writes what happens to the steps of one run, inside the transaction of a commit: finished steps once per key, open ones
// replaced, loops' entries, pages, logs. Knows nothing of epochs and owners.
import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';
import type { StepWrite } from './contract.ts';
import { abandoned, applyOpen, awaitedEvent, type OpenStep, type OpenWrite, wakeAt, withDelivery } from './open-steps.ts';
import type { Op } from './sqlite-encode.ts';
import { groupSteps, type StepRows } from './sqlite-rows.ts';
import type { RunRecord } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';
import { type GroupText, maxSpan, outsideLoops, sharedPath } from './sqlite-shared-rows.ts';
import { atHand, type Extra, refusedTwice, type StepText, stepStates, stepText } from './sqlite-step-text.ts';
import type { Settled } from './step-view.ts';

export type StepChange = { readonly settled: Settled } | { readonly open: OpenStep };

export interface Around {
  /** The last of `count` fresh sequence numbers, one when left out. */
  readonly nextSeq: (count?: number) => number;
  readonly find: (runId: string) => RunRecord | undefined;
  /** The oldest event kept under this name, which is then used up. */
  readonly meet: (event: string) => { readonly payload: OpenStepPayload } | null;
  readonly changed: (run: RunRecord, key: string, seq: number, change: () => StepChange) => void;
}

type OpenStepPayload = Parameters<typeof withDelivery>[1];

export function stepWriter(db: DatabaseSync, rows: StepRows, around: Around) {
  const insert = prepare(db, 'INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const insertGroup = prepare(db, 'INSERT INTO step_groups VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const overlapping = prepare<{ seq: number; prefix: string; lo: number; hi: number; statuses: number; data: string }>(
    db,
    'SELECT seq, prefix, lo, hi, statuses, data FROM step_groups WHERE rid = ? AND prefix = ? AND lo > ? AND lo <= ? AND hi >= ? AND container = ?',
  );
  const exists = prepare<{ node: string }>(db, 'SELECT node FROM steps WHERE rid = ? AND path = ?');
  const dropOpen = prepare<{ data: string }>(db, 'DELETE FROM open_steps WHERE rid = ? AND key = ? RETURNING data');
  const deleteOpen = prepare(db, 'DELETE FROM open_steps WHERE rid = ? AND key = ?');
  const addOpen = prepare(db, 'INSERT INTO open_steps VALUES (?, ?, ?, ?, ?, ?)');
  const putOpen = prepare(db, 'INSERT OR REPLACE INTO open_steps VALUES (?, ?, ?, ?, ?, ?)');
  const dropIterations = prepare(db, 'DELETE FROM iterations WHERE rid = ? AND key = ?');
  const putIterations = prepare(db, 'INSERT INTO iterations VALUES (?, ?, ?, ?, ?, ?)');
  const dropPages = prepare(db, 'DELETE FROM pages WHERE rid = ? AND key = ? AND page >= ?');
  const lastPage = prepare<{ page: number; next: number }>(
    db,
    'SELECT page, first + count AS next FROM pages WHERE rid = ? AND key = ? ORDER BY first DESC LIMIT 1',
  );
  const putPage = prepare(db, 'INSERT INTO pages (rid, key, first, page, count, data) VALUES (?, ?, ?, ?, ?, ?)');
  const putChunk = prepare(db, 'INSERT OR REPLACE INTO chunks (rid, kind, key, n, data) VALUES (?, ?, ?, ?, ?)');
  const putLog = prepare(db, 'INSERT INTO logs (rid, key, lines) VALUES (?, ?, ?)');
  const takeOver = prepare(db, 'INSERT OR IGNORE INTO taken_over (rid, source) VALUES (?, ?)');

  function settle(run: RunRecord, step: StepText): void {
    const { write } = step;
    const { rid } = run;
    // Outside loops the table's own key refuses a second record; inside, it may also stand in a shared row.
    if (step.path !== '' && rows.find(rid, write.key)) throw refusedTwice(run.head.id, write.key);
    const seq = around.nextSeq();
    const open = closeOpen(run, write.key);
    const from = write.from ? origin(run, write.from.runId, write.key) : undefined;
    const extra: Extra | null = from
      ? {
          ...step.extra,
          ...(from.hasOutput && { has: true as const }),
          ...(from.list && { list: from.list }),
          ...(from.loop && { loop: from.loop }),
        }
      : step.extra;
    const params = step.params ?? (open ? JSON.stringify(open.params) : null);
    insertOnce(run, write.key, [
      seq, rid, step.path, step.node, stepStates.indexOf(write.status), write.port, write.attempt, write.startedAt, write.endedAt,
      step.output, params, extra && JSON.stringify(extra), from?.rid ?? null,
    ]); // biome-ignore format: one bind per column
    if (step.path === '') run.settled?.add(write.key);
    for (const [n, chunk] of step.chunks.entries()) putChunk.run(rid, 'output', write.key, n, chunk);
    if (write.logs?.length) putLog.run(rid, write.key, JSON.stringify(write.logs));
    // A cancelled loop keeps its entries: a retry takes over what had succeeded.
    if (!write.list && write.status !== 'cancelled' && (write.loop || open?.cursor)) dropIterations.run(rid, write.key);
    around.changed(run, write.key, seq, () => ({ settled: settledOf(step, extra, from?.runId ?? null) }));
  }

  function insertOnce(run: RunRecord, key: string, values: (string | number | null)[]): void {
    try {
      insert.run(...values);
    } catch (error) {
      throw isTaken(error) ? refusedTwice(run.head.id, key) : error;
    }
  }

  function closeOpen(run: RunRecord, key: string): OpenStep | undefined {
    const known = run.open?.get(key);
    if (run.open && !run.open.delete(key)) return undefined;
    if (known) {
      deleteOpen.run(run.rid, key);
      return known;
    }
    const row = dropOpen.get(run.rid, key);
    return row && (JSON.parse(row.data) as OpenStep);
  }

  function openStep(run: RunRecord, key: string): OpenStep | undefined {
    if (run.open && !run.open.has(key)) return undefined;
    const known = run.open?.get(key);
    return known ?? rows.open(run.rid, key)?.step;
  }

  const isSettled = (run: RunRecord, key: string): boolean =>
    run.settled && !key.endsWith(']') ? run.settled.has(key) : rows.find(run.rid, key) !== undefined;

  const isOpen = (run: RunRecord, key: string): boolean => (run.open ? run.open.has(key) : rows.open(run.rid, key) !== undefined);

  /** The run that really holds a result: references never form chains. */
  function origin(run: RunRecord, runId: string, key: string) {
    const other = around.find(runId);
    const found = other && rows.find(other.rid, key);
    if (!other || !found) throw fail('not_found', `Run ${runId} has no finished step ${key} to take over.`);
    const rid = found.source ?? other.rid;
    takeOver.run(run.rid, rid);
    return { rid, runId: found.settled.takenFrom ?? runId, ...found.settled };
  }

  /** Of the steps of a shared row none may be recorded already, in a row of its own or in another shared one. */
  function demandNew({ rid, head }: RunRecord, { prefix, lo, hi, container, nodes: places }: GroupText): void {
    for (const [offset, nodes] of places.entries()) {
      const path = sharedPath(prefix, lo + offset);
      const twice = exists.all(rid, path).find((row) => nodes.includes(row.node));
      if (twice) throw refusedTwice(head.id, twice.node + path);
    }
    for (const row of overlapping.all(rid, prefix, lo - maxSpan, hi, lo, container)) {
      const keys = new Set(groupSteps(row).map((step) => step.settled.key));
      for (const [offset, nodes] of places.entries()) {
        const twice = nodes.map((node) => node + sharedPath(prefix, lo + offset)).find((key) => keys.has(key));
        if (twice) throw refusedTwice(head.id, twice);
      }
    }
  }

  function group(run: RunRecord, text: GroupText, bare: boolean): void {
    const { rid } = run;
    const { prefix, lo, hi, container, steps } = text;
    if (run.open?.size !== 0 && steps.some((step) => isOpen(run, step.key))) {
      // What is known of an open step, its params first of all, goes on in a row of its own.
      for (const step of steps) settle(run, stepText(step));
      return;
    }
    if (!bare) demandNew(run, text);
    const count = steps.length;
    const seq = around.nextSeq(count);
    for (const [i, step] of text.announced ? steps.entries() : []) {
      around.changed(run, step.key, seq - count + 1 + i, () => ({ settled: settledOf({ write: step }, listAndLoop(step), null) }));
    }
    insertGroup.run(seq, rid, prefix, lo, hi, container, text.statuses, text.data);
    if (lo === outsideLoops) run.settled = null;
  }

  function open(run: RunRecord, write: OpenWrite): void {
    const before = openStep(run, write.key);
    if (!before && isSettled(run, write.key)) return;
    let step = applyOpen(before, write);
    if (!step) return;
    const event = write.kind === 'wait' ? awaitedEvent(step) : null;
    const met = event === null ? null : around.meet(event);
    if (met) step = withDelivery(step, met.payload);
    keep(run, write.key, step);
  }

  function keep(run: RunRecord, key: string, step: OpenStep): void {
    const seq = around.nextSeq();
    const data = JSON.stringify(step);
    (run.open && !run.open.has(key) ? addOpen : putOpen).run(run.rid, key, seq, awaitedEvent(step), wakeAt(step), data);
    run.open?.set(key, atHand(step, data));
    around.changed(run, key, seq, () => ({ open: step }));
  }

  return {
    keep,
    apply(run: RunRecord, op: Op): void {
      const { rid, bare } = run;
      if (op.op !== 'said' && op.op !== 'chunks') run.bare = false;
      if (op.op === 'step') settle(run, op.step);
      else if (op.op === 'group') group(run, op.group, bare);
      else if (op.op === 'open') open(run, op.write);
      else if (op.op === 'iterations') putIterations.run(around.nextSeq(), rid, op.key, op.lo, op.hi, op.data);
      else if (op.op === 'log') putLog.run(rid, op.key, op.lines);
      else if (op.op === 'said') run.said = { ...run.said, [op.name]: op.text };
      else if (op.op === 'chunks') {
        run.said = { ...run.said, [op.name]: '' };
        for (const [n, chunk] of op.chunks.entries()) putChunk.run(rid, op.name, '', n, chunk);
      } else if (op.op === 'finish') {
        if (run.open?.size !== 0) for (const { key, step } of rows.openOf(rid)) settle(run, stepText(abandoned(key, step, op.at)));
      } else if (op.op === 'page') {
        let last = lastPage.get(rid, op.key) ?? none;
        if (op.page <= last.page) {
          // The step is made again and starts its list anew.
          dropPages.run(rid, op.key, op.page);
          last = lastPage.get(rid, op.key) ?? none;
        }
        if (last.page !== op.page - 1) throw fail('conflict', `Page ${op.page} of ${op.key} comes before page ${last.page + 1}.`);
        putPage.run(rid, op.key, last.next, op.page, op.count, op.data);
      }
    },
  };
}

const settledOf = ({ write }: { readonly write: StepWrite }, extra: Extra | null, takenFrom: string | null): Settled => ({
  key: write.key,
  nodeId: write.nodeId,
  status: write.status,
  port: write.port,
  startedAt: write.startedAt,
  endedAt: write.endedAt,
  attempt: write.attempt,
  error: write.error ?? null,
  hasOutput: write.output !== undefined || extra?.has === true,
  list: extra?.list ?? null,
  loop: extra?.loop ?? null,
  takenFrom,
});

const listAndLoop = ({ list, loop }: StepWrite): Extra => ({ ...(list && { list }), ...(loop && { loop }) });

const none = { page: -1, next: 0 };
const uniqueViolated = 2067;
const isTaken = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === uniqueViolated;
