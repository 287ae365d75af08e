import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('never lets in more than it may, and everybody in the end, in order', async () => {
  const gate = createGate(3);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = Array.from({ length: 20 }, (_, index) =>
    gate.through(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((next) => setTimeout(next, 1));
      inside -= 1;
      order.push(index);
      if (index % 5 === 0) throw new Error('failed inside');
    }),
  );
  const ended = await Promise.allSettled(work);
  expect(most).toBe(3);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  expect(await gate.through(async () => 'still open')).toBe('still open');
});
