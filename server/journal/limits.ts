// How large the things in a journal may be, and how values become text. The same for every implementation.
import { type ErrorCode, fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';

/** Up to here an output stands in its step's row and is loaded with it. */
export const inlineBytes = 256 * 1024;
const outputBytes = 8 * 1024 * 1024;
const memoryBytes = 64 * 1024;
/** Steps that share rows are announced one by one up to so many per write; of larger loops only the cursor's counts are. */
export const announcedSteps = 500;
/** How long an event without a wait is kept unless the one who delivers says otherwise. */
export const keepEventMs = 7 * 24 * 3600 * 1000;

const longerThan = (text: string, bytes: number): boolean =>
  text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);

export const standsInline = (text: string): boolean => !longerThan(text, inlineBytes);

function textUpTo(value: Json, bytes: number, code: ErrorCode, what: string): string {
  const text = JSON.stringify(value);
  if (longerThan(text, bytes)) {
    throw fail(code, `${what} is ${Math.ceil(Buffer.byteLength(text) / 1024)} KB; at most ${bytes / 1024} KB are kept.`);
  }
  return text;
}

export const outputText = (value: Json, what: string): string => textUpTo(value, outputBytes, 'output_too_large', what);

export const memoryText = (value: Json, name: string): string =>
  textUpTo(value, memoryBytes, 'memory_too_large', `The value remembered as "${name}"`);
