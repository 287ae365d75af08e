// Faults on demand: rules that pick requests by method, path and count, and say what goes wrong with them. A rule may let the
// operation happen first and lose only its answer, which is how a crash between call and answer looks.
import type { Answer } from './answer.ts';

export interface FaultRule {
  match: {
    method?: string;
    /** A part of the path, or with `*` a pattern for the whole of it; case does not matter. */
    path?: string;
    /** Only the n-th request that matches, counted from 1. */
    nth?: number;
    /** Only so many requests; default 1 with `nth`, else all. */
    times?: number;
  };
  then: {
    status?: number;
    code?: string;
    message?: string;
    retryAfter?: number;
    delayMs?: number;
    /** The connection breaks instead of an answer. */
    reset?: boolean;
    /** The answer is cut off in the middle of its JSON. */
    badJson?: boolean;
    /** The operation is performed, then its answer goes wrong (a reset, if nothing else is said). */
    afterEffect?: boolean;
  };
}

export type Fault = FaultRule['then'];

const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

function pathTest(wanted: string | undefined): (path: string) => boolean {
  if (wanted === undefined) return () => true;
  if (!wanted.includes('*')) return (path) => path.toLowerCase().includes(wanted.toLowerCase());
  const pattern = new RegExp(`^${wanted.split('*').map(literal).join('.*')}$`, 'i');
  return (path) => pattern.test(path);
}

export interface Faults {
  /** The fault of each request in turn. */
  (method: string, path: string): Fault | null;
  /** Rules that may still hit. */
  left(): FaultRule[];
}

/** Counts are kept as long as the rules are. */
export function faultsOf(rules: FaultRule[]): Faults {
  const table = rules.map((rule) => ({
    rule,
    fault: rule.then,
    method: rule.match.method?.toUpperCase(),
    test: pathTest(rule.match.path),
    first: rule.match.nth ?? 1,
    last: (rule.match.nth ?? 1) + (rule.match.times ?? (rule.match.nth === undefined ? Number.POSITIVE_INFINITY : 1)) - 1,
    seen: 0,
  }));
  const next = (method: string, path: string) => {
    let hit: Fault | null = null;
    for (const rule of table) {
      if ((rule.method !== undefined && rule.method !== method) || !rule.test(path)) continue;
      rule.seen++;
      if (hit === null && rule.seen >= rule.first && rule.seen <= rule.last) hit = rule.fault;
    }
    return hit;
  };
  return Object.assign(next, { left: () => table.filter(({ seen, last }) => seen < last).map(({ rule }) => rule) });
}

const codes: Record<number, [string, string]> = {
  401: ['ExpiredAuthenticationToken', 'The access token expiry UTC time has passed.'],
  403: ['AuthorizationFailed', 'The client does not have authorization to perform the action over the scope, or the scope is invalid.'],
  404: ['ResourceNotFound', 'The resource was not found.'],
  409: ['Conflict', 'The operation conflicts with another one in progress.'],
  429: ['ResourceRequestsThrottled', 'Number of requests exceeded the limit. Please try again later.'],
  500: ['InternalServerError', 'Encountered an internal server error.'],
  502: ['BadGateway', 'The gateway did not receive a response from the backend.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable. Please retry.'],
  504: ['GatewayTimeout', 'The gateway did not receive a response from the backend within the specified time.'],
};

/** The answer that replaces the real one; null when the fault only slows, cuts or resets it. */
export function faultAnswer(fault: Fault): Answer | null {
  if (fault.status === undefined && fault.code === undefined) return null;
  const status = fault.status ?? 500;
  const [code, message] = codes[status] ?? ['Error', 'The request failed.'];
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const headers = { 'x-ms-failure-cause': 'service', ...retry };
  return { status, body: { error: { code: fault.code ?? code, message: fault.message ?? message } }, headers };
}

export const isReset = (fault: Fault) =>
  fault.reset === true || (fault.afterEffect === true && fault.status === undefined && fault.code === undefined && !fault.badJson);
