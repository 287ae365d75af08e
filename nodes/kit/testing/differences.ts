// Where a value is not what was expected. Of an object only the members that are named count, of a list every entry: a test says
// what matters to it and stays right when a result grows.
import type { Json, JsonObject } from '../json.ts';

export interface ValueDifference {
  /** JSON pointer. */
  readonly path: string;
  readonly expected: Json;
  /** Undefined: it is not there. */
  readonly got: Json | undefined;
}

const most = 100;

export function differences(expected: Json, got: Json | undefined): readonly ValueDifference[] {
  const found: ValueDifference[] = [];
  collect(expected, got, '', found);
  return found;
}

function collect(expected: Json, got: Json | undefined, path: string, found: ValueDifference[]): void {
  if (found.length >= most) return;
  if (Array.isArray(expected)) {
    if (!Array.isArray(got)) found.push({ path, expected, got });
    else if (got.length !== expected.length) found.push({ path, expected, got });
    else for (const [index, value] of expected.entries()) collect(value as Json, got[index] as Json, `${path}/${index}`, found);
    return;
  }
  if (isObject(expected)) {
    if (!isObject(got)) {
      found.push({ path, expected, got });
      return;
    }
    for (const [name, value] of Object.entries(expected))
      collect(value, Object.hasOwn(got, name) ? got[name] : undefined, `${path}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, found);
    return;
  }
  if (expected !== got) found.push({ path, expected, got });
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
