// Makes a session: of a run that was accepted this moment, or of what a claim has loaded. Loading puts the plan's frames and
// open steps in place (loops get their lists back first) and queues what the plan says is next.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Pauses } from '../../nodes/kit/pauses.ts';
import type { Run } from '../../nodes/kit/records.ts';
import type { Loaded } from '../journal/contract.ts';
import type { CompiledFlow } from './compile.ts';
import { closeIntent, resolveIntent } from './effects.ts';
import { cancelRun, stopRun } from './ending.ts';
import { expire } from './expire.ts';
import { fetchWanted } from './fetch.ts';
import { entries, type Frame, openFrame } from './frame.ts';
import { goOnWith, newLoop, openPause } from './loops.ts';
import { originOf } from './origin.ts';
import { readParams } from './params.ts';
import { type Plan, type Planned, plan } from './plan.ts';
import { pump } from './pump.ts';
import { told } from './recorder.ts';
import { type Host, isPaused, newStep, type OpenStep, type Session } from './session.ts';
import { setAside } from './set-aside.ts';
import { failStep, queue } from './settle.ts';
import { paramSource } from './source.ts';
import { beginStep, prepareThen } from './steps.ts';

export interface SessionStart {
  readonly flow: CompiledFlow;
  readonly run: Run;
  readonly projectId: string;
  readonly depth: number;
  readonly epoch: number;
  readonly memory: { readonly [name: string]: Json };
  readonly startedAt: number;
}

/** A run without any record. */
export function freshSession(host: Host, start: SessionStart): Session {
  const s = newSession(host, start, openFrame(start.flow.root, null));
  queue(s, s.root, entries(s.root, s.trigger.nodeId));
  return s;
}

function newSession(host: Host, start: SessionStart, root: Frame): Session {
  const { run } = start;
  const memory = { ...start.memory };
  const trigger = originOf(run).trigger;
  const startedAt = run.startedAt ?? new Date(start.startedAt).toISOString();
  const shown = {
    id: run.id,
    number: run.number,
    flowId: run.flowId,
    flowName: run.flowName,
    version: run.version,
    world: run.world,
    startedAt,
    startedBy: run.actor.name,
  };
  const s: Session = {
    flow: start.flow,
    run,
    projectId: start.projectId,
    depth: start.depth,
    epoch: start.epoch,
    startedAt: start.startedAt,
    host,
    trigger,
    memory,
    names: { inputs: run.inputs, trigger, run: shown, memory },
    root,
    lacking: false,
    pauses: null,
    state: 'live',
    tasks: [],
    head: 0,
    endedFrames: [],
    steps: new Map(),
    running: 0,
    ending: null,
    careful: 0,
    trial: null,
    responded: false,
    expired: null,
    pending: [],
    cursors: null,
    iterations: null,
    unrecorded: null,
    flushing: null,
    written: Promise.resolve(),
    gate: null,
    // Nothing starts before the session is known to the process: see begin.
    pumping: true,
    timer: null,
    timerAt: null,
    go: () => pump(s),
  };
  return s;
}

/** Enough to come to the step that kills, from what was durable last; more would slow down what was only under way with it. */
const carefulFor = 2_000;

/** At once, unless containers have to be put in place. */
export function loadSession(host: Host, flow: CompiledFlow, loaded: Loaded, pauses: Pauses | null = null): Session | Promise<Session> {
  const { run } = loaded;
  const next = plan(flow, originOf(run).trigger.nodeId, loaded, host.now());
  const startedAt = run.startedAt === null ? host.now() : Date.parse(run.startedAt);
  const s = newSession(
    host,
    {
      flow,
      run,
      projectId: loaded.projectId,
      depth: loaded.depth,
      epoch: loaded.epoch,
      memory: flow.readsMemory ? loaded.memory : {},
      startedAt,
    },
    next.root,
  );
  s.lacking = lacks(loaded);
  s.pauses = pauses;
  if (loaded.died) s.careful = carefulFor;
  s.responded = true;
  if (next.begun.some(({ node }) => node.container !== null)) return loadContainers(s, loaded, next);
  for (const planned of next.begun) {
    const step = stepOf(planned, loaded);
    s.steps.set(step.key, step);
  }
  return ready(s, loaded, next, none);
}

const none: ReadonlySet<Frame> = new Set();

async function loadContainers(s: Session, loaded: Loaded, next: Plan): Promise<Session> {
  const broken = new Set<Frame>();
  for (const planned of next.begun) {
    if (isWithin(planned.frame, broken)) continue;
    const step = stepOf(planned, loaded);
    s.steps.set(step.key, step);
    if (step.node.container && !isPaused(step)) await restoreContainer(s, step, loaded, next, broken);
  }
  // Its time came while nobody held the run: whatever the open calls inside turn out to be, nothing more starts there.
  for (const step of Array.from(s.steps.values())) {
    if (step.loop === null || step.at === null || step.at > s.host.now()) continue;
    step.at = null;
    expire(s, step);
  }
  return ready(s, loaded, next, broken);
}

/** Queues what the plan says is next, and lets open steps go on. */
function ready(s: Session, loaded: Loaded, next: Plan, broken: ReadonlySet<Frame>): Session {
  for (const { frame, node } of next.start) if (!isWithin(frame, broken)) s.tasks.push({ frame, node, skip: false });
  for (const { frame, node } of next.skip) if (!isWithin(frame, broken)) s.tasks.push({ frame, node, skip: true });
  for (const frame of next.ended) if (!isWithin(frame, broken)) s.endedFrames.push(frame);
  // Before anything goes on: a run that is to end calls nothing any more, it only finds out what became of calls.
  if (loaded.cancel) cancelRun(s, loaded.cancel.reason);
  else if (loaded.stopped) stopRun(s, loaded.stopped);
  // What they do next may settle them, or others: only those that stood here at first are asked.
  for (const step of Array.from(s.steps.values())) if (!isWithin(step.frame, broken)) wake(s, step, loaded);
  return s;
}

