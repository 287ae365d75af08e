import { afterEach, expect, test, vi } from 'vitest';
import { orphanWatch } from './orphans.ts';

const watches: { stop(): void }[] = [];
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
});

function watch(rounds: readonly (readonly string[] | Error)[], here: readonly string[] = []) {
  const taken: string[] = [];
  let round = 0;
  const made = orphanWatch({
    everyMs: 10,
    isHere: (runId) => here.includes(runId),
    advance: async (runId) => void taken.push(`${runId} in round ${round}`),
    held: async () => {
      const answer = rounds[Math.min(round, rounds.length - 1)] ?? [];
      round += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  watches.push(made);
  made.start();
  return { taken, rounds: () => round };
}

test('a run that is held but not under way here is taken up in the second round that finds it so', async () => {
  const { taken } = watch([['lost', 'here'], ['lost', 'here'], ['here']], ['here']);
  await vi.waitFor(() => expect(taken).toEqual(['lost in round 2']));
});

test('a run that was just on its way is left alone, also after the database was away for a moment', async () => {
  const { taken, rounds } = watch([['on its way'], new Error('away'), [], ['another'], []]);
  await vi.waitFor(() => expect(rounds()).toBeGreaterThan(5));
  expect(taken).toEqual([]);
});
