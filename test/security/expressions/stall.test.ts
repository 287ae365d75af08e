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

/** What takes too many floors, also when it is looked at once more, with a floor of the same moment beside it. */
function slowOf(sources: readonly string[], floorSource: string, within: typeof scope): { source: string; floors: number }[] {
  const floor = least(floorSource, within, 0);
  const suspects = sources.filter((source) => least(source, within, floor * FLOORS) > floor * FLOORS);
  const found: { source: string; floors: number }[] = [];
  for (const source of suspects) {
    let [own, beside] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let tries = 0; tries < 30 && (tries === 0 || own > beside * FLOORS); tries++) {
      beside = Math.min(beside, took(floorSource, within));
      own = Math.min(own, took(source, within));
    }
    if (own > beside * FLOORS) found.push({ source: source.slice(0, 300), floors: own / beside });
  }
  return found;
}

test('whatever is done as often as the budget allows takes a bounded number of floors', () => {
  expect(slowOf(hardWork, floorWork, { ...scope, limits })).toEqual([]);
});

test('every bomb of the collection is over before a tenth of a second of an idle machine', () => {
  const bombs = allPayloads.flatMap(({ stopped = [], nothing = [], refused = [], failed = [] }) => [
    ...stopped,
    ...[...nothing, ...refused, ...failed].filter((source) => source.length > 300),
  ]);
  expect(slowOf(bombs, floorWork.replace('19000', '190000'), scope)).toEqual([]);
});
