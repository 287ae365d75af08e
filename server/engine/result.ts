// Checks what a node gives back: it must be plain JSON of a bearable size. Dates become text and undefined members go, as
// JSON.stringify would have it; anything that would lose its meaning is refused. Results are frozen: many steps may read them.
import { type ErrorCode, fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';

const maxDepth = 200;

interface Measure {
  left: number;
  readonly limit: number;
  readonly code: ErrorCode;
  readonly what: string;
}

/** The value as JSON, and about how many characters it has. Throws `output_too_large` or `node_failed`. */
export function plainJson(
  value: unknown,
  limit: number,
  code: ErrorCode = 'output_too_large',
  what = 'The result',
): { readonly json: Json; readonly size: number } {
  const measure: Measure = { left: limit, limit, code, what };
  const json = plain(value, measure, 0) ?? null;
  const size = limit - measure.left;
  // Counted roughly, in characters; near the limit exactly, in bytes, as the journal does.
  if (size * 6 > limit && Buffer.byteLength(JSON.stringify(json)) > limit) tooLarge(measure);
  return { json, size };
}

function plain(value: unknown, measure: Measure, depth: number): Json | undefined {
  switch (typeof value) {
    case 'string':
      spend(measure, value.length + 2);
      return value;
    case 'number':
      spend(measure, 8);
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      spend(measure, 5);
      return value;
    case 'undefined':
      return undefined;
    case 'object':
      if (value === null) {
        spend(measure, 4);
        return null;
      }
      return plainObject(value, measure, depth + 1);
    default:
      throw fail('node_failed', `The result holds a ${typeof value}, which cannot be kept.`);
  }
}

function plainObject(value: object, measure: Measure, depth: number): Json {
  if (depth > maxDepth) throw fail('node_failed', 'The result is nested too deep to be kept.');
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  spend(measure, 2);
  if (Array.isArray(value)) {
    let clean = true;
    const copy = value.map((entry) => {
      const kept = plain(entry, measure, depth) ?? null;
      measure.left -= 1;
      if (kept !== entry) clean = false;
      return kept;
    });
    return Object.freeze(clean ? value : copy) as Json;
  }
  const given = value as { readonly [key: string]: unknown };
  // Nearly every result is clean and stays the object it is; a copy is begun where it first differs.
  let copy: Record<string, Json> | null = Object.getPrototypeOf(value) === Object.prototype ? null : {};
  const keys = Object.keys(value);
  let i = 0;
  for (const key of keys) {
    spend(measure, key.length + 4);
    const entry = given[key];
    const kept = plain(entry, measure, depth);
    const isClean = kept === entry && kept !== undefined && key !== '__proto__';
    if (!isClean && !copy) copy = Object.fromEntries(keys.slice(0, i).map((before) => [before, given[before] as Json]));
    if (copy && kept !== undefined && key !== '__proto__') copy[key] = kept;
    i += 1;
  }
  return Object.freeze(copy ?? value) as Json;
}

function spend(measure: Measure, size: number): void {
  measure.left -= size;
  if (measure.left < 0) tooLarge(measure);
}

function tooLarge(measure: Measure): never {
  const limit = measure.limit < 1024 * 1024 ? `${Math.round(measure.limit / 1024)} KB` : `${Math.round(measure.limit / 1024 / 1024)} MB`;
  throw fail(measure.code, `${measure.what} is larger than ${limit}.`);
}
