// What went wrong on the way out, as a failure that says the one thing the engine must know: was the call definitely not made,
// or did it end without an answer?
import { FailureError, fail } from '../../nodes/kit/errors.ts';

/** Errors before a single byte of the request has left. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_INVALID_CHAR',
]);

const sentences: { readonly [code: string]: string } = {
  ECONNREFUSED: 'it does not take connections',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_CONNECT_TIMEOUT: 'it did not take the connection in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

export function callFailure(
  error: unknown,
  { host }: { readonly host: string },
  how: { readonly timedOut: boolean; readonly cancelled: boolean },
): FailureError {
  if (error instanceof FailureError) return error;
  const inner = (error as { readonly cause?: unknown }).cause;
  if (inner instanceof FailureError) return inner;
  const cause = error instanceof Error ? error.message : String(error);
  const code = codeOf(error) ?? codeOf(inner) ?? '';
  if (how.cancelled) return fail('unanswered', `The call to ${host} was broken off before it was answered.`, { unanswered: true });
  if (how.timedOut) return fail('unanswered', `${host} did not answer in time.`, { unanswered: true });
  if (neverSent.has(code)) return fail('network', `${host} could not be reached: ${sentences[code] ?? cause}.`, { refused: true, cause });
  return fail('unanswered', `The connection to ${host} ended before an answer came.`, { unanswered: true, cause });
}

const codeOf = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
};
