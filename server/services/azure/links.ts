// What a first answer of Azure says about work that goes on: the links to follow, how long to wait, the ids. Nothing is asked here.
import type { AzureAnswer, PendingOperation } from '../../../nodes/kit/capabilities-azure.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import type { Json } from '../../../nodes/kit/json.ts';

export type Headers = { readonly [name: string]: string };

/** Some links carry two question marks; the first one counts, the other joins. */
export function cleanLink(link: string): URL {
  const [path, ...queries] = link.split('?');
  const clean = [path, queries.join('&')].filter((part) => part !== '').join('?');
  if (!URL.canParse(clean)) throw fail('param_invalid', `${link.slice(0, 200)} is not the address of an operation.`);
  return new URL(clean);
}

/** Milliseconds. */
export function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** The simulator's time runs faster than its own advice. */
const practicePause = 0.5;
const usualPause = 5;
/** Some answers say "0". */
const shortestPause = 2;

export function pauseSeconds(headers: Headers, practice: boolean): number {
  const wanted = retryAfter(headers);
  const seconds = wanted === null ? usualPause : wanted / 1000;
  return practice ? Math.min(seconds, practicePause) : Math.max(seconds, shortestPause);
}

interface First {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly practice: boolean;
}

/** `Azure-AsyncOperation` counts with every answer, `Location` where Azure says that it has only accepted. */
function pendingOf({ status, headers }: First, { method, url, practice }: Sent): PendingOperation | null {
  const statusUrl = headers['azure-asyncoperation'] ?? null;
  const location = status === 201 || status === 202 ? (headers.location ?? null) : null;
  if (statusUrl === null && location === null) return null;
  // A resource that was put is its own result.
  const resultUrl = location ?? (method === 'PUT' || method === 'PATCH' ? url : null);
  return { statusUrl, resultUrl, retryAfterSeconds: pauseSeconds(headers, practice) };
}

export const answerOf = (first: First, sent: Sent): AzureAnswer => ({
  ...first,
  requestId: first.headers['x-ms-request-id'] ?? null,
  pending: pendingOf(first, sent),
});
