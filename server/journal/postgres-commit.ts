// Group commit on PostgreSQL: what is asked for while a commit is under way goes into the next one, in the order it was asked for.
// Three round trips however many take part: lock and read, write, commit. A job that is refused takes nothing else with it; when
// two processes met, the commit is made again; when the line broke as it was being made, nobody knows, and that is what is said.
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../nodes/kit/errors.ts';
import type { JournalEvent } from './contract.ts';
import { flush } from './postgres-flush.ts';
import { type Need, type ReadForWork, readFor } from './postgres-read.ts';
import { begin, lostConnection, type PostgresPool, take, told, worthAnotherTry } from './postgres-session.ts';
import { type Change, type Outcome, openWork, type PgRun, type Work } from './postgres-work.ts';
import { stepEvent } from './sqlite-changes.ts';
import { runEvent } from './sqlite-runs.ts';
import { openView, settledView } from './step-view.ts';

export interface Desk extends ReadForWork {
  readonly work: Work;
}

export interface Job {
  readonly need: Need;
  /** Characters that it writes, about. */
  readonly size?: number;
  /** Begins to hold runs under this name. */
  readonly owner?: string;
  /** Does it on what was read. A function is called after the commit, and what it returns is the answer. */
  readonly work: (desk: Desk) => unknown;
}

interface Waiting extends Job {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitsOptions {
  readonly pool: PostgresPool;
  readonly now: () => number;
  readonly deadMs: number;
  readonly said: { readonly channel: string; readonly by: string };
  readonly wanted: () => boolean;
  readonly announce: (base: number, end: number, events: JournalEvent[]) => void;
  /** How long a transaction may stand still before the database ends it. */
  readonly idleMs: number;
  /** Names under which this process holds runs. */
  readonly owners: Set<string>;
}

/** What one commit takes at most, so that it holds its locks for a short while only and fits into memory. */
const mostJobs = 400;
const mostCharacters = 16 * 1024 * 1024;
const mostTries = 5;

export function commits({ pool, now, deadMs, said, wanted, announce, owners, idleMs }: CommitsOptions) {
  let waiting: Waiting[] = [];
  let busy: Promise<void> | null = null;
  let closed = false;
  /** Runs that this process holds, as their rows were when it last changed them. */
  const remembered = new Map<string, PgRun>();

  function enqueue<T>(job: Job): Promise<T> {
    if (closed) return Promise.reject(fail('shutting_down', 'The journal is closed.'));
    return new Promise<T>((resolve, reject) => {
      waiting.push({ ...job, resolve: resolve as (value: unknown) => void, reject });
      busy ??= new Promise<void>((begin) => setImmediate(begin)).then(work);
    });
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const count = together(waiting);
      const jobs = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await settle(jobs);
    }
    busy = null;
  }

  /** Settles every one of them, and throws nothing. */
  async function settle(jobs: readonly Waiting[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { outcomes, error, again } = await transact(jobs);
      if (outcomes) {
        jobs.forEach((job, i) => {
          const outcome = outcomes[i] as Outcome;
          if ('error' in outcome) job.reject(outcome.error);
          else job.resolve(typeof outcome.value === 'function' ? outcome.value() : outcome.value);
        });
        return;
      }
      if (again && tries < mostTries) {
        await sleep(Math.random() * 20 * tries);
        continue;
      }
      if (jobs.length > 1 && !lostConnection(error)) {
        // One of them cannot be written: the others are not to suffer for it.
        for (const job of jobs) await settle([job]);
        return;
      }
      for (const job of jobs) job.reject(told(error));
      return;
    }
  }

  async function transact(
    jobs: readonly Waiting[],
  ): Promise<{ readonly outcomes?: readonly Outcome[]; readonly error?: unknown; readonly again?: boolean }> {
    let line: Awaited<ReturnType<typeof take>>;
    try {
      line = await take(pool);
    } catch (error) {
      return { error, again: lostConnection(error) };
    }
    let committing = false;
    let desk: Desk | undefined;
    try {
      const needs = jobs.map(({ need }) => need);
      const [, read] = await Promise.all([line.all(begin(idleMs)), readFor(line, needs, { now: now(), deadMs, remembered })]);
      const work = openWork(read.given);
      desk = { ...read, work };
      const outcomes = jobs.map((job) => work.attempt(() => job.work(desk as Desk)));
      const begins = [...new Set(jobs.flatMap(({ owner }) => (owner !== undefined && !owners.has(owner) ? [owner] : [])))];
      committing = true;
      const result = work.result();
      const [flushed] = await Promise.all([flush(line, result, begins, said), line.all('COMMIT')]);
      line.back();
      for (const owner of begins) owners.add(owner);
      committed(work, flushed?.base ?? 0, result.drawn, flushed?.numbers ?? {});
      return { outcomes };
    } catch (error) {
      for (const id of desk?.work.runs.keys() ?? []) remembered.delete(id);
      const lost = lostConnection(error);
      if (lost) line.back(error as Error);
      else
        line.back(
          await line.all('ROLLBACK').then(
            () => undefined,
            (broken: Error) => broken,
          ),
        );
      return { error, again: worthAnotherTry(error) || (lost && !committing) };
    }
  }

  /** Puts the numbers in that the commit has given out, remembers what is held here, announces. */
  function committed(work: Work, base: number, drawn: number, numbers: Readonly<Record<string, number>>): void {
    const real = (seq: number) => (seq < 0 ? base - seq : seq);
    const born = [...work.runs.values()].filter((run) => run.born);
    const left = new Map<string, number>();
    for (const run of born) left.set(run.head.projectId, (left.get(run.head.projectId) ?? 0) + 1);
    for (const run of born) {
      const { projectId } = run.head;
      const back = (left.get(projectId) ?? 0) - 1;
      left.set(projectId, back);
      run.head = { ...run.head, number: (numbers[`runs:${projectId}`] ?? 0) - back };
      run.rid = real(run.rid);
      run.born = null;
    }
    for (const run of work.runs.values()) {
      run.changed = real(run.changed);
      run.said = null;
      if (run.state.owner !== null && owners.has(run.state.owner)) remembered.set(run.head.id, run);
      else remembered.delete(run.head.id);
    }
    if (drawn === 0) return;
    const { runs, steps } = work.announced();
    const events = wanted() ? [...[...runs].map(runEvent), ...[...steps.values()].map((one) => eventOf(one, real(one.seq)))] : [];
    announce(base, base + drawn, events);
  }

  return {
    enqueue,
    async close(): Promise<void> {
      closed = true;
      while (busy) await busy;
    },
  };
}

/** How many of these can be done at once: what a job has to read of finished steps must not be written by an earlier one beside it. */
function together(jobs: readonly Job[]): number {
  const written = new Set<string>();
  let size = 0;
  for (const [i, { need }] of jobs.entries()) {
    size += jobs[i]?.size ?? 0;
    if (i === mostJobs || (i > 0 && size > mostCharacters)) return i;
    if (need.claim !== undefined && written.has(need.claim)) return i;
    for (const op of need.write?.ops ?? []) if (op.op === 'step' && op.step.write.from && written.has(op.step.write.from.runId)) return i;
    if (need.write) written.add(need.write.runId);
  }
  return jobs.length;
}

function eventOf({ run, key, change }: Change, seq: number): JournalEvent {
  const { id, projectId, flowId, at } = run.head;
  return stepEvent(seq, { id, projectId, flowId, at }, () =>
    'settled' in change ? settledView(change.settled) : openView(key, change.open),
  );
}
