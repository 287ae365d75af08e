// Goes on with a step that waited: for its time, its event, or another try. A step whose whole time is up fails instead.
import { goOnAfterAgreement } from './agreement.ts';
import { timedOut } from './call.ts';
import { expire } from './expire.ts';
import { endPause } from './loops.ts';
import { goOnAfterPause } from './pauses.ts';
import { awaitsAgreement, isPaused, type OpenStep, type Session, stepDeadline } from './session.ts';
import { failStep } from './settle.ts';
import { beginStep, callResume, prepareThen } from './steps.ts';
import { waitsOn } from './waiting.ts';

export function goOn(s: Session, step: OpenStep): void {
  step.at = null;
  if (step.loop) {
    expire(s, step);
    return;
  }
  if (step.pauseOf) {
    endPause(s, step);
    return;
  }
  if (waitsOn(s, step)) return;
  const deadline = stepDeadline(s, step);
  if (deadline !== null && s.host.now() >= deadline && !step.wait?.delivered) {
    const { unanswered: _, ...failure } = timedOut().failure;
    failStep(s, step, failure);
    return;
  }
  const again = () =>
    awaitsAgreement(step)
      ? goOnAfterAgreement(s, step)
      : isPaused(step)
        ? goOnAfterPause(s, step)
        : step.wait
          ? callResume(s, step)
          : beginStep(s, step);
  if (step.prepared) again();
  else prepareThen(s, step, again);
}
