// From Azure's 202 to the job behind it. The SDK hides the job; the headers lead to the operation, and the operation, once it
// has succeeded, names the job. An operation that succeeded means that the job exists, not that it is done.
import type { AcceptedJob } from '../../../nodes/kit/capabilities-azure.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import { isFailure, operationFailure } from './failure.ts';
import { lastPart } from './ids.ts';
import { cleanLink, retryAfter } from './links.ts';
import { sleep } from './pause.ts';
import type { AzureSession } from './session.ts';
import { list, object, text, words } from './wire.ts';

/** What matters of the first answer. */
export interface First {
  readonly status: number;
  header(name: string): string | undefined;
}

/** Most operations are through within seconds; only then does Azure's own "ask again in 60" count. */
const firstPauses = { practice: [50, 100, 200], real: [2_000, 5_000] } as const;
const longestPause = 60_000;
/** Questions without an answer that are borne. */
const mostMisses = 5;

export interface Accepted {
  readonly vaultId: string;
  /** What the call was sent with: the job carries it. */
  readonly key: string | null;
  readonly first: First;
  readonly signal: AbortSignal;
}

export async function accepted(session: AzureSession, { vaultId, key, first, signal }: Accepted): Promise<AcceptedJob> {
  const requestId = first.header('x-ms-request-id') ?? null;
  const link = first.header('azure-asyncoperation') ?? first.header('location');
  if (!link) return { jobId: null, vaultId, operationId: null, requestId };
  const url = cleanLink(link);
  const operationId = lastPart(url.pathname);
  const leave = session.board.enter(vaultId);
  try {
    const jobId = key !== null && session.board.crowded(vaultId) ? await session.board.jobOf(vaultId, key, signal) : null;
    return { jobId: jobId ?? (await jobOfOperation(session, url, requestId, signal)), vaultId, operationId, requestId };
  } finally {
    leave();
  }
}

/** Follows the operation to its end. */
async function jobOfOperation(session: AzureSession, url: URL, requestId: string | null, signal: AbortSignal): Promise<string | null> {
  const quick: readonly number[] = session.practice ? firstPauses.practice : firstPauses.real;
  let wanted = 0;
  for (let asked = 0, misses = 0; ; asked += 1) {
    await sleep(quick[asked] ?? Math.min(wanted || 10_000, session.practice ? 500 : longestPause), signal);
    let answer: Awaited<ReturnType<AzureSession['send']>>;
    try {
      answer = await session.send({ method: 'GET', path: url.href, effect: 'read', signal });
    } catch (error) {
      // The operation goes on whether or not we may ask about it.
      misses += 1;
      const failure = isFailure(error) ? error.failure : null;
      if (misses > mostMisses || signal.aborted || failure?.azure?.status === 404) throw unanswered(error, requestId);
      wanted = failure?.retryAfter ?? 0;
      continue;
    }
    const { status, error, properties } = object(answer.body);
    if (/^succeeded$/i.test(words(status)) || (answer.status !== 202 && text(status) === null)) {
      return text(object(properties).jobId) ?? text(list(object(properties).jobIds)[0]);
    }
    if (/^(failed|canceled|cancelled|invalid)$/i.test(words(status))) throw operationFailure(object(error), requestId);
    wanted = retryAfter(answer.headers) ?? 0;
  }
}

/** Azure took the call, then fell silent: what became of it is found out by the step's key. */
const unanswered = (error: unknown, requestId: string | null) =>
  fail('unanswered', 'Azure accepted the call, but did not say what became of it.', {
    unanswered: true,
    ...(isFailure(error) ? { cause: error.failure.message } : {}),
    ...(requestId ? { requestId } : {}),
  });
