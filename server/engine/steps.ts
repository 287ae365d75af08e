// Starts steps and makes their answers into records: evaluates params once, calls the node, checks what it gives back. A node
// without effect that answers plainly is done within one call of this file. What changes the world goes through effects.ts.
import type { Done, Effect, Outcome } from '../../nodes/kit/define.ts';
import { type Failure, fail, failureOf } from '../../nodes/kit/errors.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { capabilitiesFor, contextOf, earliest, hear, isPromise } from './call.ts';
import type { CompiledNode } from './compile.ts';
import { callWithEffect, effectFailed } from './effects.ts';
import { stopRun } from './ending.ts';
import { fetchWanted } from './fetch.ts';
import type { Frame } from './frame.ts';
import { isIterable, writeList } from './list-result.ts';
import { openContainer } from './loops.ts';
import { evaluateParams, type Prepared, readParams } from './params.ts';
import { pauseStep, pausesBefore } from './pauses.ts';
import { flush, flushNext, ignoreLost, record, recordLogs } from './recorder.ts';
import { plainJson } from './result.ts';
import { retryDelay } from './retry-rule.ts';
import { newStep, type OpenStep, runDeadline, type Session, stepDeadline } from './session.ts';
import { failStep, finishStep, readable } from './settle.ts';
import { paramSource } from './source.ts';
import { parkStep } from './waiting.ts';

export function startStep(s: Session, frame: Frame, node: CompiledNode): void {
  const step = newStep(frame, node, s.host.now());
  s.steps.set(step.key, step);
  if (node.disabled) {
    finishStep(s, step, { status: 'succeeded', port: node.firstPort, output: null });
    return;
  }
  if (!node.type) {
    failStep(s, step, { code: 'unknown_node_type', message: `"${node.node.type}" version ${node.node.version} is not known here.` });
    return;
  }
  // Nearly always all is at hand, and nothing is made for what would come later.
  if (s.lacking) prepareThen(s, step, () => beginStep(s, step));
  else {
    const failure = prepare(s, step);
    if (failure) failStep(s, step, failure);
    else beginStep(s, step);
  }
}

