// Containers: for-each, repeat-until, scope. A container is a step; what is inside runs in frames of its own, and when a frame
// has ended this file says what follows. A loop keeps a cursor and its open iterations; finished ones leave memory.

import { durationMs } from '../../nodes/kit/duration.ts';
import { type Failure, failureOf } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { background } from './call.ts';
import type { Body } from './compile.ts';
import { fetchNamed } from './fetch.ts';
import { containerKey, entries, type Frame, openFrame, unhandledFailure } from './frame.ts';
import type { StoredList } from './lists.ts';
import { endForEach, endWith, failureInside, failuresIn, fall } from './loop-end.ts';
import { evaluateDeferred } from './params.ts';
import { flush, ignoreLost, record, recordIteration } from './recorder.ts';
import { plainJson } from './result.ts';
import { type Loop, newStep, type OpenStep, type Session } from './session.ts';
import { queue } from './settle.ts';
import { paramSource } from './source.ts';

const pageSize = 500;

export function openContainer(s: Session, step: OpenStep): void {
  step.state = 'inside';
  step.at = step.node.timeout === null ? null : step.startedAt + step.node.timeout;
  step.loop = newLoop(step);
  if (step.loop.kind === 'scope') {
    record(s, { kind: 'start', key: step.key, nodeId: step.node.id, at: step.startedAt, params: step.kept ?? {} });
    step.recorded = true;
    beginFrame(s, openFrame(step.node.inner as Body, step.frame));
    return;
  }
  goOnWith(s, step);
}

export function newLoop(step: OpenStep): Loop {
  const kind = step.node.container ?? 'scope';
  const params = step.prepared?.params ?? {};
  const list = kind === 'for-each' ? (params.items as StoredList) : null;
  return {
    kind,
    list,
    count: list ? list.count : kind === 'scope' ? 1 : (params.maxRounds as number),
    concurrency: list ? (params.concurrency as number) : 1,
    whenItemFails: list ? (params.whenItemFails as Loop['whenItemFails']) : 'fail',
    pause: (kind === 'repeat-until' && durationMs((params.pause as string | undefined) ?? 'PT0S')) || 0,
    open: new Map(),
    taken: new Set(),
    next: 0,
    done: 0,
    failed: 0,
    inside: 0,
    first: null,
    halted: false,
    page: null,
    reading: false,
  };
}

/** Starts as many iterations as may run at once; ends the loop when none is left. */
export function goOnWith(s: Session, step: OpenStep): void {
  const loop = step.loop as Loop;
  s.cursors ??= new Set();
  s.cursors.add(step);
  while (!loop.halted && !s.ending && loop.next < loop.count && loop.open.size < loop.concurrency) {
    if (loop.taken.has(loop.next)) {
      loop.next += 1;
      loop.done += 1;
      continue;
    }
    const item = loop.list ? itemAt(s, step, loop, loop.next) : null;
    if (item === undefined) return;
    beginIteration(s, step, loop.next, item);
    // The rounds of a repeat-until come one by one, each when the last one says so.
    if (!loop.list) return;
  }
  if (loop.open.size === 0 && loop.list && (loop.halted || loop.next >= loop.count)) endForEach(s, step);
}

function beginIteration(s: Session, step: OpenStep, index: number, item: Json): void {
  const loop = step.loop as Loop;
  const frame = openFrame(step.node.inner as Body, step.frame, { index, item });
  loop.next = index + 1;
  loop.open.set(index, frame);
  s.cursors ??= new Set();
  s.cursors.add(step);
  beginFrame(s, frame);
}

function beginFrame(s: Session, frame: Frame): void {
  queue(s, frame, entries(frame, null));
  if (frame.open === 0) s.endedFrames.push(frame);
}

/** Undefined: it is being read, and the loop goes on when it is there. */
function itemAt(s: Session, step: OpenStep, loop: Loop, index: number): Json | undefined {
  const list = loop.list as StoredList;
  if (list.atHand) return list.atHand[index] ?? null;
  if (loop.page && index >= loop.page.from && index < loop.page.from + loop.page.items.length)
    return loop.page.items[index - loop.page.from] ?? null;
  if (loop.reading) return undefined;
  loop.reading = true;
  background(
    s,
    list.slice(index, pageSize),
    (items) => {
      loop.reading = false;
      loop.page = { from: index, items };
      if (items.length === 0) fall(s, step, { code: 'internal', message: `The list ends before item ${index}.` });
      else goOnWith(s, step);
    },
    (error) => fall(s, step, failureOf(error, 'internal')),
  );
  return undefined;
}

