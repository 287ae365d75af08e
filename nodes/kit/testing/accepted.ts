// A test that takes what came out for what is right from now on: the same members as before, with their new values. What it says in
// expressions stays, for only people know what they meant.
import type { Json, JsonObject } from '../json.ts';
import type { TestCase, TestResult } from './test-case.ts';

const ends = ['succeeded', 'failed', 'cancelled'] as const;
const stepEnds = ['succeeded', 'failed', 'skipped'] as const;
const among = <T extends string>(list: readonly T[], value: string): value is T => (list as readonly string[]).includes(value);

/** Null: there is nothing that could be accepted; the run did not come to an end. */
export function accepted(test: TestCase, result: TestResult): TestCase | null {
  if (!among(ends, result.status) || result.differences.some(({ what }) => what === 'stuck')) return null;
  const came = new Map(result.steps.map((step) => [step.key, step]));
  const steps = Object.entries(test.expect.steps).flatMap(([key, wanted]) => {
    const step = came.get(key);
    // It is not there any more, or was not reached.
    if (!step || !among(stepEnds, step.status)) return [];
    const value = wanted.result === undefined || step.result === undefined ? undefined : renewed(wanted.result, step.result);
    const next = {
      ...(wanted.status === undefined ? {} : { status: step.status }),
      ...(wanted.port === undefined || step.port === null ? {} : { port: step.port }),
      ...(value === undefined ? {} : { result: value }),
    };
    return [[key, next] as const];
  });
  const { failures, response, ...expect } = test.expect;
  const answered = response === undefined || result.response === undefined ? undefined : renewed(response, result.response);
  return {
    ...test,
    expect: {
      ...expect,
      status: result.status,
      ...(failures === undefined && result.failures === 0 ? {} : { failures: result.failures }),
      steps: Object.fromEntries(steps),
      ...(answered === undefined ? {} : { response: answered }),
    },
  };
}

/** The new value, of an object only the members that were named before; undefined: it is gone. */
function renewed(before: Json, now: Json | undefined): Json | undefined {
  if (now === undefined) return undefined;
  if (Array.isArray(before) && Array.isArray(now))
    return now.map((item, index) => (index < before.length ? (renewed(before[index] as Json, item as Json) ?? null) : (item as Json)));
  if (!isObject(before) || !isObject(now)) return now;
  return Object.fromEntries(
    Object.entries(before).flatMap(([name, value]) => {
      const next = renewed(value, now[name]);
      return next === undefined ? [] : [[name, next] as const];
    }),
  );
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
