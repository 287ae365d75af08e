// Attacks on the expression language, by class. Each is compiled and evaluated by the product's own code and must end as its list
// says: not compiled, nothing found, failed, stopped by the budget, or plain data.
import { afterEach, describe, expect, test } from 'vitest';
import { allPayloads } from './all.ts';
import { demandUntouched, endingOf, notPlain } from './judge.ts';

const short = (source: string): string => JSON.stringify(source.length > 90 ? `${source.slice(0, 80)}… (${source.length})` : source);
const named = (sources: readonly string[] = []): [string, string][] => sources.map((source) => [short(source), source]);
const isNothing = (value: unknown): boolean =>
  value === null || value === false || value === 0 || (typeof value === 'object' && Object.keys(value as object).length === 0);

afterEach(demandUntouched);

describe.each(allPayloads)('$class', ({ refused, nothing, failed, stopped, plain = [] }) => {
  test.each(named(refused))('%s does not compile', (_name, source) => {
    expect(endingOf(source)).toEqual({ kind: 'refused' });
  });
  test.each(named(nothing))('%s finds nothing', (_name, source) => {
    const ending = endingOf(source);
    expect(ending).toMatchObject({ kind: 'value' });
    if (ending.kind === 'value') expect(ending.value).toSatisfy(isNothing);
  });
  test.each(named(failed))('%s fails', (_name, source) => {
    expect(endingOf(source)).toMatchObject({ kind: 'failed' });
  });
  test.each(named(stopped))('%s is stopped', (_name, source) => {
    expect(endingOf(source)).toMatchObject({ kind: 'stopped' });
  });
  test.each(plain.map(([source, value]) => [short(source), source, value] as const))('%s is plain data', (_name, source, value) => {
    const ending = endingOf(source);
    expect(ending).toEqual({ kind: 'value', value });
    if (ending.kind === 'value') expect(notPlain(ending.value)).toBeNull();
  });
});

test('the collection holds at least three hundred attacks, none twice', () => {
  const sources = allPayloads.flatMap(({ refused = [], nothing = [], failed = [], stopped = [], plain = [] }) => [
    ...refused,
    ...nothing,
    ...failed,
    ...stopped,
    ...plain.map(([source]) => source),
  ]);
  expect(sources.length).toBeGreaterThanOrEqual(300);
  expect(new Set(sources).size).toBe(sources.length);
});
