// Brings records to the journal. Writes go out in order and in as few pieces as possible; awaiting one means that it and all
// before it are durable, which is the whole commit barrier. Steps of an iteration wait for its end and then share one row,
// unless somebody has to see or rely on them earlier. A refused write ends the session: somebody else holds the run.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { StepWrite, Write } from '../journal/contract.ts';
import type { RunResponse } from './engine.ts';
import { containerKey, type Frame, iterationAround } from './frame.ts';
import type { OpenStep, Session } from './session.ts';

/** The journal took nothing more from this session. Whoever gets this stops working on the run. */
export class Lost extends Error {}

export function record(s: Session, write: Write): void {
  s.pending.push(write);
}

/**
 * A finished step: kept with its iteration, if it has one. The end of a loop goes out with what ran inside it: were the rounds
 * in the journal and their loop not, it would run them again.
 */
export function recordStep(s: Session, frame: Frame, write: StepWrite): void {
  const iteration = iterationAround(frame);
  if (!iteration || write.list || write.loop) {
    s.pending.push(write);
    return;
  }
  iteration.unwritten.push(write);
  s.iterations ??= new Set();
  s.iterations.add(iteration);
}

/** The steps of an iteration that has ended, in one row. */
export function recordIteration(s: Session, iteration: Frame): void {
  const container = containerKey(iteration);
  s.iterations?.delete(iteration);
  if (iteration.unwritten.length === 0 || container === null) return;
  s.pending.push({ kind: 'steps', container, path: iteration.path, steps: iteration.unwritten.splice(0) });
}

/** Everything known so far goes out now; resolves when it is durable, rejects with {@link Lost}. */
export function flush(s: Session): Promise<void> {
  if (s.gate) return s.gate.then(() => flush(s));
  if (s.state === 'closed') return Promise.reject(new Lost());
  if (s.iterations?.size) {
    for (const iteration of s.iterations) s.pending.push(...iteration.unwritten.splice(0));
    s.iterations.clear();
  }
  return send(s);
}

/** Goes out as soon as what follows at once has been added: a result and the next step's intent are one write. */
export function flushNext(s: Session): void {
  if (s.flushing === 'next') return;
  s.flushing = 'next';
  process.nextTick(() => {
    s.flushing = null;
    if (s.state !== 'closed') flush(s).catch(ignoreLost);
  });
}

/** What is finished goes out at the end of this turn, with a first record of what is still under way. */
export function flushSoon(s: Session): void {
  if (s.flushing) return;
  s.flushing = 'soon';
  setImmediate(() => {
    if (s.flushing === 'soon') s.flushing = null;
    if (s.state === 'closed') return;
    if (s.unrecorded?.size) {
      for (const step of s.unrecorded) recordStart(s, step);
      s.unrecorded.clear();
    }
    flush(s).catch(ignoreLost);
  });
}

/** What may wait no longer because there is so much of it; unfinished iterations stay. */
export function drain(s: Session): Promise<void> {
  return s.gate ? s.gate.then(() => drain(s)) : send(s);
}

function send(s: Session): Promise<void> {
  if (s.cursors?.size) {
    for (const loop of s.cursors) s.pending.push(cursorOf(loop));
    s.cursors.clear();
  }
  if (s.pending.length === 0) return s.written;
  const writes = s.pending;
  s.pending = [];
  const response = writes.find((write) => write.kind === 'respond');
  const written = s.host.journal.write(s.run.id, s.epoch, writes).then(
    ({ woken, ended }) => {
      // What an earlier write answered stands in the journal; who asks is told to look there.
      const known = ended && (response || !s.responded) ? { run: ended, response: response ? answerOf(response) : null } : null;
      if (response) s.responded = true;
      if (response || ended) s.host.told(s.run.id, known);
      if (woken.length > 0) s.host.woken(woken);
    },
    (error: unknown) => {
      lose(s, error);
      throw new Lost('the journal refused', { cause: error });
    },
  );
  written.catch(ignoreLost);
  s.written = written;
  return written;
}

const answerOf = ({ status, headers, body }: Extract<Write, { kind: 'respond' }>): RunResponse => ({ status, headers, body });

function recordStart(s: Session, step: OpenStep): void {
  if (s.steps.get(step.key) !== step) return;
  if (!step.recorded && step.kept) {
    step.recorded = true;
    s.pending.push({ kind: 'start', key: step.key, nodeId: step.node.id, at: step.startedAt, params: step.kept });
  }
  recordLogs(s, step);
}

/** Log lines of a step that goes on. */
export function recordLogs(s: Session, step: OpenStep): void {
  if (step.logs.length > 0) s.pending.push({ kind: 'log', key: step.key, lines: step.logs.splice(0) });
}

function cursorOf(step: OpenStep): Write {
  const loop = step.loop as NonNullable<OpenStep['loop']>;
  const first = !step.recorded;
  step.recorded = true;
  return {
    kind: 'cursor',
    key: step.key,
    nodeId: step.node.id,
    startedAt: step.startedAt,
    // Only the first record's params are kept; a long list is not written again with every cursor.
    params: first ? (step.kept ?? {}) : null,
    count: loop.count,
    next: loop.next,
    open: [...loop.open.keys()],
    done: loop.done,
    failed: loop.failed,
    state: {
      inside: loop.inside,
      halted: loop.halted,
      first: loop.first ? { index: loop.first.index, error: { ...loop.first.error } } : null,
    },
  };
}

/** Stops everything at once: what is under way here no longer counts. */
export function lose(s: Session, error: unknown): void {
  if (s.state === 'closed') return;
  s.state = 'closed';
  for (const step of s.steps.values()) {
    step.call += 1;
    step.controller?.abort(error);
    if (step.timer) clearTimeout(step.timer);
  }
  if (s.timer) clearTimeout(s.timer);
  s.host.closed(s, { at: null, lost: error });
}

/**
 * What the journal says about this run. When it cannot say (its disk, its connection) no step has failed by that: the run is let
 * go, and taken up again later.
 */
export async function told<T>(s: Session, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof FailureError)) lose(s, error);
    throw error;
  }
}

export const ignoreLost = (error: unknown): void => {
  if (!(error instanceof Lost)) throw error;
};
