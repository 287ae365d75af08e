// Calls that change the world. Before the call its intent is durable, with everything it depends on; after it, its result. A
// call that ended without an answer leaves the intent open, and one rule closes it: `recover` says it happened (its result is
// adopted), it did not (a write is called again), or nobody knows (again only if repeatable, else a person has to say).
// What destroys is never called a second time by the machine.
import type { Recovery, StepContext } from '../../nodes/kit/define.ts';
import { type Failure, FailureError, fail, failureOf } from '../../nodes/kit/errors.ts';
import type { Resolution } from '../journal/contract.ts';
import { needsAgreement, parkForAgreement } from './agreement.ts';
import { capabilitiesFor, contextOf, hear, isPromise, timedOut } from './call.ts';
import { flush, ignoreLost, Lost, record, recordLogs } from './recorder.ts';
import { refresh } from './refresh.ts';
import { plainJson } from './result.ts';
import { jitter } from './retry-rule.ts';
import { type OpenStep, type Session, stepDeadline } from './session.ts';
import { failStep, finishStep } from './settle.ts';
import { broke, conclude, tryAgain, tryAgainOrFail } from './steps.ts';

/** Calls that did not happen are made this often when the flow says nothing else. */
const tries = 3;
const lookAgain = { attempts: 5, first: 500, cap: 5_000 };

export function callWithEffect(s: Session, step: OpenStep): void {
  step.state = 'running';
  step.controller = null;
  hear(
    s,
    step,
    call(s, step),
    (outcome) => conclude(s, step, outcome),
    (error) => broke(s, step, error),
  );
}

async function call(s: Session, step: OpenStep) {
  const run = step.node.type?.run;
  if (!run) throw fail('node_failed', 'The node cannot run.');
  const found = capabilitiesFor(s, step, step.effect);
  const capabilities = isPromise(found) ? await found : found;
  stopIfEnding(s, step);
  recordLogs(s, step);
  const at = s.host.now();
  record(s, {
    kind: 'intent',
    key: step.key,
    nodeId: step.node.id,
    at,
    attempt: step.attempt,
    effect: step.effect as 'write' | 'destroy',
    startedAt: step.startedAt,
    params: step.kept ?? {},
  });
  step.recorded = true;
  const asked = s.host.now();
  await flush(s);
  // Frozen meanwhile, or behind a slow database: somebody else may hold the run by now, and has closed this very intent.
  if (s.host.now() - asked > s.host.limits.fenceMs) {
    await refresh(s);
    if (s.state === 'closed') throw new Lost();
  }
  if (s.ending || step.controller?.signal.aborted) {
    // Nothing has gone out: the intent is closed with that knowledge.
    record(s, { kind: 'closed', key: step.key });
    stopIfEnding(s, step);
    throw step.controller?.signal.reason;
  }
  step.intent = { at };
  return run(contextOf(s, step, capabilities));
}

function stopIfEnding(s: Session, step: OpenStep): void {
  if (!s.ending) return;
  step.controller ??= new AbortController();
  step.controller.abort(fail('cancelled', 'The run has ended.'));
  throw step.controller.signal.reason;
}

/** A call threw. Only an answer of the other side is one; anything else leaves open whether it happened. */
export function effectFailed(s: Session, step: OpenStep, error: unknown, answered: boolean): void {
  const failure = failureOf(error);
  if (!answered && needsAgreement(failure)) {
    parkForAgreement(s, step, failure);
    return;
  }
  if (answered || (error instanceof FailureError && !failure.unanswered)) {
    step.intent = null;
    tryAgainOrFail(s, step, failure, answered);
    flush(s).catch(ignoreLost);
    return;
  }
  closeIntent(s, step, failure);
}

