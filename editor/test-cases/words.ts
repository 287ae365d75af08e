// What the tests of a flow say, in the words of whoever runs them.
import type { Difference, TestResult } from '../../nodes/kit/testing/test-case.ts';

const things: { readonly [W in Difference['what']]: string } = {
  status: 'How it ended',
  port: 'Way out',
  result: 'Result',
  failures: 'Items that failed',
  response: 'Answer to the caller',
  that: 'Check',
  stuck: 'It did not come to its end',
};

/** Where a value differs: "Result · count". */
export const placeOf = ({ what, path }: Pick<Difference, 'what' | 'path'>): string =>
  what === 'that' || path === '' ? things[what] : `${things[what]} · ${path.slice(1).replaceAll('/', ' › ')}`;

export function passedWords(results: readonly (TestResult | null)[]): string {
  const passed = results.filter((result) => result?.passed === true).length;
  const unknown = results.filter((result) => result === null).length;
  const all = results.length;
  if (all === 0) return 'No tests';
  if (unknown === all) return all === 1 ? 'One test, not run yet' : `${all} tests, not run yet`;
  return `${passed} of ${all} ${all === 1 ? 'test passes' : 'tests pass'}${unknown > 0 ? `, ${unknown} not run yet` : ''}`;
}
