// Breakpoints: a run that a person steps through pauses before a step, with its evaluated params. The pause is a wait like any other,
// so it survives whatever the process does; what the person says is the event it waits for. Runs without breakpoints know nothing of
// this but one null.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { type Continue, continueEvent, type Pauses } from '../../nodes/kit/pauses.ts';
import { readParams } from './params.ts';
import { record, recordLogs } from './recorder.ts';
import { type OpenStep, PAUSE, type Session } from './session.ts';
import { failStep } from './settle.ts';
import { paramSource } from './source.ts';
import { beginStep } from './steps.ts';
import { parkPaused } from './waiting.ts';

/** A step that has a record has begun, whatever is set now. */
export const pausesBefore = ({ before, stepping }: Pauses, { recorded, node }: OpenStep): boolean =>
  !recorded && !node.trigger && (stepping || before.includes(node.id));

export function pauseStep(s: Session, step: OpenStep): void {
  parkPaused(s, step, { state: { [PAUSE]: true }, event: continueEvent(s.run.id, step.key), says: 'Paused before this step' });
}

/** A person has said to go on, perhaps with other params: from here on those are the evaluated ones. */
export function goOnAfterPause(s: Session, step: OpenStep): void {
  const told = (step.wait?.delivered?.payload ?? {}) as unknown as Continue;
  s.pauses = { before: told.before ?? [], stepping: told.until === 'next' };
  const edited = Object.keys(told.params ?? {});
  if (edited.length > 0) {
    step.kept = { ...step.kept, ...(told.params as JsonObject) };
    const message = `${told.by} changed ${edited.map((name) => `“${name}”`).join(', ')} before this step ran.`;
    step.logs.push({ at: new Date(s.host.now()).toISOString(), level: 'info', message });
  }
  step.wait = null;
  step.recorded = true;
  // Waiting for a person does not count as its time.
  step.since = s.host.now();
  recordLogs(s, step);
  // Takes the place of what the pause was recorded with.
  record(s, { kind: 'start', key: step.key, nodeId: step.node.id, at: step.startedAt, params: step.kept ?? {} });
  try {
    if (edited.length > 0)
      step.prepared = readParams(step.node.params, step.kept ?? {}, paramSource(s, step.frame, step.startedAt, step.key));
  } catch (error) {
    failStep(s, step, failureOf(error));
    return;
  }
  beginStep(s, step);
}
