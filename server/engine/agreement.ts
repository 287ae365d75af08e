// A call that somebody else has to agree to first. That request has not gone out: the step parks with what it waits for, and is called
// again from its beginning once there is a yes (a step with two such requests asks for each, and for the first again: it should be two); a no, or no answer in time, fails it. Who may agree, and to what exactly, is not known here.
import { type Failure, fail } from '../../nodes/kit/errors.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { callWithEffect } from './effects.ts';
import { AGREEMENT, type OpenStep, type Session } from './session.ts';
import { failStep } from './settle.ts';
import { parkStep } from './waiting.ts';

export type Needed = Failure & { readonly awaits: NonNullable<Failure['awaits']> };

export const needsAgreement = (failure: Failure): failure is Needed => failure.code === 'approval_needed' && failure.awaits !== undefined;

export function parkForAgreement(s: Session, step: OpenStep, { awaits, message }: Needed): void {
  parkStep(s, step, { state: { [AGREEMENT]: step.effect }, event: awaits.event, until: awaits.until, says: message });
}

/** Its answer has come, or its time is over. */
export function goOnAfterAgreement(s: Session, step: OpenStep): void {
  const { wait } = step;
  const answer = (wait?.delivered?.payload ?? null) as JsonObject | null;
  if (answer?.approved === true) {
    const { [AGREEMENT]: effect } = (wait?.state ?? {}) as JsonObject;
    step.effect = effect === 'write' ? 'write' : 'destroy';
    step.wait = null;
    // Waiting for people does not count as its time.
    step.since = s.host.now();
    callWithEffect(s, step);
    return;
  }
  const { code, message } = answer
    ? fail('approval_rejected', `${text(answer.by, 'Somebody')} did not agree${answer.comment ? `: ${text(answer.comment, '')}` : '.'}`)
        .failure
    : fail('approval_expired', 'Nobody has agreed in time.').failure;
  failStep(s, step, { code, message });
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' && value !== '' ? value.slice(0, 2_000) : otherwise);
