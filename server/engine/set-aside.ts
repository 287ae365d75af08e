// A step that kills the process, by running it out of memory say, would do so at every start, and nothing else would ever get done.
// After so many deaths it is not called again: it fails, or a person is asked what became of its call. Who counts the deaths is the
// journal.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Loaded } from '../journal/contract.ts';
import { flush, ignoreLost, record } from './recorder.ts';
import type { OpenStep, Session } from './session.ts';
import { failStep } from './settle.ts';

/** True: it is settled, or waits for a person. */
export function setAside(s: Session, step: OpenStep, loaded: Loaded): boolean {
  const deaths = loaded.deaths.get(step.key) ?? 0;
  if (deaths < s.host.limits.deaths || step.node.container) return false;
  const intent = loaded.intents.get(step.key);
  if (intent?.attention || intent?.resolution) return false;
  const message = `Vaultflow died ${deaths} times in a row while this step was under way. It is not called again.`;
  const error: Failure = {
    code: 'step_set_aside',
    message: intent ? `${message} Whether its call happened is not known.` : message,
    cause: 'What ends the whole process is most often memory that runs out: a very large list, file or answer.',
    advice: [
      ...(intent ? ['Look in Azure whether it happened, then say so here: it happened, it did not, or let the step fail.'] : []),
      'Let the step work on less at a time, or give the server more memory; then retry from here.',
    ],
  };
  if (!intent) {
    if (!s.ending) failStep(s, step, error);
    return true;
  }
  step.state = 'attention';
  step.at = null;
  record(s, { kind: 'attention', key: step.key, error });
  flush(s).catch(ignoreLost);
  return true;
}
