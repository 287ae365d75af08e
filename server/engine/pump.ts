// Drives one session: starts what is ready, ends frames that are decided, until nothing is left to do at once. Then the run
// ends, waits for what is under way, or parks: it is written down and forgotten until its time, its event, or a person comes.
import { pausedAt } from '../../nodes/kit/pauses.ts';
import { earliest, maxTimer } from './call.ts';
import { cancelRun, finishEarly, finishRun } from './ending.ts';
import { isExpired, settleExpired } from './expire.ts';
import { goOn } from './go-on.ts';
import { endFrame } from './loops.ts';
import { drain, flush, flushSoon, ignoreLost, lose, record } from './recorder.ts';
import { refresh } from './refresh.ts';
import { isPaused, type OpenStep, runDeadline, type Session, type Task } from './session.ts';
import { skipStep } from './settle.ts';
import { startStep } from './steps.ts';

export function pump(s: Session): void {
  // While the run is claimed anew something has come for it that is not known here yet: nothing is decided before.
  if (s.pumping || s.state !== 'live' || s.gate) return;
  try {
    work(s);
  } catch (error) {
    // Our own mistake: the run is let go and taken up again from what is durable.
    lose(s, error);
  }
}

function work(s: Session): void {
  s.pumping = true;
  const now = performance.now();
  const until = Math.min(now + s.host.limits.sliceMs, s.host.turnEnds(now));
  let tired = now >= until;
  for (let count = 1; !tired && !s.ending && s.state === 'live' && !s.host.stopping(); count++) {
    const frame = s.endedFrames.pop();
    const task = frame ? undefined : nextTask(s);
    if (frame) {
      if (!isExpired(s, frame)) endFrame(s, frame);
    } else if (!task) break;
    else if (isExpired(s, task.frame)) continue;
    else if (task.skip) skipStep(s, task.frame, task.node);
    else startStep(s, task.frame, task.node);
    if (count % 32 === 0 && performance.now() > until) {
      tired = true;
      break;
    }
  }
  s.pumping = false;
  if (s.state !== 'live') return;
  if (s.expired !== null && !s.ending && settleExpired(s)) {
    work(s);
    return;
  }
  // Others get their turn; what is finished goes out meanwhile, and no more is begun before it is on disk.
  if (tired) drain(s).then(() => setImmediate(() => pump(s)), ignoreLost);
  else settleDown(s);
}

/** Taken from the front without moving the rest each time: ten thousand may stand in the queue. */
function nextTask(s: Session): Task | undefined {
  const task = s.tasks[s.head];
  s.head += 1;
  if (s.head >= s.tasks.length || s.head > 4_096) {
    s.tasks.splice(0, s.head);
    s.head = 0;
  }
  return task;
}

function settleDown(s: Session): void {
  if (s.host.stopping() && s.running === 0) {
    rest(s);
    return;
  }
  if (s.ending) {
    if (s.running === 0) finishEarly(s, s.ending);
    else flushSoon(s);
    return;
  }
  if (s.root.open === 0) {
    finishRun(s);
    return;
  }
  if (s.running > 0) {
    if (s.pending.length > 0 || s.unrecorded?.size || s.iterations?.size || s.cursors?.size) flushSoon(s);
    armTimer(s);
    return;
  }
  const next = nextTime(s);
  if (next !== null && next <= s.host.now()) {
    goOnDue(s);
    return;
  }
  park(s, next);
}

const nextTime = (s: Session): number | null => {
  let next = earliest(runDeadline(s));
  for (const step of s.steps.values()) if (step.at !== null && (next === null || step.at < next)) next = step.at;
  return next;
};

/** While others are under way, those that wait get their time from here. */
function armTimer(s: Session): void {
  const next = nextTime(s);
  if (next === s.timerAt) return;
  if (s.timer) clearTimeout(s.timer);
  s.timerAt = next;
  s.timer = next === null ? null : setTimeout(() => goOnDue(s), Math.max(0, Math.min(next - s.host.now(), maxTimer)));
}

/** Steps whose time has come go on. */
function goOnDue(s: Session): void {
  s.timerAt = null;
  if (s.state !== 'live' || s.ending) return;
  const now = s.host.now();
  const deadline = runDeadline(s);
  if (deadline !== null && now >= deadline) {
    s.host.cancelRun(s.run.id, 'timeout').then(
      () => cancelRun(s, 'timeout'),
      (error: unknown) => lose(s, error),
    );
    return;
  }
  try {
    for (const step of [...s.steps.values()]) if (step.at !== null && step.at <= now) goOn(s, step);
  } catch (error) {
    lose(s, error);
  }
  s.go();
}

function park(s: Session, at: number | null): void {
  const events = [...s.steps.values()].filter((step) => step.state === 'waiting' && step.wait?.event != null && !step.wait.delivered);
  s.state = 'closing';
  leave(s, events, at).catch((error: unknown) => lose(s, error));
}

async function leave(s: Session, events: readonly OpenStep[], at: number | null): Promise<void> {
  if (events.length > 0) {
    // An event that came before its wait was kept for it. Only when none was does the run park.
    await flush(s);
    const open = await Promise.all(events.map((step) => s.host.journal.openEvents(step.wait?.event ?? '')));
    const missing = events.some((step, i) => !open[i]?.some((one) => one.runId === s.run.id && one.key === step.key));
    if (missing) {
      s.state = 'live';
      return refresh(s);
    }
  }
  const paused = s.pauses === null ? undefined : [...s.steps.values()].find(isPaused);
  const asks = [...s.steps.values()].some((step) => step.state === 'attention');
  record(s, {
    kind: 'park',
    status: asks ? 'needs-attention' : 'waiting',
    ...(asks ? { message: 'A person has to say what became of a call.' } : paused ? { message: pausedAt(titleOf(paused)) } : {}),
  });
  await flush(s);
  s.host.closed(s, { at });
}

const titleOf = ({ node: { node, type } }: OpenStep): string => node.title ?? type?.title ?? node.id;

/** The process is about to end: what is finished is written, the rest goes on after the next start. */
function rest(s: Session): void {
  s.state = 'closing';
  flush(s).then(() => lose(s, null), ignoreLost);
}
