// What the records of one write do to the steps of a run: finished steps once per key, open ones replaced, loops' entries, pages,
// logs. The same rules as in SQLite, on what was read for this commit. Knows nothing of epochs and owners.
import { fail } from '../../nodes/kit/errors.ts';
import type { StepWrite } from './contract.ts';
import { keepEventMs } from './limits.ts';
import { abandoned, applyOpen, awaitedEvent, type OpenWrite, withDelivery } from './open-steps.ts';
import type { PgRun, Work } from './postgres-work.ts';
import type { Op } from './sqlite-encode.ts';
import type { Found } from './sqlite-rows.ts';
import { type GroupText, outsideLoops, sharedPath } from './sqlite-shared-rows.ts';
import { type Extra, refusedTwice, type StepText, stepStates, stepText } from './sqlite-step-text.ts';
import type { Settled } from './step-view.ts';

/** What was read of finished steps for the jobs of a commit, and what they add. Keys begin with the run's id. */
export interface Recorded {
  /** Of a path in a run: nodes with a row of their own. */
  readonly single: Map<string, Set<string>>;
  /** Below a prefix in a run: rows that hold several iterations. */
  readonly shared: Map<
    string,
    { readonly lo: number; readonly hi: number; readonly container: string; readonly keys: () => ReadonlySet<string> }[]
  >;
  /** Pages of a list from the one before the first that is written: where the items of the next one begin. */
  readonly pages: Map<string, ReadonlyMap<number, number>>;
  /** Results to be taken over: where they really are. */
  readonly sources: Map<string, { readonly rid: number; readonly runId: string; readonly found: Found }>;
}

export const at = (run: PgRun, place: string): string => `${run.head.id} ${place}`;

const lastPath = (path: string): { readonly prefix: string; readonly index: number } => {
  const from = path.lastIndexOf('[');
  return { prefix: path.slice(0, from), index: Number(path.slice(from + 1, -1)) };
};

