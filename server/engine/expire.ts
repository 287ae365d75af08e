// A container whose whole time is up: nothing more starts inside, what waits there is dropped, what is under way gets the signal.
// When the last of it has ended, the container has failed. A call inside that only a person can close keeps it open till then.
import { timedOut } from './call.ts';
import { containerKey, type Frame } from './frame.ts';
import { record } from './recorder.ts';
import type { OpenStep, Session } from './session.ts';
import { failStep } from './settle.ts';

export function expire(s: Session, container: OpenStep): void {
  s.expired ??= new Set();
  s.expired.add(container);
  for (const step of stepsInside(s, container)) {
    if (step.state === 'waiting' || step.state === 'retrying') drop(s, step);
    else step.abort?.(timedOut());
  }
}

/** Is this frame inside a container whose time is up? */
export function isExpired(s: Session, frame: Frame): boolean {
  if (s.expired === null) return false;
  for (let at: Frame | null = frame; at?.outer; at = at.outer) {
    const container = s.steps.get(containerKey(at) ?? '');
    if (container && s.expired.has(container)) return true;
  }
  return false;
}

/** Containers whose time is up and in which nothing is under way any more have failed. True: one has. */
export function settleExpired(s: Session): boolean {
  const { expired } = s;
  if (expired === null) return false;
  const before = expired.size;
  for (const container of expired) {
    const inside = stepsInside(s, container);
    if (inside.some((step) => step.state !== 'inside')) continue;
    for (const step of inside) drop(s, step);
    expired.delete(container);
    const { unanswered: _, ...failure } = timedOut().failure;
    failStep(s, container, failure);
  }
  if (expired.size === 0) s.expired = null;
  return expired.size < before;
}

function stepsInside(s: Session, container: OpenStep): OpenStep[] {
  const isInside = (step: OpenStep) => {
    if (step.pauseOf === container) return true;
    for (let at: Frame | null = step.frame; at?.outer; at = at.outer) if (s.steps.get(containerKey(at) ?? '') === container) return true;
    return false;
  };
  return [...s.steps.values()].filter((step) => step !== container && isInside(step));
}

function drop(s: Session, step: OpenStep): void {
  s.steps.delete(step.key);
  s.cursors?.delete(step);
  s.expired?.delete(step);
  record(s, {
    kind: 'step',
    key: step.key,
    nodeId: step.node.id,
    status: 'cancelled',
    port: null,
    startedAt: step.startedAt,
    endedAt: s.host.now(),
    attempt: step.attempt,
  });
}
