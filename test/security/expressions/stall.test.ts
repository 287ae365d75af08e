// No expression may hold the event loop up: every function, method and operator, with large things in every place, again and again
// until the budget ends; then every bomb of the collection. Work is held against a floor measured beside it on the same machine,
// best of several tries, so that a busy machine fails nothing.
import { expect, test } from 'vitest';
import { allPayloads } from './all.ts';
import { floorWork, hardWork } from './hard-work.ts';
import { endingOf, scope } from './judge.ts';

/** A tenth of what a step may do, so that thousands of expressions are tried. The floor is work of the same budget. */
const limits = { steps: 10_000 };
/** The floor takes about 7 ms of a whole budget: a hundred milliseconds are fourteen floors. */
const FLOORS = 14;
const TRIES = 8;

function took(source: string, within: typeof scope): number {
  const from = performance.now();
  endingOf(source, within);
  return performance.now() - from;
}

/** The least of several tries, ended early by one that is good enough. */
function least(source: string, within: typeof scope, enough: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && best > enough; tries++) best = Math.min(best, took(source, within));
  return best;
}

test('whatever is done as often as the budget allows takes a bounded number of floors', () => {
  const within = { ...scope, limits };
  const floor = least(floorWork, within, 0);
  const slow = hardWork
    .map((source) => ({ source, floors: least(source, within, floor * FLOORS) / floor }))
    .filter(({ floors }) => floors > FLOORS);
  expect(slow).toEqual([]);
});

test('every bomb of the collection is over before a tenth of a second of an idle machine', () => {
  const floor = least(floorWork.replace('19000', '190000'), scope, 0);
  const bombs = allPayloads.flatMap(({ stopped = [], nothing = [], refused = [], failed = [] }) => [
    ...stopped,
    ...[...nothing, ...refused, ...failed].filter((source) => source.length > 300),
  ]);
  const slow = bombs
    .map((source) => ({ source: source.slice(0, 120), floors: least(source, scope, floor * FLOORS) / floor }))
    .filter(({ floors }) => floors > FLOORS);
  expect(slow).toEqual([]);
});
