import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function changesOfASecond(size: number): { readonly told: number; readonly toldLater: number } {
  let told = 0;
  const { changed } = paced(
    () => size,
    () => {
      told += 1;
    },
  );
  for (let i = 0; i < 95; i += 1) {
    changed();
    vi.advanceTimersByTime(10);
  }
  const before = told;
  vi.advanceTimersByTime(1_000);
  return { told: before, toldLater: told };
}

test('a small run tells every change', () => {
  expect(changesOfASecond(20)).toEqual({ told: 95, toldLater: 95 });
});

test('a large run tells the first at once, then four a second, and the last change too', () => {
  expect(changesOfASecond(3_000)).toEqual({ told: 4, toldLater: 5 });
});

test('who has stopped is told nothing any more', () => {
  let told = 0;
  const list = paced(
    () => 3_000,
    () => {
      told += 1;
    },
  );
  list.changed();
  list.changed();
  list.stop();
  vi.advanceTimersByTime(1_000);
  expect(told).toBe(1);
});
