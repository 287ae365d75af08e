import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Json } from '../nodes/kit/json.ts';
import type { StepProgress } from './engine/engine.ts';
import { createLiveProgress } from './live-progress.ts';

/** Two processes on one line; words of the line are counted. */
function pair() {
  const words: Json[] = [];
  const desks = [0, 1].map(() => {
    const listeners = new Set<(progress: StepProgress) => void>();
    let hears: (news: Json) => void = () => undefined;
    return {
      engine: {
        onProgress(listener: (progress: StepProgress) => void) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      },
      goesOn: (progress: StepProgress) => {
        for (const listener of listeners) listener(progress);
      },
      hear: (listener: (news: Json) => void) => {
        hears = listener;
      },
      heard: (news: Json) => hears(news),
    };
  });
  const open = (mine: number) =>
    createLiveProgress(desks[mine]?.engine as never, {
      hear: desks[mine]?.hear as never,
      tell(news) {
        words.push(news);
        desks[1 - mine]?.heard(JSON.parse(JSON.stringify(news)) as Json);
      },
    });
  return { words, goesOn: (progress: StepProgress) => desks[0]?.goesOn(progress), here: open(0), there: open(1) };
}

const at = (fraction: number, key = 'copy', says = 'copies'): StepProgress => ({ runId: 'run', key, fraction, says });

test('what a step has done so far is heard here at once, and elsewhere four times a second at most, the newest', async () => {
  const { words, goesOn, here, there } = pair();
  const shown: [number | null, string][] = [];
  here.onProgress(({ fraction }) => shown.push([fraction, 'here']));
  there.onProgress(({ fraction }) => shown.push([fraction, 'there']));
  for (const fraction of [0.1, 0.2, 0.3]) goesOn(at(fraction));
  expect(shown).toEqual([0.1, 0.2, 0.3].map((fraction) => [fraction, 'here']));
  await sleep(400);
  expect(shown.slice(3)).toEqual([[0.3, 'there']]);
  expect(words).toHaveLength(1);
  here.stop();
  there.stop();
});

test('very many steps with very long sentences fit into words that PostgreSQL carries', async () => {
  const { words, goesOn, here, there } = pair();
  const keys = new Set<string>();
  there.onProgress(({ key }) => keys.add(key));
  for (let i = 0; i < 90; i++) goesOn(at(0.5, `copy[${i}]`, 'x'.repeat(5_000)));
  await sleep(400);
  expect(keys.size).toBe(90);
  for (const word of words) expect(JSON.stringify(word).length).toBeLessThan(7_500);
  here.stop();
  there.stop();
});
