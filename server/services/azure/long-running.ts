// One look at a long-running operation: its status, and its result once it is through. The structured error of an operation stands
// only in the status, so a failed one is thrown with that. A single answer that does not come is no end.
import type { OperationProgress, PendingOperation } from '../../../nodes/kit/capabilities-azure.ts';
import type { Failure } from '../../../nodes/kit/errors.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import { isFailure, operationFailure } from './failure.ts';
import { partsOf } from './ids.ts';
import { cleanLink, pauseSeconds } from './links.ts';
import type { AzureSession } from './session.ts';
import { list, object, text } from './wire.ts';

type Answer = Awaited<ReturnType<AzureSession['send']>>;

const succeeded = /^succeeded$/i;
const failed = /^(failed|canceled|cancelled|invalid)$/i;
const scarce = 60;
const scarcePause = 60;
const unansweredPause = { practice: 0.5, real: 15 } as const;

export async function poll(session: AzureSession, pending: PendingOperation, signal: AbortSignal): Promise<OperationProgress> {
  const link = pending.statusUrl ?? pending.resultUrl;
  if (link === null) return { done: true, body: null, jobId: null };
  let answer: Answer;
  try {
    answer = await ask(session, link, signal);
  } catch (error) {
    const wait = signal.aborted ? null : laterSeconds(error, session.practice);
    if (wait === null) throw error;
    return { done: false, retryAfterSeconds: wait, status: 'Azure did not answer' };
  }
  const { status, error, properties } = object(answer.body);
  const said = text(status) ?? text(object(properties).provisioningState);
  if (said !== null && failed.test(said)) throw operationFailure(object(error), answer.headers['x-ms-request-id'] ?? null);
  const through = said === null ? answer.status !== 202 : succeeded.test(said) || (pending.statusUrl === null && text(status) === null);
  if (!through || answer.status === 202)
    return {
      done: false,
      retryAfterSeconds: sparing(session, link, pauseSeconds(answer.headers, session.practice)),
      status: said ?? 'InProgress',
    };
  const jobId = text(object(properties).jobId) ?? text(list(object(properties).jobIds)[0]);
  if (pending.statusUrl === null) return { done: true, body: answer.body, jobId };
  return { done: true, body: (await result(session, pending, signal)) ?? ((properties ?? answer.body) as Json), jobId };
}

/** Where few reads are left of the hour, everybody looks more rarely. */
function sparing(session: AzureSession, link: string, seconds: number): number {
  const left = session.remaining(partsOf(cleanLink(link).pathname).subscriptions ?? 'tenant');
  return left !== null && left < scarce ? Math.max(seconds, scarcePause) : seconds;
}

const ask = (session: AzureSession, link: string, signal: AbortSignal): Promise<Answer> =>
  session.send({ method: 'GET', path: cleanLink(link).href, effect: 'read', signal });

/** What the operation has made; null where Azure keeps nothing (204) or has forgotten it. That it succeeded is known already. */
async function result(session: AzureSession, pending: PendingOperation, signal: AbortSignal): Promise<Json> {
  if (pending.resultUrl === null) return null;
  try {
    const answer = await ask(session, pending.resultUrl, signal);
    return answer.status === 202 ? null : answer.body;
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return null;
  }
}

/** Seconds until the next look after an error that says nothing about the operation; null: it does say something. */
function laterSeconds(error: unknown, practice: boolean): number | null {
  const failure: Failure | null = isFailure(error) ? error.failure : null;
  if (failure?.code === 'throttled') return (failure.retryAfter ?? 30_000) / 1000;
  const silent = failure && (['network', 'unanswered'].includes(failure.code) || (failure.azure?.status ?? 0) >= 500);
  return silent ? unansweredPause[practice ? 'practice' : 'real'] : null;
}
