// How a run ends: by itself when everything is decided, or early by cancel, time-out or a stop node. Early means: nothing more
// starts, what is under way gets the signal and a grace, waits are dropped, child runs are cancelled. The last record and the
// event for a parent run stand in one transaction.
import { type Failure, fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Loaded, StepWrite } from '../journal/contract.ts';
import { background } from './call.ts';
import { type Settled, takes, unhandledFailure } from './frame.ts';
import { childRunId, runEndEvent } from './ids.ts';
import { failuresIn } from './loop-end.ts';
import { flush, ignoreLost, lose, record } from './recorder.ts';
import { plainJson } from './result.ts';
import type { Ending, OpenStep, Session } from './session.ts';

const cancelMessages = {
  person: 'Cancelled.',
  other: 'Cancelled: a newer run took its place.',
  parent: 'Cancelled with the run that started it.',
} as const;

export function cancelRun(s: Session, reason: NonNullable<Loaded['cancel']>['reason']): void {
  if (reason !== 'timeout') {
    endEarly(s, { kind: 'cancel', status: 'cancelled', message: cancelMessages[reason] });
    return;
  }
  const message = `The run took longer than ${s.flow.document.settings.timeout ?? 'it may'}.`;
  endEarly(s, { kind: 'timeout', status: 'failed', message, error: { code: 'timed_out', message } });
}

export function stopRun(s: Session, stop: { readonly status: 'succeeded' | 'failed'; readonly message: string }): void {
  const error: Failure | undefined = stop.status === 'failed' ? { code: 'stopped', message: stop.message } : undefined;
  endEarly(s, { kind: 'stop', status: stop.status, message: stop.message, ...(error ? { error } : {}) });
}

function endEarly(s: Session, ending: Ending): void {
  // A person's cancel goes before a stop that is still under way.
  if (s.state !== 'live' || (s.ending && (s.ending.kind !== 'stop' || ending.kind === 'stop'))) return;
  const first = s.ending === null;
  s.ending = ending;
  s.tasks.length = 0;
  s.head = 0;
  s.endedFrames.length = 0;
  if (first)
    for (const step of s.steps.values()) {
      if (step.wait?.event?.startsWith(runEndEvent(''))) cancelChild(s, step.wait.event.slice(runEndEvent('').length));
      else if (step.state === 'running' && step.intent) cancelChild(s, childRunId(s.run.id, step.key));
      step.abort?.(fail('cancelled', ending.message, { unanswered: true }));
    }
  s.go();
}

const cancelChild = (s: Session, runId: string): void => {
  background(s, s.host.cancelRun(runId, 'parent'), nothing, nothing);
};

const nothing = (): void => undefined;

/** Everything is decided: the run ends by itself. */
export function finishRun(s: Session): void {
  const broken = unhandledFailure(s.root);
  if (!broken) {
    finish(s, { status: 'succeeded' });
    return;
  }
  const error = broken.settled.error ?? { code: 'node_failed', message: 'A step failed.' };
  const message = `"${broken.node.node.title ?? broken.node.id}" failed: ${error.message}`;
  finish(s, { status: 'failed', message, error, failedStep: broken.settled.key });
}

/** Nothing is under way any more in a run that ends early. What is still open becomes cancelled with the run's end. */
export const finishEarly = (s: Session, ending: Ending): void => finish(s, ending);

type End = Pick<Ending, 'status' | 'error' | 'failedStep'> & { readonly message?: string };

function finish(s: Session, end: End): void {
  s.state = 'closing';
  const last = end.status === 'succeeded' ? lastSteps(s) : [];
  const large = last.filter((settled) => settled.hasOutput && settled.output === undefined);
  if (large.length === 0) {
    writeEnd(s, end, last);
    return;
  }
  const load = async () => {
    for (const settled of large) settled.output = (await s.host.journal.output(s.run.id, settled.key))?.data ?? null;
  };
  load().then(
    () => writeEnd(s, end, last),
    (error: unknown) => lose(s, error),
  );
}

function writeEnd(s: Session, end: End, last: readonly Settled[]): void {
  const { status, message, error, failedStep } = end;
  const failures = failuresIn(s.root);
  for (const step of s.steps.values()) if (!step.pauseOf && (!step.recorded || step.loop?.list)) record(s, abandoned(s, step));
  const output = status === 'succeeded' ? bearable(s, outputOf(last)) : null;
  record(s, {
    kind: 'finish',
    at: s.host.now(),
    status,
    failures,
    output,
    ...(message === undefined ? {} : { message }),
    ...(error === undefined ? {} : { error }),
    ...(failedStep === undefined ? {} : { failedStep }),
  });
  if (s.run.parent)
    record(s, {
      kind: 'deliver',
      event: runEndEvent(s.run.id),
      payload: { status, output, error: error ? { ...error } : null, message: message ?? null },
    });
  flush(s).then(() => s.host.closed(s, { at: null }), ignoreLost);
}

/** Steps outside containers that succeeded and behind which nothing ran. */
function lastSteps(s: Session): Settled[] {
  const last: Settled[] = [];
  for (const node of s.root.body.nodes) {
    const settled = s.root.settled[node.index];
    if (settled?.status === 'succeeded' && !node.outOf.some(({ port }) => takes('succeeded', settled.port, port))) last.push(settled);
  }
  return last;
}

/** What a run gives back: the result of its last step; of several, each by its name. */
function outputOf(last: readonly Settled[]): Json {
  if (last.length === 1) return last[0]?.output ?? null;
  return Object.fromEntries(last.map((settled) => [settled.key, settled.output ?? null]));
}

/** Several large results together may be more than one record holds; they stand with their steps anyway. */
function bearable(s: Session, output: Json): Json {
  try {
    return plainJson(output, s.host.limits.outputSize).json;
  } catch {
    return null;
  }
}

/**
 * A step that had begun without any record yet, or a loop, whose finished items are kept for who looks or retries. The others
 * become cancelled by the run's end itself.
 */
function abandoned(s: Session, step: OpenStep): StepWrite {
  const { loop } = step;
  const items = loop?.list && {
    output: { count: loop.count, failed: loop.failed },
    list: { property: 'items', count: loop.count },
    loop: { count: loop.count, done: loop.done, failed: loop.failed },
  };
  return {
    kind: 'step',
    key: step.key,
    nodeId: step.node.id,
    status: 'cancelled',
    port: null,
    startedAt: step.startedAt,
    endedAt: s.host.now(),
    attempt: step.attempt,
    ...(items || {}),
  };
}