function prepare(s: Session, step: OpenStep): Failure | null {
  try {
    step.prepared = preparedOf(s, step);
    step.kept = step.prepared.kept;
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** Evaluates params (or reads the kept ones), after fetching what they name; then goes on. */
export function prepareThen(
  s: Session,
  step: OpenStep,
  then: () => void,
  unable: (failure: Failure) => void = (failure) => failStep(s, step, failure),
): void {
  const ready = () => {
    const failure = prepare(s, step);
    if (failure) unable(failure);
    else then();
  };
  const fetching = fetchWanted(s, step.frame, step.node);
  if (fetching) hear(s, step, fetching, ready, (error) => unable(failureOf(error, 'internal')));
  else ready();
}

function preparedOf(s: Session, step: OpenStep): Prepared {
  const { params } = step.node;
  if (params.fixed && !step.kept) return params.fixed;
  const source = paramSource(s, step.frame, step.startedAt, step.key);
  return step.kept ? readParams(params, step.kept, source) : evaluateParams(params, source);
}

export function beginStep(s: Session, step: OpenStep): void {
  if (s.pauses !== null && pausesBefore(s.pauses, step)) {
    pauseStep(s, step);
    return;
  }
  if (step.node.container) {
    openContainer(s, step);
    return;
  }
  const { effect } = step.node.type as NonNullable<CompiledNode['type']>;
  try {
    step.effect = typeof effect === 'function' ? (effect as (params: unknown) => Effect)(step.prepared?.params) : effect;
  } catch (error) {
    failStep(s, step, failureOf(error));
    return;
  }
  if (step.effect === 'write' || step.effect === 'destroy') callWithEffect(s, step);
  else callPlainly(s, step);
}

/** run of a node that changes nothing. */
function callPlainly(s: Session, step: OpenStep): void {
  step.state = 'running';
  if (s.careful === 0 || step.recorded) callNow(s, step);
  else callRecorded(s, step);
}

/** It is durable that it was under way, should the process die of it. */
function callRecorded(s: Session, step: OpenStep): void {
  s.careful -= 1;
  step.recorded = true;
  record(s, { kind: 'start', key: step.key, nodeId: step.node.id, at: step.startedAt, params: step.kept ?? {} });
  const go = () => {
    if (s.ending || step.controller?.signal.aborted) broke(s, step, step.controller?.signal.reason);
    else callNow(s, step);
  };
  hear(s, step, flush(s), go, (error) => broke(s, step, error));
}

function callNow(s: Session, step: OpenStep): void {
  attempt(s, step, () => {
    const run = step.node.type?.run;
    if (!run) return { port: step.node.firstPort };
    const capabilities = capabilitiesFor(s, step, step.effect);
    return isPromise(capabilities) ? capabilities.then((ready) => run(contextOf(s, step, ready))) : run(contextOf(s, step, capabilities));
  });
}

/** resume of a step whose time or event has come. */
export function callResume(s: Session, step: OpenStep): void {
  const { wait } = step;
  step.state = 'running';
  step.at = null;
  const resume = step.node.type?.resume;
  const event = wait?.delivered ? { kind: 'event' as const, payload: wait.delivered.payload } : { kind: 'time' as const, payload: null };
  attempt(s, step, () => {
    if (!resume) return { port: step.node.firstPort, data: event.payload };
    const more = { state: wait?.state ?? null, event };
    const capabilities = capabilitiesFor(s, step, 'read');
    return isPromise(capabilities)
      ? capabilities.then((ready) => resume(contextOf(s, step, ready, more)))
      : resume(contextOf(s, step, capabilities, more));
  });
}

function attempt(s: Session, step: OpenStep, call: () => Outcome | Promise<Outcome>): void {
  let outcome: Outcome | Promise<Outcome>;
  try {
    outcome = call();
  } catch (error) {
    broke(s, step, error);
    return;
  }
  if (isPromise(outcome))
    hear(
      s,
      step,
      outcome,
      (value) => conclude(s, step, value),
      (error) => broke(s, step, error),
    );
  else conclude(s, step, outcome);
}

/** What a node answered, made durable. */
export function conclude(s: Session, step: OpenStep, outcome: Outcome): void {
  try {
    if (typeof outcome !== 'object' || outcome === null) throw fail('node_failed', 'The node gave no result.');
    if ('wait' in outcome) {
      parkStep(s, step, outcome.wait);
      return;
    }
    if (typeof outcome.port !== 'string') throw fail('node_failed', 'The node named no port.');
    const data = plainJson(outcome.data ?? null, s.host.limits.outputSize);
    if (!outcome.list) {
      done(s, step, outcome, data.json, null, null);
      return;
    }
    if (!isIterable(outcome.list.items)) throw fail('node_failed', 'The list of the result cannot be read.');
    const { property } = outcome.list;
    const written = writeList(s, step, outcome.list.items);
    const finish = ({ count, items }: { count: number; items: readonly Json[] | null }) =>
      done(s, step, outcome, withCount(data.json, count), { property, count }, items);
    if (isPromise(written)) hear(s, step, written, finish, (error) => broke(s, step, error, true));
    else finish(written);
  } catch (error) {
    broke(s, step, error, true);
  }
}

const withCount = (data: Json, count: number): JsonObject =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? { count, ...(data as JsonObject) } : { count };

function done(
  s: Session,
  step: OpenStep,
  outcome: Done,
  output: Json,
  list: { readonly property: string; readonly count: number } | null,
  items: readonly Json[] | null,
): void {
  const changes = step.effect === 'write' || step.effect === 'destroy';
  const remembered: [string, Json][] = [];
  for (const [name, value] of outcome.remember ? Object.entries(outcome.remember) : [])
    remembered.push([name, plainJson(value, memorySize, 'memory_too_large', `What is to be remembered as "${name}"`).json]);
  const response = outcome.respond && {
    kind: 'respond' as const,
    status: outcome.respond.status,
    headers: { ...outcome.respond.headers },
    body: plainJson(outcome.respond.body, s.host.limits.outputSize).json,
  };
  for (const [name, value] of remembered) {
    record(s, { kind: 'memory', name, value });
    s.memory[name] = value;
  }
  if (response) record(s, response);
  if (outcome.stop) record(s, { kind: 'stop', ...outcome.stop });
  finishStep(s, step, { status: 'succeeded', port: outcome.port, output, list, items });
  if (outcome.stop) stopRun(s, outcome.stop);
  // An answer, and what has changed the world, is not kept waiting.
  if (changes || response) flushNext(s);
}

const memorySize = 64 * 1024;

/** A call threw. `answered`: the node had given its result, only keeping it failed. */
export function broke(s: Session, step: OpenStep, error: unknown, answered = false): void {
  if (step.intent) {
    effectFailed(s, step, error, answered);
    return;
  }
  // The run's end makes a step that was still under way a cancelled one.
  if (s.ending && step.controller?.signal.aborted) return;
  const failure = step.controller?.signal.aborted ? abortReason(step, error) : failureOf(error);
  tryAgainOrFail(s, step, failure, answered);
}

const abortReason = (step: OpenStep, error: unknown): Failure => {
  const reason = step.controller?.signal.reason;
  return reason instanceof Error ? failureOf(reason) : failureOf(error);
};

/** Another try if its rule allows one, else failed. */
export function tryAgainOrFail(s: Session, step: OpenStep, failure: Failure, final: boolean): void {
  const delay = final || s.ending ? null : retryDelay(step, failure);
  const retryAt = delay === null ? null : s.host.now() + delay;
  const deadline = earliest(stepDeadline(s, step), runDeadline(s));
  if (retryAt === null || (deadline !== null && retryAt >= deadline)) {
    failStep(s, step, failure);
    return;
  }
  tryAgain(s, step, failure, retryAt);
}

export function tryAgain(s: Session, step: OpenStep, failure: Failure, retryAt: number): void {
  recordLogs(s, step);
  record(s, {
    kind: 'attempt',
    key: step.key,
    nodeId: step.node.id,
    attempt: step.attempt,
    error: readable(failure),
    retryAt,
    startedAt: step.startedAt,
    params: step.kept ?? {},
  });
  step.recorded = true;
  step.attempt += 1;
  step.state = 'retrying';
  step.intent = null;
  step.controller = null;
  step.at = retryAt;
  flush(s).catch(ignoreLost);
}
