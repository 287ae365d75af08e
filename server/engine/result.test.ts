// What a node may give back: plain JSON of a bearable size, and nothing that would lose its meaning when it is kept.
import { expect, test } from 'vitest';
import { plainJson } from './result.ts';

const limit = 1_000;

test('dates become text, undefined members go, what is plain stays the same object', () => {
  const plain = { a: [1, 'x', null, true], b: { c: 1.5 } };
  expect(plainJson(plain, limit).json).toBe(plain);
  expect(plainJson({ at: new Date(0), no: undefined, list: [undefined, Number.NaN] }, limit).json).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    list: [null, null],
  });
  expect(plainJson(undefined, limit).json).toBeNull();
});

test('a member named __proto__ is left out and reaches no prototype', () => {
  const { json } = plainJson(JSON.parse('{ "__proto__": { "admin": true }, "x": 1 }'), limit);
  expect(json).toEqual({ x: 1 });
  expect((json as { admin?: boolean }).admin).toBeUndefined();
});

test('results are frozen: a step cannot change what another one reads', () => {
  const { json } = plainJson({ list: [{ n: 1 }] }, limit);
  expect(() => {
    (json as unknown as { list: { n: number }[] }).list.push({ n: 2 });
  }).toThrow();
});

test('functions, symbols, big integers and circles are refused with a sentence', () => {
  for (const value of [() => 1, Symbol('x'), 1n]) expect(() => plainJson({ value }, limit)).toThrow('cannot be kept');
  const circle: unknown[] = [];
  circle.push(circle);
  expect(() => plainJson(circle, 1_000_000)).toThrow('nested too deep');
});

test('size is counted in bytes where it matters', () => {
  expect(plainJson('x'.repeat(990), limit).size).toBeLessThanOrEqual(limit);
  expect(() => plainJson('x'.repeat(1_001), limit)).toThrow('larger');
  expect(() => plainJson('\u4e2d'.repeat(400), limit)).toThrow('larger');
  expect(() => plainJson('\u0001'.repeat(300), limit)).toThrow('larger');
});