/** Asks the node what became of its call. `cause`: why there was no answer; null after a crash. */
export function closeIntent(s: Session, step: OpenStep, cause: Failure | null): void {
  step.state = 'running';
  step.controller = null;
  hear(
    s,
    step,
    look(s, step),
    (recovery) => closeAs(s, step, recovery, cause),
    () => closeAs(s, step, 'unknown', cause),
    s.host.now() + s.host.limits.graceMs,
  );
  // Looking is what the run's end waits for: it is not told to stop.
  step.abort = null;
}

async function look(s: Session, step: OpenStep): Promise<Recovery> {
  const recover = step.node.type?.recover;
  if (!recover) return 'unknown';
  const intent = step.intent ?? { at: step.startedAt };
  for (let attempt = 1; ; attempt++) {
    try {
      return await recover(
        contextOf(s, step, await capabilitiesFor(s, step, 'read'), { intent }) as StepContext<never> & { intent: typeof intent },
      );
    } catch (error) {
      step.logs.push({
        at: new Date(s.host.now()).toISOString(),
        level: 'warn',
        message: `Could not find out what happened: ${failureOf(error).message}`,
      });
      if (attempt >= lookAgain.attempts || s.ending) return 'unknown';
      await new Promise((resolve) => setTimeout(resolve, jitter(lookAgain, attempt)));
    }
  }
}

function closeAs(s: Session, step: OpenStep, recovery: Recovery, cause: Failure | null): void {
  if (typeof recovery === 'object') {
    conclude(s, step, recovery.happened);
    return;
  }
  const again = step.effect === 'write' && (recovery === 'didNot' || step.node.type?.repeatable === true);
  if (!again) {
    if (recovery === 'didNot' && s.ending) close(s, step);
    else askPerson(s, step, recovery, cause);
    return;
  }
  if (s.ending) {
    close(s, step);
    return;
  }
  const deadline = stepDeadline(s, step);
  if (deadline !== null && s.host.now() >= deadline) {
    failStep(s, step, plainTimeOut());
    return;
  }
  if (cause === null) {
    callAgain(s, step);
    return;
  }
  const rule = step.node.retry ?? { attempts: tries, first: 1_000, cap: 30_000 };
  if (step.attempt >= rule.attempts) {
    failStep(s, step, cause);
    return;
  }
  tryAgain(s, step, cause, s.host.now() + jitter(rule, step.attempt));
}

/** It did not happen, and is not to happen any more. */
function close(s: Session, step: OpenStep): void {
  record(s, { kind: 'closed', key: step.key });
  step.intent = null;
}

function callAgain(s: Session, step: OpenStep): void {
  step.attempt += 1;
  step.intent = null;
  callWithEffect(s, step);
}

function plainTimeOut(): Failure {
  const { unanswered: _, ...failure } = timedOut().failure;
  return failure;
}

function askPerson(s: Session, step: OpenStep, recovery: 'didNot' | 'unknown', cause: Failure | null): void {
  const why = cause ? cause.message : 'Vaultflow was stopped while the call was under way.';
  const known = recovery === 'didNot' ? 'As far as can be seen it did not happen' : 'Whether it happened is not known';
  const error: Failure = {
    code: 'outcome_unknown',
    message: `The call ended without an answer. ${known}.`,
    cause: why,
    advice: ['Look in Azure whether it happened, then say so here: it happened, it did not, or let the step fail.'],
    ...(cause?.requestId === undefined ? {} : { requestId: cause.requestId }),
  };
  step.state = 'attention';
  step.at = null;
  recordLogs(s, step);
  record(s, { kind: 'attention', key: step.key, error });
  flush(s).catch(ignoreLost);
}

/** A person has said what became of the call. */
export function resolveIntent(s: Session, step: OpenStep, resolution: Resolution): void {
  if (resolution.outcome === 'didNot') {
    callAgain(s, step);
    return;
  }
  step.intent = null;
  if (resolution.outcome === 'fail') {
    failStep(s, step, { code: 'outcome_unknown', message: resolution.message });
    return;
  }
  const output = plainJson(resolution.data, s.host.limits.outputSize).json;
  finishStep(s, step, { status: 'succeeded', port: step.node.firstPort, output });
}
