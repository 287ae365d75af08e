// Something came for a run that is being advanced here: an event, a person's word, a cancel. The run is claimed anew and what
// the journal knows by now is taken over. Nothing is written between the claim and its answer.
import type { Loaded, Resolution } from '../journal/contract.ts';
import { resolveIntent } from './effects.ts';
import { cancelRun } from './ending.ts';
import { goOn } from './go-on.ts';
import { Lost, lose } from './recorder.ts';
import type { OpenStep, Session } from './session.ts';
import { prepareThen } from './steps.ts';

export async function refresh(s: Session): Promise<void> {
  if (s.state !== 'live') return;
  if (s.gate) return s.gate;
  let open: () => void = () => undefined;
  s.gate = new Promise((resolve) => {
    open = resolve;
  });
  try {
    // What is on its way has to be known first: a run that was lost meanwhile would be claimed without it.
    await s.written.catch(() => undefined);
    if (isOver(s)) return;
    const loaded = await s.host.claim(s.run.id);
    if (!loaded) {
      lose(s, new Lost());
      return;
    }
    if (loaded.epoch !== s.epoch + 1) lose(s, new Lost());
    if (isOver(s)) {
      // Given up, or held by somebody else in between, and claimed again all the same: it is to be loaded from the journal.
      s.host.woken([s.run.id]);
      return;
    }
    s.epoch = loaded.epoch;
    s.gate = null;
    open();
    takeOver(s, loaded);
  } catch (error) {
    lose(s, error);
  } finally {
    s.gate = null;
    open();
  }
  s.go();
}

const isOver = (s: Session): boolean => s.state === 'closed';

function takeOver(s: Session, loaded: Loaded): void {
  if (loaded.cancel) {
    cancelRun(s, loaded.cancel.reason);
    return;
  }
  for (const [key, wait] of loaded.waits) {
    const step = s.steps.get(key);
    if (step?.state !== 'waiting' || !step.wait || !wait.delivered) continue;
    step.wait = { ...step.wait, delivered: wait.delivered };
    goOn(s, step);
  }
  for (const [key, intent] of loaded.intents) {
    const step = s.steps.get(key);
    if (step?.state === 'attention' && intent.resolution) resolve(s, step, intent.resolution);
  }
}

/** A step that was loaded while it waited for a person's word has not read its params yet. */
function resolve(s: Session, step: OpenStep, resolution: Resolution): void {
  const go = () => resolveIntent(s, step, resolution);
  if (step.prepared) go();
  else
    prepareThen(s, step, go, () => {
      step.state = 'attention';
    });
}