const isWithin = (frame: Frame, broken: ReadonlySet<Frame>): boolean => {
  for (let at: Frame | null = frame; at !== null; at = at.outer) if (broken.has(at)) return true;
  return false;
};

/** Does some result stand, wholly or in part, in the journal only? */
function lacks({ steps }: Loaded): boolean {
  for (const step of steps.values()) if (step.list !== null || (step.hasOutput && step.output === undefined)) return true;
  return false;
}

/** An open step as its records say. */
function stepOf({ frame, node, key }: Planned, loaded: Loaded): OpenStep {
  const start = loaded.starts.get(key);
  const intent = loaded.intents.get(key);
  const attempt = loaded.attempts.get(key);
  const wait = loaded.waits.get(key);
  const cursor = loaded.cursors.get(key);
  const first = intent ?? attempt ?? wait ?? cursor;
  const step = newStep(frame, node, start?.at ?? first?.startedAt ?? 0);
  step.kept = ((start ?? first)?.params ?? {}) as OpenStep['kept'];
  step.recorded = true;
  step.attempt = intent?.attempt ?? (attempt ? attempt.attempt + 1 : (wait?.attempt ?? 1));
  if (wait) {
    const own = wait.state as { readonly state?: Json; readonly until?: number | null } | null;
    step.wait = {
      state: own?.state ?? null,
      until: own?.until ?? null,
      event: wait.event ?? null,
      says: wait.says ?? null,
      ...(wait.delivered ? { delivered: wait.delivered } : {}),
    };
  }
  if (intent) {
    step.effect = intent.effect;
    step.intent = { at: intent.at };
    step.state = intent.attention ? 'attention' : 'running';
  } else if (attempt) {
    step.state = 'retrying';
    step.at = attempt.retryAt;
  } else if (wait) {
    step.state = 'waiting';
    step.at = wait.delivered ? 0 : (wait.until ?? null);
  } else if (node.container) {
    step.state = 'inside';
    step.at = node.timeout === null ? null : step.startedAt + node.timeout;
  }
  return step;
}

/** What an open step does first. Those that wait are found by their time. */
function wake(s: Session, step: OpenStep, loaded: Loaded): void {
  if (setAside(s, step, loaded)) return;
  const intent = loaded.intents.get(step.key);
  const unable = () => {
    step.state = 'attention';
  };
  if (intent?.resolution) {
    const { resolution } = intent;
    prepareThen(s, step, () => resolveIntent(s, step, resolution), unable);
  } else if (intent && !intent.attention) prepareThen(s, step, () => closeIntent(s, step, null), unable);
  else if (step.state === 'loading' && !step.node.container && !s.ending) prepareThen(s, step, () => beginStep(s, step));
}

async function restoreContainer(s: Session, step: OpenStep, loaded: Loaded, next: Plan, broken: Set<Frame>): Promise<void> {
  const frames = next.inside.get(step.key) ?? [];
  try {
    await fetchWanted(s, step.frame, step.node);
    step.prepared = readParams(step.node.params, step.kept ?? {}, paramSource(s, step.frame, step.startedAt, step.key));
    const loop = newLoop(step);
    step.loop = loop;
    const cursor = loaded.cursors.get(step.key);
    if (loop.kind === 'scope') return;
    if (cursor) {
      const { inside, halted, first } = cursor.state as unknown as Pick<typeof loop, 'inside' | 'halted' | 'first'>;
      Object.assign(loop, { next: cursor.next, done: cursor.done, failed: cursor.failed, inside, halted, first });
    }
    for (const frame of frames) {
      loop.open.set(frame.index as number, frame);
      if (loop.list) frame.item = loop.list.atHand?.[frame.index as number] ?? (await loop.list.slice(frame.index as number, 1))[0] ?? null;
    }
    if (loop.list && s.run.retryOf) Object.assign(loop, { taken: await takenOver(s, step, loop.next) });
    for (const [key, wait] of loaded.waits) {
      const round = key.startsWith(`${step.key}[`) && loop.kind === 'repeat-until' ? Number(key.slice(step.key.length + 1, -1)) : null;
      if (round !== null && wait.nodeId === step.node.id) openPause(s, step, round, wait.startedAt, wait.until ?? 0);
    }
    const pausing = [...s.steps.values()].some((one) => one.pauseOf === step);
    if (!pausing && (loop.list || frames.length === 0)) goOnWith(s, step);
  } catch (error) {
    for (const frame of frames) broken.add(frame);
    failStep(s, step, failureOf(error));
  }
}

/** Iterations that stand in the journal although the cursor has not come to them: a retried run took them over. */
async function takenOver(s: Session, step: OpenStep, from: number): Promise<ReadonlySet<number>> {
  const taken = new Set<number>();
  const limit = 1_000;
  for (let at = from; ; ) {
    const entries = await told(s, s.host.journal.iterations(s.run.id, step.key, at, limit));
    for (const entry of entries) taken.add(entry.index);
    const last = entries.at(-1);
    if (!last || entries.length < limit) return taken;
    at = last.index + 1;
  }
}
