import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches, parseFilter } from './filter.ts';

const names = ['status', 'operation', 'startTime', 'itemType'];
const read = (text: string | undefined) => parseFilter(text, names);

test('terms joined by and, in any case, keep their values as they are', () => {
  expect(read("status eq 'InProgress' and operation eq 'Backup'")).toEqual({ filter: { status: 'InProgress', operation: 'Backup' } });
  expect(read("STATUS EQ 'x'  AND itemtype eq 'VM'")).toEqual({ filter: { status: 'x', itemType: 'VM' } });
  expect(read("operation eq 'O''Brien and sons'")).toEqual({ filter: { operation: "O'Brien and sons" } });
  expect(read("startTime eq '2016-01-01 00:00:00 AM'")).toEqual({ filter: { startTime: '2016-01-01 00:00:00 AM' } });
  expect(read(undefined)).toEqual({ filter: {} });
  expect(read('')).toEqual({ filter: {} });
});

test.each([
  "status eq 'a' or status eq 'b'",
  "(status eq 'a')",
  "status ne 'a'",
  'status eq "a"',
  'status eq a',
  "unknown eq 'a'",
  "status eq 'a' and",
  "status eq 'a' operation eq 'b'",
  "status eq 'a",
  'and',
])('%s is refused', (text) => {
  const answer = read(text);
  expect('refused' in answer && answer.refused).toMatchObject({ status: 400, body: { error: { code: 'BMSUserErrorInvalidInput' } } });
});

test('any value can be asked for, once its quotes are doubled', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
      expect(read(`status eq ${quoted(a)} and operation eq ${quoted(b)}`)).toEqual({ filter: { status: a, operation: b } });
    }),
  );
});

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void read(text)));
});

test('a value matches in any case; what is not asked for matches all', () => {
  expect(matches(undefined, 'x')).toBe(true);
  expect(matches('inprogress', 'InProgress')).toBe(true);
  expect(matches('a', null)).toBe(false);
});
