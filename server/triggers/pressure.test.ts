import { expect, test } from 'vitest';
import { Refusal } from '../store/refusal.ts';
import { createPressure } from './pressure.ts';

const settled = () => new Promise((next) => setImmediate(next));

function opened(most: number) {
  const world = { due: 0, asked: 0, at: 0, accepting: Promise.resolve() };
  const pressure = createPressure({
    most,
    now: () => world.at,
    async due() {
      world.asked += 1;
      return world.due;
    },
  });
  const ask = async (): Promise<'taken' | { code: string; after: string | undefined }> => {
    try {
      await pressure.within(() => world.accepting);
      return 'taken';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.failure.code, after: error.headers['Retry-After'] };
    }
  };
  return { world, ask };
}

test('once too many wait, who asks is told when to come again, and is taken again when they have become fewer', async () => {
  const { world, ask } = opened(10);
  expect(await ask()).toBe('taken');
  await settled();
  world.due = 10;
  world.at = 600;
  await ask();
  await settled();
  expect(await ask()).toEqual({ code: 'too_many_requests', after: '5' });
  world.due = 3;
  world.at = 1_200;
  await ask();
  await settled();
  expect(await ask()).toBe('taken');
});

test('a burst between two counts is not swallowed, and is not counted request by request', async () => {
  const { world, ask } = opened(100);
  const answers = await Promise.all(Array.from({ length: 1_000 }, ask));
  await settled();
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(100);
  expect(world.asked).toBe(1);
});

test('what cannot be accepted yet does not pile up: from a number on who asks is sent away, and is welcome when some are done', async () => {
  const { world, ask } = opened(10_000);
  let done: () => void = () => undefined;
  world.accepting = new Promise((resolve) => {
    done = resolve;
  });
  const answers = Array.from({ length: 500 }, ask);
  await settled();
  done();
  const refused = (await Promise.all(answers)).filter((answer) => answer !== 'taken');
  expect(refused).toHaveLength(300);
  expect(refused[0]).toEqual({ code: 'too_many_requests', after: '1' });
  expect(await ask()).toBe('taken');
});
