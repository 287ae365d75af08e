// One call of a node's run, resume or recover: what it is given, how long it may take, and that a call which was given up is
// not heard any more. A node that answers plainly costs no turn of the event loop. What an answer means is decided elsewhere.
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import type { Effect, Incoming, StepContext } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { LogLine } from '../../nodes/kit/records.ts';
import type { StepRequest } from './engine.ts';
import { incomingOf, resultOf } from './frame.ts';
import { stepId } from './ids.ts';
import { lose } from './recorder.ts';
import { type OpenStep, type Session, stepDeadline } from './session.ts';

const maxLogLines = 1_000;

export const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<T>).then === 'function';

function signalOf(step: OpenStep): AbortSignal {
  step.controller ??= new AbortController();
  return step.controller.signal;
}

export const capabilitiesFor = (s: Session, step: OpenStep, effect: Effect): Promise<Capabilities> | Capabilities =>
  s.host.capabilities(new Request(s, step, effect));

/** A class, like the context below: a loop asks tens of thousands of times. */
class Request implements StepRequest {
  readonly #session: Session;
  readonly #step: OpenStep;
  readonly effect: Effect;

  constructor(s: Session, step: OpenStep, effect: Effect) {
    this.#session = s;
    this.#step = step;
    this.effect = effect;
  }

  get log(): StepRequest['log'] {
    return (level, message) => log(this.#session, this.#step, level, message);
  }

  get run() {
    return this.#session.run;
  }
  get projectId() {
    return this.#session.projectId;
  }
  get flow() {
    return this.#session.flow.document;
  }
  get node() {
    return this.#step.node.node;
  }
  get stepKey() {
    return this.#step.key;
  }
  get key() {
    return stepId(this.#session.run.id, this.#step.key);
  }
  get signal() {
    return signalOf(this.#step);
  }
}

/** What `run` gets; `more` is what resume or recover get besides. */
export function contextOf<M extends object>(s: Session, step: OpenStep, capabilities: Capabilities, more?: M): StepContext<never> & M {
  const context = new Context(s, step, capabilities);
  return (more ? Object.assign(context, more) : context) as unknown as StepContext<never> & M;
}

/** A class, for a loop makes tens of thousands of them: what a node does not look at is never made. */
class Context implements StepContext<never> {
  readonly #session: Session;
  readonly #step: OpenStep;
  readonly #capabilities: Capabilities;
  readonly params: never;
  readonly now: number;

  constructor(s: Session, step: OpenStep, capabilities: Capabilities) {
    this.#session = s;
    this.#step = step;
    this.#capabilities = capabilities;
    this.params = step.prepared?.params as never;
    this.now = step.startedAt;
  }

  get log(): StepContext<never>['log'] {
    return (level, message) => log(this.#session, this.#step, level, message);
  }
  get progress(): StepContext<never>['progress'] {
    const { host, run } = this.#session;
    return (fraction, says) => host.progress({ runId: run.id, key: this.#step.key, fraction, says });
  }

  get key() {
    return stepId(this.#session.run.id, this.#step.key);
  }
  get signal() {
    return signalOf(this.#step);
  }
  get incoming() {
    return incomingFor(this.#step);
  }
  get trigger() {
    return this.#session.trigger;
  }
  get run() {
    return this.#session.names.run as StepContext<never>['run'];
  }
  get memory() {
    const { memory } = this.#session;
    return { read: (name: string) => memory[name] ?? null };
  }
  get azure() {
    return this.#capabilities.azure;
  }
  get http() {
    return this.#capabilities.http;
  }
  get mail() {
    return this.#capabilities.mail;
  }
  get messages() {
    return this.#capabilities.messages;
  }
  get ssh() {
    return this.#capabilities.ssh;
  }
  get postgres() {
    return this.#capabilities.postgres;
  }
  get flows() {
    return this.#capabilities.flows;
  }
  get callbacks() {
    return this.#capabilities.callbacks;
  }
  get code() {
    return this.#capabilities.code;
  }
  get secrets() {
    return this.#capabilities.secrets;
  }
}

const incomingFor = (step: OpenStep): readonly Incoming[] =>
  incomingOf(step.frame, step.node).map(({ node, port, settled }) => ({ nodeId: node.id, port, result: resultOf(settled) }));

function log(s: Session, step: OpenStep, level: LogLine['level'], message: string): void {
  if (step.logs.length > maxLogLines) return;
  const cut = step.logs.length === maxLogLines ? 'Further lines are left out.' : String(message).slice(0, 4_000);
  step.logs.push({ at: new Date(s.host.now()).toISOString(), level, message: cut });
  if (step.state === 'running') unrecorded(s, step);
}

const unrecorded = (s: Session, step: OpenStep): void => {
  s.unrecorded ??= new Set();
  s.unrecorded.add(step);
};

/**
 * Waits for a call under way. Its answer counts only while the step has not been given up; after it the session goes on. At
 * `deadline`, or when the run is ending, it gets the signal and a grace; then it counts as ended without an answer.
 */
export function hear<T>(
  s: Session,
  step: OpenStep,
  promise: Promise<T>,
  done: (value: T) => void,
  broke: (error: unknown) => void,
  deadline: number | null = stepDeadline(s, step),
): void {
  step.call += 1;
  const call = step.call;
  unrecorded(s, step);
  const arrive = (then: () => void) => {
    if (step.call !== call) return;
    step.call += 1;
    if (step.timer) clearTimeout(step.timer);
    step.timer = null;
    step.abort = null;
    then();
  };
  step.abort = (reason) => {
    if (step.call !== call || step.controller?.signal.aborted) return;
    step.controller ??= new AbortController();
    if (step.timer) clearTimeout(step.timer);
    step.timer = setTimeout(() => giveUp(), s.host.limits.graceMs);
    step.controller.abort(reason);
  };
  const giveUp = background(
    s,
    promise,
    (value) => arrive(() => done(value)),
    (error) => arrive(() => broke(error)),
  );
  if (deadline !== null) armAt(s, step, deadline);
}

/**
 * Waits for something of the session's own. Answers the way to stop waiting: it then counts as broken. Either way the session
 * goes on after it.
 */
export function background<T>(s: Session, promise: Promise<T>, done: (value: T) => void, broke: (error: unknown) => void): () => void {
  let over = false;
  s.running += 1;
  const arrive = (then: () => void) => {
    if (over) return;
    over = true;
    s.running -= 1;
    if (s.state === 'closed') return;
    try {
      then();
    } catch (error) {
      // Our own mistake: this run is let go and taken up again from what is durable. The others go on.
      lose(s, error);
    }
    s.go();
  };
  promise.then(
    (value) => arrive(() => done(value)),
    (error: unknown) => arrive(() => broke(error)),
  );
  return () => arrive(() => broke(fail('unanswered', 'The call did not end when it was told to.', { unanswered: true })));
}

/** Time-outs can be longer than a timer lasts. */
function armAt(s: Session, step: OpenStep, at: number): void {
  const left = at - s.host.now();
  step.timer = setTimeout(() => (left > maxTimer ? armAt(s, step, at) : step.abort?.(timedOut())), Math.max(0, Math.min(left, maxTimer)));
}

export const maxTimer = 2 ** 31 - 1;

export const timedOut = () => fail('timed_out', 'The step took longer than it may.', { unanswered: true });

export const earliest = (...times: readonly (number | null)[]): number | null =>
  times.reduce((least, time) => (time === null ? least : least === null ? time : Math.min(least, time)), null);
