// Does a caller know the secret? A bearer token, a signature of the body as GitHub makes it, or Standard Webhooks: id, timestamp
// and body signed, one of several signatures enough, five minutes of tolerance. Compares in constant time and keeps nothing.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { HookAuth } from '../../nodes/kit/webhook.ts';

/** A signed delivery older or newer than this is a replay. */
const TOLERANCE_MS = 5 * 60_000;
const LONGEST_ID = 256;

export interface Proof {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export const textOf = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join(',') : (value ?? ''));

const same = (a: string, b: string): boolean => {
  const [left, right] = [createHmac('sha256', 'compare').update(a).digest(), createHmac('sha256', 'compare').update(b).digest()];
  return timingSafeEqual(left, right);
};

function tokenProblem({ headers }: Proof, secret: string): string | null {
  const token = /^bearer (.+)$/i.exec(textOf(headers.authorization))?.[1]?.trim() ?? textOf(headers['x-webhook-token']);
  return token !== '' && same(token, secret) ? null : 'The webhook wants its token as a bearer token.';
}

const keyOf = (secret: string) => (secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret);

function standardProblem({ headers, body }: Proof, secret: string, now: number): string | null {
  const [id, stamp, signatures] = [
    textOf(headers['webhook-id']),
    textOf(headers['webhook-timestamp']),
    textOf(headers['webhook-signature']),
  ];
  if (id === '' || stamp === '' || signatures === '')
    return 'The webhook wants the headers webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks).';
  if (id.length > LONGEST_ID) return `webhook-id may have ${LONGEST_ID} characters at most.`;
  if (!/^\d{1,12}$/.test(stamp)) return 'webhook-timestamp must be the time in seconds since 1970.';
  if (Math.abs(now - Number(stamp) * 1_000) > TOLERANCE_MS)
    return 'webhook-timestamp is more than five minutes from now: the delivery is too old, or a clock is wrong.';
  const wanted = createHmac('sha256', keyOf(secret)).update(`${id}.${stamp}.`).update(body).digest('base64');
  const proven = signatures.split(' ').some((part) => part.startsWith('v1,') && same(part.slice(3), wanted));
  return proven ? null : 'None of the signatures fits the id, the timestamp and the body.';
}

function hmacProblem(proof: Proof, secret: string, now: number): string | null {
  const { headers, body } = proof;
  if (textOf(headers['webhook-signature']) !== '') return standardProblem(proof, secret, now);
  const given = (textOf(headers['x-hub-signature-256']) || textOf(headers['x-signature-256'])).replace(/^sha256=/i, '').toLowerCase();
  const wanted = createHmac('sha256', secret).update(body).digest('hex');
  return given !== '' && same(given, wanted) ? null : 'The signature is missing or wrong.';
}

/** Null: proven. Otherwise what is wrong, in a sentence that tells nothing of the secret. */
export function proofProblem(proof: Proof, auth: HookAuth, secret: string, now: number): string | null {
  if (auth === 'none') return null;
  if (auth === 'token') return tokenProblem(proof, secret);
  return auth === 'standard' ? standardProblem(proof, secret, now) : hmacProblem(proof, secret, now);
}
