// The 202 of a mutating call: Location, Azure-AsyncOperation and Retry-After, and nothing else in it that names the job. In
// quirks mode the links carry what the real service puts there: another api-version, upper-case /Subscriptions/.
import type { Answer } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';

export interface OperationLinks {
  location: string;
  status: string;
  /** The api-version that the real service puts into the status link instead of the caller's. */
  statusVersion?: string;
  /** What the real service appends to the Location before the api-version, with a second question mark. */
  oddQuery?: string;
  body?: unknown;
}

/** The service says 60 seconds; practice time runs faster, and below a second it says 0. */
export const retryAfter = (timeScale: number) => (timeScale > 120 ? 0 : Math.max(1, Math.round(60 / timeScale)));

export function accepted(call: Call, links: OperationLinks): Answer {
  // Names may hold letters that a header must not.
  const shout = (path: string) => encodeURI(call.quirks ? path.replace(/^\/subscriptions\//, '/Subscriptions/') : path);
  const odd = call.quirks && links.oddQuery ? `?${links.oddQuery}` : '';
  const statusVersion = call.quirks ? (links.statusVersion ?? call.apiVersion) : call.apiVersion;
  return {
    status: 202,
    ...(links.body === undefined ? {} : { body: links.body }),
    headers: {
      location: `${call.origin}${shout(links.location)}${odd}?api-version=${call.apiVersion}`,
      'azure-asyncoperation': `${call.origin}${shout(links.status)}?api-version=${statusVersion}`,
      'retry-after': String(retryAfter(call.timeScale)),
    },
  };
}
