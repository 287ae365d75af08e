// A refusal: why something asked of the server is not done, with a code of the error table, a sentence, and the places that are
// wrong. Thrown by store, triggers and handlers alike; http/problem.ts turns it into an answer.
import { type ErrorCode, type Failure, FailureError } from '../../nodes/kit/errors.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';

interface More {
  readonly problems?: readonly ProblemItem[];
  /** Sent with the answer: ETag of the present draft, Retry-After … */
  readonly headers?: { readonly [name: string]: string };
  readonly failure?: Omit<Failure, 'code' | 'message'>;
}

export class Refusal extends FailureError {
  readonly problems: readonly ProblemItem[];
  readonly headers: { readonly [name: string]: string };
  constructor(code: ErrorCode, message: string, more: More = {}) {
    super({ code, message, ...more.failure });
    this.name = 'Refusal';
    this.problems = more.problems ?? [];
    this.headers = more.headers ?? {};
  }
}

export const refuse = (code: ErrorCode, message: string, more?: More): Refusal => new Refusal(code, message, more);

/** A foreign id answers the same as one that never was. */
export const notFound = (what: string, id: string): Refusal => refuse('not_found', `There is no ${what} “${id}”.`);
