// What a form has just read of Azure, remembered for half a minute: its lists are asked for again at each letter that somebody types,
// and Azure allows a few hundred lists an hour. Only for forms and only GET: a step of a run always asks. The practice
// subscription is near and can be changed at any moment, so it is asked each time.
import { type AzureSession, pagesOf } from './session.ts';

const rememberedMs = 30_000;
const most = 200;
/** Longer than a reader waits: an answer that comes late still serves the next one. */
const patienceMs = 60_000;

type Ask = Parameters<AzureSession['send']>[0];
type Answer = Awaited<ReturnType<AzureSession['send']>>;
interface Kept {
  readonly at: number;
  readonly answer: Promise<Answer>;
}

/** A session lives as long as its stored connection stays the same, and what was read with it no longer. */
const keptBy = new WeakMap<AzureSession, Map<string, Kept>>();

export function remembering(session: AzureSession, signal: AbortSignal, now: () => number = Date.now): AzureSession {
  if (session.practice) return session;
  const kept = keptBy.get(session) ?? new Map<string, Kept>();
  keptBy.set(session, kept);
  const send = (request: Ask): Promise<Answer> => {
    if (request.method !== 'GET') return session.send(request);
    const key = JSON.stringify([request.path, request.apiVersion, request.query, request.headers]);
    for (const [other, { at }] of kept) if (now() - at > rememberedMs || kept.size > most) kept.delete(other);
    const known = kept.get(key);
    if (known) return orGone(known.answer, signal);
    // Others may wait for the same answer, so the one who asked first takes it along by leaving no more than anybody.
    const answer = session.send({ ...request, signal: AbortSignal.timeout(patienceMs) });
    kept.set(key, { at: now(), answer });
    answer.catch(() => kept.get(key)?.answer === answer && kept.delete(key));
    return orGone(answer, signal);
  };
  return { ...session, send, list: pagesOf(send) };
}

function orGone<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const gone = () => reject(signal.reason);
    signal.addEventListener('abort', gone, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', gone));
  });
}
