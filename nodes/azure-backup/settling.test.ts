// When "it is not there" is an answer.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookUntilSettled } from './settling.ts';

const { signal } = new AbortController();
const real = { run: { world: 'real' as const }, signal };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a job that shows a minute after the call is found', async () => {
  const at = Date.now();
  const found = lookUntilSettled({ ...real, intent: { at } }, async () => (Date.now() >= at + 60_000 ? 'job' : null));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await found).toBe('job');
});

test('none is believed only after two minutes, and a handful of looks', async () => {
  const at = Date.now();
  let looks = 0;
  const found = lookUntilSettled({ ...real, intent: { at } }, async () => {
    looks += 1;
    return null;
  });
  await vi.advanceTimersByTimeAsync(119_000);
  expect(looks).toBe(8);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await found).toBeNull();
});

test('of a call that was made long ago, or in practice, one look is enough', async () => {
  expect(await lookUntilSettled({ ...real, intent: { at: Date.now() - 3_600_000 } }, async () => null)).toBeNull();
  expect(await lookUntilSettled({ run: { world: 'practice' }, signal, intent: { at: Date.now() } }, async () => null)).toBeNull();
});

test('a look that fails is no answer', async () => {
  const failing = lookUntilSettled({ ...real, intent: { at: Date.now() } }, () => Promise.reject(new Error('throttled')));
  await expect(failing).rejects.toThrow('throttled');
});
