// Steps that wait: a record that costs no memory, durable at once, even while others run. Its time is the earliest of the
// node's own and all time-outs around it, so that the journal wakes the run for each of them; the node's own is kept beside.
import type { Waiting } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import { earliest } from './call.ts';
import { flush, ignoreLost, record, recordLogs } from './recorder.ts';
import { plainJson } from './result.ts';
import { isPaused, type OpenStep, runDeadline, type Session, stepDeadline } from './session.ts';

export function parkStep(s: Session, step: OpenStep, wait: Waiting['wait']): void {
  const state = plainJson(wait.state ?? null, s.host.limits.outputSize).json;
  const until = wait.until ?? (wait.afterMs === undefined ? null : s.host.now() + wait.afterMs);
  if (until === null && wait.event === undefined) throw fail('node_failed', 'The node waits for nothing.');
  step.state = 'waiting';
  step.intent = null;
  step.recorded = true;
  step.wait = { state, until, event: wait.event ?? null, says: wait.says ?? null };
  recordLogs(s, step);
  recordWait(s, step, timeOf(s, step));
}

/** Before it has begun: its record gives way to the one it begins with. */
export function parkPaused(s: Session, step: OpenStep, { state, event, says }: Pick<Waiting['wait'], 'state' | 'event' | 'says'>): void {
  step.state = 'waiting';
  step.recorded = true;
  step.wait = { state, until: null, event: event ?? null, says: says ?? null };
  recordWait(s, step, timeOf(s, step));
}

/** The earliest time at which something is to happen to a waiting step. */
const timeOf = (s: Session, step: OpenStep): number | null => earliest(step.wait?.until ?? null, stepDeadline(s, step), runDeadline(s));

function recordWait(s: Session, step: OpenStep, until: number | null): void {
  const { wait } = step;
  if (!wait) return;
  step.at = until;
  record(s, {
    kind: 'wait',
    key: step.key,
    nodeId: step.node.id,
    startedAt: step.startedAt,
    attempt: step.attempt,
    params: step.kept ?? {},
    state: { state: wait.state, until: wait.until },
    ...(isPaused(step) ? { paused: true } : {}),
    ...(until === null ? {} : { until }),
    ...(wait.event === null ? {} : { event: wait.event }),
    ...(wait.says === null ? {} : { says: wait.says }),
  });
  flush(s).catch(ignoreLost);
}

/** True: its time has not come after all (a time-out moved, say, because the run started later), and it waits on. */
export function waitsOn(s: Session, step: OpenStep): boolean {
  if (step.state !== 'waiting' || !step.wait || step.wait.delivered) return false;
  const time = timeOf(s, step);
  if (time !== null && time <= s.host.now()) return false;
  recordWait(s, step, time);
  return true;
}
