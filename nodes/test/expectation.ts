// What an example expects, against what happened. Objects match when all expected keys do; lists when they are as long and each
// entry matches. `{ $uuid: true }` stands for any GUID, `{ $time: true }` for any time, `{ $like: '^https://' }` for a text
// that fits the pattern.
import type { NodeExample } from '../kit/define.ts';
import type { Failure } from '../kit/errors.ts';

export interface Happened {
  readonly port: string | null;
  readonly data: unknown;
  readonly failure: Failure | null;
  readonly waits: { readonly forMs: number | null } | null;
  /** What Azure was asked to allow meanwhile. */
  readonly actions?: readonly string[];
}

/** Null when it fits, else the first difference. */
export function difference(expect: NodeExample['expect'], happened: Happened): string | null {
  if (expect.failed) {
    if (!happened.failure) return `it did not fail: ${brief(happened)}`;
    return mismatch(expect.failed, happened.failure, 'failed');
  }
  if (happened.failure) return `it failed: ${brief(happened.failure)}`;
  if (expect.waits) {
    if (!happened.waits) return 'it does not wait';
    const { forMs } = expect.waits;
    return forMs !== undefined && Math.abs((happened.waits.forMs ?? -1) - forMs) > 5_000 ? `it waits ${happened.waits.forMs} ms` : null;
  }
  if (happened.waits) return 'it waits';
  if (expect.port !== undefined && expect.port !== happened.port) return `it went ${happened.port}, not ${expect.port}`;
  return 'data' in expect ? mismatch(expect.data, happened.data, 'data') : null;
}

function mismatch(expected: unknown, actual: unknown, path: string): string | null {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return `${path} is ${brief(actual)}, not a list`;
    if (expected.length !== actual.length && !path.endsWith('items')) return `${path} has ${actual.length} entries, not ${expected.length}`;
    return first(expected.map((entry, index) => mismatch(entry, actual[index], `${path}[${index}]`)));
  }
  if (typeof expected === 'object' && expected !== null) {
    if ('$uuid' in expected)
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(actual)) ? null : `${path} is ${brief(actual)}, not a GUID`;
    if ('$like' in expected) {
      const fits = typeof actual === 'string' && new RegExp(String(expected.$like)).test(actual);
      return fits ? null : `${path} is ${brief(actual)}, not like ${String(expected.$like)}`;
    }
    if ('$time' in expected) return Number.isNaN(Date.parse(String(actual))) ? `${path} is ${brief(actual)}, not a time` : null;
    if (typeof actual !== 'object' || actual === null) return `${path} is ${brief(actual)}`;
    return first(
      Object.entries(expected).map(([key, value]) => mismatch(value, (actual as { [key: string]: unknown })[key], `${path}.${key}`)),
    );
  }
  return expected === actual ? null : `${path} is ${brief(actual)}, not ${brief(expected)}`;
}

const first = (found: readonly (string | null)[]): string | null => found.find((entry) => entry !== null) ?? null;
const brief = (value: unknown): string => JSON.stringify(value)?.slice(0, 600) ?? String(value);