export function stepWork(work: Work, recorded: Recorded) {
  function settle(run: PgRun, step: StepText): void {
    const { write, path, node } = step;
    if (isSettled(run, write.key, path, node)) throw refusedTwice(run.head.id, write.key);
    const open = work.close(run, write.key);
    const from = write.from ? recorded.sources.get(`${write.from.runId} ${write.key}`) : undefined;
    if (write.from && !from) throw fail('not_found', `Run ${write.from.runId} has no finished step ${write.key} to take over.`);
    if (from) work.push('taken', [from.rid, run.rid]);
    const taken = from?.found.settled;
    const extra: Extra | null = taken
      ? {
          ...step.extra,
          ...(taken.hasOutput && { has: true as const }),
          ...(taken.list && { list: taken.list }),
          ...(taken.loop && { loop: taken.loop }),
        }
      : step.extra;
    const seq = work.draw();
    const params = step.params ?? (open ? JSON.stringify(open.params) : null);
    // biome-ignore format: one value per column
    work.push('steps', [
      seq, run.rid, path, node, stepStates.indexOf(write.status), write.port, write.attempt, write.startedAt, write.endedAt,
      step.output, params, extra && JSON.stringify(extra), from?.rid ?? null,
    ]);
    isNow(run, path, node);
    for (const [n, chunk] of step.chunks.entries()) work.push('chunks', [run.rid, 'output', write.key, n, chunk]);
    if (write.logs?.length) work.push('logs', [run.rid, write.key, JSON.stringify(write.logs)]);
    // A cancelled loop keeps its entries: a retry takes over what had succeeded.
    if (!write.list && write.status !== 'cancelled' && (write.loop || open?.cursor)) work.drop('iterations', run.rid, write.key);
    work.tell(run, write.key, seq, settledOf(write, extra, from?.runId ?? null));
  }

  function isSettled(run: PgRun, key: string, path: string, node: string): boolean {
    if (path === '') return run.settled?.has(node) ?? false;
    if (recorded.single.get(at(run, path))?.has(node)) return true;
    const { prefix, index } = lastPath(path);
    const rows = recorded.shared.get(at(run, prefix)) ?? [];
    return rows.some((row) => row.lo <= index && index <= row.hi && row.keys().has(key));
  }

  function isNow(run: PgRun, path: string, node: string): void {
    const nodes = path === '' ? run.settled : (recorded.single.get(at(run, path)) ?? new Set<string>());
    if (!nodes) return;
    nodes.add(node);
    if (path !== '') recorded.single.set(at(run, path), nodes);
    work.takenBack(() => void nodes.delete(node));
  }

  /** Of the steps of a shared row none may be recorded already, in a row of its own or in another shared one. */
  function demandNew(run: PgRun, { prefix, lo, hi, container, nodes: places }: GroupText): void {
    const others = (recorded.shared.get(at(run, prefix)) ?? []).filter(
      (row) => row.container === container && row.lo <= hi && row.hi >= lo,
    );
    for (const [offset, nodes] of places.entries()) {
      const path = sharedPath(prefix, lo + offset);
      const single = path === '' ? run.settled : recorded.single.get(at(run, path));
      for (const node of nodes)
        if (single?.has(node) || others.some((row) => row.keys().has(node + path))) throw refusedTwice(run.head.id, node + path);
    }
  }

  function group(run: PgRun, text: GroupText, bare: boolean): void {
    const { prefix, lo, hi, container, steps } = text;
    if (run.open.size > 0 && steps.some((step) => run.open.has(step.key))) {
      // What is known of an open step, its params first of all, goes on in a row of its own.
      for (const step of steps) settle(run, stepText(step));
      return;
    }
    if (!bare) demandNew(run, text);
    const seq = work.draw(steps.length);
    for (const [i, step] of text.announced ? steps.entries() : []) {
      // Numbers below zero count backwards: the first of the row is the one nearest to zero.
      work.tell(run, step.key, seq + steps.length - 1 - i, settledOf(step, listAndLoop(step), null));
    }
    work.push('groups', [seq, run.rid, prefix, lo, hi, container, text.statuses, text.announced, text.data]);
    const rows = recorded.shared.get(at(run, prefix)) ?? [];
    recorded.shared.set(at(run, prefix), rows);
    rows.push({ lo, hi, container, keys: () => new Set(steps.map((step) => step.key)) });
    work.takenBack(() => void rows.pop());
    if (lo === outsideLoops) for (const step of steps) isNow(run, '', step.nodeId);
  }

  function open(run: PgRun, write: OpenWrite): void {
    const before = run.open.get(write.key);
    const from = write.key.indexOf('[');
    const [node, path] = from < 0 ? [write.key, ''] : [write.key.slice(0, from), write.key.slice(from)];
    if (!before && isSettled(run, write.key, path, node)) return;
    let step = applyOpen(before, write);
    if (!step) return;
    const event = write.kind === 'wait' ? awaitedEvent(step) : null;
    const met = event === null ? null : work.meet(event);
    if (met) step = withDelivery(step, met.payload);
    work.keep(run, write.key, step);
  }

  function page(run: PgRun, op: Extract<Op, { op: 'page' }>): void {
    const place = at(run, op.key);
    const before = recorded.pages.get(place) ?? new Map<number, number>();
    const first = op.page === 0 ? 0 : before.get(op.page - 1);
    if (first === undefined) throw fail('conflict', `Page ${op.page} of ${op.key} comes before the one in front of it.`);
    // The step is made again and starts its list anew.
    if (before.has(op.page)) work.drop('pages', run.rid, op.key, op.page);
    work.push('pages', [run.rid, op.key, first, op.page, op.count, op.data]);
    recorded.pages.set(place, new Map([...before].filter(([page]) => page < op.page)).set(op.page, first + op.count));
    work.takenBack(() => void recorded.pages.set(place, before));
  }

  return (run: PgRun, op: Op, woken: string[]): void => {
    const { rid, bare } = run;
    if (op.op !== 'said' && op.op !== 'chunks' && bare) {
      run.bare = false;
      work.takenBack(() => {
        run.bare = true;
      });
    }
    if (op.op === 'step') settle(run, op.step);
    else if (op.op === 'group') group(run, op.group, bare);
    else if (op.op === 'open') open(run, op.write);
    else if (op.op === 'iterations') work.push('iterations', [work.draw(), rid, op.key, op.lo, op.hi, op.data]);
    else if (op.op === 'log') work.push('logs', [rid, op.key, op.lines]);
    else if (op.op === 'said') work.say(run, op.name, op.text);
    else if (op.op === 'chunks') {
      work.say(run, op.name, '');
      work.drop('chunks', rid, op.name);
      for (const [n, chunk] of op.chunks.entries()) work.push('chunks', [rid, op.name, '', n, chunk]);
    } else if (op.op === 'finish') {
      for (const [key, step] of [...run.open]) settle(run, stepText(abandoned(key, step, op.at)));
    } else if (op.op === 'page') page(run, op);
    else if (op.op === 'memory') work.remember(run.head.flowId, op.name, { value: op.value, at: work.given.now, runId: run.head.id });
    else woken.push(...work.deliver(op.event, op.payload, work.given.now + keepEventMs));
  };
}

const settledOf = (write: StepWrite, extra: Extra | null, takenFrom: string | null): Settled => ({
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
