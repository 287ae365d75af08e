// Errors of Azure as failures: its code, status and request id, its recommendations as advice, and whether the call was
// definitely refused or simply never answered. Enough to read at three in the morning, nothing of the SDK's stack.
import type { RestError } from '@azure/core-rest-pipeline';
import { type Failure, FailureError, fail } from '../../../nodes/kit/errors.ts';
import { adviceFor, signInAdvice } from './advice.ts';
import { carried } from './transport.ts';

interface ErrorBody {
  readonly code?: string | number;
  readonly message?: string;
  readonly target?: string | null;
  readonly details?: readonly ErrorBody[] | null;
  readonly recommendations?: readonly string[] | null;
}

export interface Refusal {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined | null };
  readonly text: string;
}

/** A refusal that came as an HTTP answer. `changes`: the call could have changed something. */
export function refusalOf({ status, headers, text }: Refusal, changes: boolean): FailureError {
  const body = { ...storageError(headers, text), ...errorIn(text) };
  const detail = body.details?.find((one) => one?.code !== undefined);
  const code = String(body.code ?? (status === 404 ? 'NotFound' : `HTTP ${status}`));
  const message = clean(body.message ?? detail?.message ?? '');
  const retry = Number(headers.get('retry-after'));
  const seconds =
    Number.isFinite(retry) && headers.get('retry-after') !== null && headers.get('retry-after') !== undefined ? retry : secondsIn(message);
  const slowDown = status === 429 || (status === 503 && seconds !== null);
  const azure = { code, status, ...(body.target ? { target: body.target } : {}) };
  const advice = [...(body.recommendations ?? []), ...(detail?.recommendations ?? []), ...adviceFor(code)];
  const requestId = headers.get('x-ms-request-id') ?? headers.get('x-ms-correlation-request-id');
  const more: Omit<Failure, 'code' | 'message'> = {
    azure,
    ...(message === '' ? {} : { cause: message }),
    ...(advice.length > 0 ? { advice } : {}),
    ...(requestId ? { requestId } : {}),
    ...(slowDown && seconds !== null ? { retryAfter: seconds * 1000 } : {}),
    // A server error may have come after the work was done; only a client error is a clear no.
    ...(slowDown || (status < 500 && status !== 408) ? { refused: true } : changes ? { unanswered: true } : {}),
  };
  if (status === 401) return fail('azure_sign_in', 'Azure did not accept the sign-in of this connection.', more);
  if (slowDown) return fail('throttled', `Azure asks to slow down (${code}).`, more);
  return fail('azure_error', message === '' ? `Azure answered ${status} ${code}.` : `Azure refused: ${firstSentence(message)}`, more);
}

/** Whatever the SDK or the sign-in library throws. */
export function azureFailure(error: unknown, changes: boolean): FailureError {
  const inside = carried(error);
  if (inside) return inside;
  const rest = error as Partial<RestError>;
  if (rest.response && rest.response.status < 400) return unreadable(rest.response.bodyAsText ?? '', changes);
  if (rest.response)
    return refusalOf({ status: rest.response.status, headers: rest.response.headers, text: rest.response.bodyAsText ?? '' }, changes);
  const message = clean(error instanceof Error ? error.message : String(error));
  const name = error instanceof Error ? error.name : '';
  const aadsts = /AADSTS\d+/.exec(message)?.[0];
  if (aadsts || /Authentication|CredentialUnavailable/.test(name))
    return fail('azure_sign_in', aadsts ? `Azure did not sign this connection in (${aadsts}).` : 'Azure did not sign this connection in.', {
      ...(aadsts ? { azure: { code: aadsts } } : {}),
      cause: message,
      refused: true,
      ...(signInAdvice[aadsts ?? name] ? { advice: signInAdvice[aadsts ?? name] as readonly string[] } : {}),
    });
  if (name === 'AbortError') return fail('unanswered', 'The call to Azure was broken off before it was answered.', { unanswered: true });
  return fail('unanswered', 'The connection to Azure ended before an answer came.', { cause: message, unanswered: true });
}

/** An answer came, but not one that can be read: of a change nobody knows. */
export const unreadable = (text: string, changes: boolean): FailureError =>
  fail('azure_error', 'Azure sent an answer that cannot be read.', {
    azure: { code: 'InvalidJson' },
    cause: text.slice(0, 300),
    ...(changes ? { unanswered: true } : {}),
  });

/** An operation that Azure accepted and then gave up: the call is answered, the answer is no. */
export function operationFailure(error: ErrorBody | undefined, requestId: string | null): FailureError {
  const code = String(error?.code ?? 'Failed');
  const message = clean(error?.message ?? '');
  const advice = [...(error?.recommendations ?? []), ...adviceFor(code)];
  return fail(
    'azure_error',
    message === '' ? `Azure gave the operation up (${code}).` : `Azure gave the operation up: ${firstSentence(message)}`,
    {
      azure: { code },
      ...(message === '' ? {} : { cause: message }),
      ...(advice.length > 0 ? { advice } : {}),
      ...(requestId ? { requestId } : {}),
      refused: true,
    },
  );
}

/** Storage says its errors in XML, and their code in a header. */
function storageError(headers: Refusal['headers'], text: string): ErrorBody {
  const code = headers.get('x-ms-error-code');
  return { ...(code ? { code } : {}), ...(text.startsWith('<') || text.startsWith('\uFEFF<') ? { message: inXml(text) } : {}) };
}

const inXml = (text: string): string => /<Message>([^<\n]*)/.exec(text)?.[1] ?? '';

function errorIn(text: string): ErrorBody {
  try {
    const body = JSON.parse(text) as { readonly error?: ErrorBody } & ErrorBody;
    return body?.error ?? body ?? {};
  } catch {
    return /^\uFEFF?</.test(text) ? {} : { message: text.slice(0, 500) };
  }
}

/** Throttling errors say it only in words: "Please try again after '5' seconds". */
const secondsIn = (message: string): number | null => {
  const found = /after '?(\d+)'? seconds/i.exec(message)?.[1];
  return found === undefined ? null : Number(found);
};

const clean = (text: string): string => text.replace(/\s*\r?\n\s*/g, ' ').trim();
const firstSentence = (text: string): string => /^.{20,300}?[.!?](?=\s|$)/.exec(text)?.[0] ?? text.slice(0, 300);

export const isFailure = (error: unknown): error is FailureError => error instanceof FailureError;
