import { expect, test } from 'vitest';
import { accepted } from './accepted.ts';
import { type TestResult, testCaseSchema } from './test-case.ts';

const result = (more: Partial<TestResult>): TestResult => ({
  name: 't',
  passed: false,
  at: '2026-01-01T00:00:00Z',
  ms: 1,
  insideMs: 1,
  status: 'succeeded',
  message: null,
  differences: [],
  steps: [],
  sends: [],
  failures: 0,
  ...more,
});
const step = (key: string, value: unknown, more = {}) => ({
  key,
  nodeId: key,
  status: 'succeeded',
  port: 'done',
  answered: false,
  error: null,
  result: value as never,
  ...more,
});

test('what came is expected from now on, as far as it was looked at before', () => {
  const before = testCaseSchema.parse({
    name: 't',
    expect: {
      status: 'failed',
      steps: {
        sum: { status: 'succeeded', result: { n: 1, list: [{ a: 1 }], gone: 1 } },
        only: { port: 'other' },
        left: { status: 'succeeded' },
      },
      that: ['true'],
    },
  });
  const now = result({ steps: [step('sum', { n: 2, list: [{ a: 3, b: 4 }, { c: 5 }], new: 1 }), step('only', 1)] });
  expect(accepted(before, now)?.expect).toEqual({
    status: 'succeeded',
    steps: { sum: { status: 'succeeded', result: { n: 2, list: [{ a: 3 }, { c: 5 }] } }, only: { port: 'done' } },
    that: ['true'],
  });
});

test('a run that never ended is nothing to expect', () => {
  expect(accepted(testCaseSchema.parse({ name: 't' }), result({ status: 'waiting' }))).toBeNull();
});
