// One request to a ticket desk: its refusals become failures with its own words, and a practice run's answer is recognised.
import type { HttpCapability, HttpRequest } from '../kit/capabilities.ts';
import { fail } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';

export interface DeskAnswer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: { readonly [name: string]: string };
  /** It went to the practice inbox: nothing was made, so nothing is known of it. */
  readonly practice: boolean;
}

export async function askDesk(http: HttpCapability, desk: string, request: HttpRequest): Promise<DeskAnswer> {
  const answer = await http.request({ ...request, timeout: 30_000 });
  const { status, headers, body } = answer;
  if (status >= 400) {
    const slowDown = status === 429 || status === 503 || (status === 403 && headers['x-ratelimit-remaining'] === '0');
    const after = Number(headers['retry-after']);
    const sentence = {
      401: `${desk} did not accept the sign-in of this connection.`,
      403: `${desk} does not allow that to this account.`,
      404: `${desk} does not know that, or does not show it to this account.`,
    }[status];
    throw fail(slowDown ? 'throttled' : 'http_status', sentence ?? `${desk} answered with ${status}.`, {
      cause: typeof body === 'string' ? body.slice(0, 2_000) : JSON.stringify(body).slice(0, 2_000),
      // The desk has read the request and said no; a server error may have come after the work was done.
      ...(status < 500 || (status === 503 && Number.isFinite(after)) ? { refused: true } : { unanswered: true }),
      ...(slowDown && Number.isFinite(after) ? { retryAfter: after * 1000 } : {}),
    });
  }
  return { status, headers, body: object(body), practice: answer.practice ?? false };
}

export const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

/** A page of the desk, seen from an address that it gave itself; empty when it gave none. */
export const pageOf = (address: string, path: string): string => (URL.canParse(address) ? new URL(path, new URL(address).origin).href : '');
