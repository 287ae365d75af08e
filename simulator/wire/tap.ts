// Hears every request and answer of the simulators of this process, for those who want to judge them. Off unless somebody asks;
// what faults and quirks say on purpose is not told.
import type { Answer } from './answer.ts';

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

let hear: ((exchange: Exchange) => void) | null = null;

/** Null switches it off. */
export function tap(listener: ((exchange: Exchange) => void) | null): void {
  hear = listener;
}

export function tell({ method, url }: Pick<Request, 'method' | 'url'>, content: Uint8Array, { status, body }: Answer): void {
  hear?.({ method, url, body: new TextDecoder().decode(content), status, answer: body === undefined ? '' : JSON.stringify(body) });
}
