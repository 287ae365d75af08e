// From Azure's 202 to the job behind it. The SDK hides the job; the headers lead to the operation, and the operation, once it
// has succeeded, names the job. An operation that succeeded means that the job exists, not that it is done.
import type { AcceptedJob } from '../../../nodes/kit/capabilities-azure.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import { isFailure, operationFailure } from './failure.ts';
import { lastPart } from './ids.ts';
import { sleep } from './pause.ts';
import type { AzureSession } from './session.ts';
import { list, object, text, words } from './wire.ts';

/** What matters of the first answer. */
export interface First {
  readonly status: number;
  header(name: string): string | undefined;
}

const firstPause = { practice: 50, real: 2_000 } as const;
const longestPause = 60_000;

export async function accepted(session: AzureSession, vaultId: string, first: First, signal: AbortSignal): Promise<AcceptedJob> {
  const requestId = first.header('x-ms-request-id') ?? null;
  const link = first.header('azure-asyncoperation') ?? first.header('location');
  if (!link) return { jobId: null, vaultId, operationId: null, requestId };
  const operationId = lastPart(cleanLink(link).pathname);
  let pause: number = session.practice ? firstPause.practice : firstPause.real;
  for (let misses = 0; ; ) {
    await sleep(pause, signal);
    const answer = await session.send({ method: 'GET', path: cleanLink(link).href, effect: 'read', signal }).catch((error: unknown) => {
      // The operation goes on whether or not we can ask about it; a few misses are borne.
      misses += 1;
      if (misses > 5 || signal.aborted || (isFailure(error) && error.failure.refused && error.failure.code === 'azure_error'))
        throw unanswered(error, requestId);
      return null;
    });
    const { status, error, properties } = object(answer?.body);
    if (/^succeeded$/i.test(words(status)) || (answer && answer.status !== 202 && text(status) === null)) {
      const jobId = text(object(properties).jobId) ?? text(list(object(properties).jobIds)[0]);
      return { jobId, vaultId, operationId, requestId };
    }
    if (/^(failed|canceled|cancelled|invalid)$/i.test(words(status))) throw operationFailure(object(error), requestId);
    pause = Math.min(retryAfter(answer?.headers) ?? Math.min(pause * 2, 15_000), longestPause);
    if (session.practice) pause = Math.min(pause, 200);
  }
}

/** Azure took the call, then fell silent: what became of it is found out by the step's key. */
const unanswered = (error: unknown, requestId: string | null) =>
  fail('unanswered', 'Azure accepted the call, but did not say what became of it.', {
    unanswered: true,
    ...(isFailure(error) ? { cause: error.failure.message } : {}),
    ...(requestId ? { requestId } : {}),
  });

/** Some links carry two question marks; the first one counts, the other joins. */
function cleanLink(link: string): URL {
  const [path, ...queries] = link.split('?');
  return new URL([path, queries.join('&')].filter((part) => part !== '').join('?'));
}

const retryAfter = (headers: { readonly [name: string]: string } | undefined): number | null => {
  const seconds = Number(headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
};