/** Everything inside a frame is decided. */
export function endFrame(s: Session, frame: Frame): void {
  const step = s.steps.get(containerKey(frame) ?? '');
  const loop = step?.loop;
  if (!step || !loop) return;
  const broken = unhandledFailure(frame);
  if (loop.kind === 'for-each') {
    if (broken) {
      endIteration(s, step, frame, null, broken.settled.error);
      return;
    }
    collect(s, step, frame, 'collect', (value, failure) => endIteration(s, step, frame, value, failure));
    return;
  }
  // A round is closed only together with what follows from it: until then a crash finds it open and decided.
  const fails = (failure: Failure) => {
    closeRound(s, step, frame);
    fall(s, step, failure);
  };
  if (broken) {
    fails(failureInside(broken.node.node.title ?? broken.node.id, broken.settled.error));
    return;
  }
  const succeeds = (more: { readonly rounds?: number }) =>
    collect(s, step, frame, 'collect', (value, failure) => {
      if (failure) return fails(failure);
      closeRound(s, step, frame);
      endWith(s, step, { ...more, value });
    });
  if (loop.kind === 'scope') {
    succeeds({});
    return;
  }
  const rounds = (frame.index as number) + 1;
  collect(s, step, frame, 'until', (until, failure) => {
    if (failure) return fails(failure);
    if (holds(until)) return succeeds({ rounds });
    if (rounds >= loop.count) return fails({ code: 'too_many_rounds', message: `The condition did not hold within ${loop.count} rounds.` });
    closeRound(s, step, frame);
    if (loop.pause === 0) goOnWith(s, step);
    else pauseBefore(s, step, rounds);
  });
}

function endIteration(s: Session, step: OpenStep, frame: Frame, value: Json, error: Failure | null): void {
  const loop = step.loop as Loop;
  const index = frame.index as number;
  closeRound(s, step, frame);
  if (error) {
    loop.failed += 1;
    if (!loop.first || index < loop.first.index) loop.first = { index, error };
    if (loop.whenItemFails === 'stop') loop.halted = true;
  }
  record(s, { kind: 'iteration', key: step.key, index, status: error ? 'failed' : 'succeeded', value, ...(error ? { error } : {}) });
  goOnWith(s, step);
}

function closeRound(s: Session, step: OpenStep, frame: Frame): void {
  const loop = step.loop as Loop;
  loop.inside += failuresIn(frame);
  loop.done += 1;
  if (frame.index === null) return;
  recordIteration(s, frame);
  loop.open.delete(frame.index);
  s.cursors ??= new Set();
  s.cursors.add(step);
}

/** The pause before a round is a wait of its own, at the key of that round: it costs a row and no memory. */
function pauseBefore(s: Session, step: OpenStep, round: number): void {
  const now = s.host.now();
  const until = now + (step.loop as Loop).pause;
  openPause(s, step, round, now, until);
  record(s, {
    kind: 'wait',
    key: `${step.key}[${round}]`,
    nodeId: step.node.id,
    startedAt: now,
    attempt: 1,
    params: {},
    state: null,
    until,
    says: 'pauses before the next round',
  });
  flush(s).catch(ignoreLost);
}

export function openPause(s: Session, step: OpenStep, round: number, startedAt: number, until: number): void {
  const pause: OpenStep = {
    ...newStep(step.frame, step.node, startedAt),
    key: `${step.key}[${round}]`,
    state: 'waiting',
    recorded: true,
    at: until,
    pauseOf: step,
  };
  s.steps.set(pause.key, pause);
}

export function endPause(s: Session, pause: OpenStep): void {
  s.steps.delete(pause.key);
  const { key, node, startedAt } = pause;
  record(s, {
    kind: 'step',
    key,
    nodeId: node.id,
    status: 'succeeded',
    port: node.firstPort,
    startedAt,
    endedAt: s.host.now(),
    attempt: 1,
  });
  goOnWith(s, pause.pauseOf as OpenStep);
}

/** Text that people type counts as they mean it. */
const holds = (value: Json): boolean => Boolean(value) && value !== 'false' && value !== '0';

/** Evaluates a deferred param of the container as seen from the end of a frame. */
function collect(s: Session, step: OpenStep, frame: Frame, name: string, then: (value: Json, failure: Failure | null) => void): void {
  const evaluate = () => {
    let value: Json = null;
    let failure: Failure | null = null;
    try {
      const { scope } = paramSource(s, frame, s.host.now(), `${step.key}${frame.index === null ? '' : `[${frame.index}]`}/${name}`);
      value = plainJson(evaluateDeferred(step.node.params, name, scope), s.host.limits.outputSize).json;
    } catch (error) {
      failure = failureOf(error);
    }
    then(value, failure);
  };
  const references = step.node.params.params.find((param) => param.name === name)?.compiled?.references ?? [];
  const fetching = fetchNamed(s, frame, references);
  if (fetching) background(s, fetching, evaluate, (error) => then(null, failureOf(error, 'internal')));
  else evaluate();
}
