import { afterEach, expect, test, vi } from 'vitest';
import { flowOf, rig } from '../../test/reference/rig.ts';
import { inProcessDispatcher } from '../dispatch/in-process.ts';
import { memoryJournal } from '../journal/memory.ts';
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

/** The journal refuses the run's first write, and the queue loses the wake that was to bring it back. */
async function refusedAndForgotten(held: 'watched' | 'not watched') {
  const good = memoryJournal();
  let refuses = 1;
  const journal: typeof good = {
    ...good,
    async write(runId, epoch, writes) {
      refuses -= 1;
      if (refuses >= 0) throw new Error('The connection broke.');
      return good.write(runId, epoch, writes);
    },
  };
  const dispatcher = { ...inProcessDispatcher({ journal, sweepMs: 20 }), wake: () => undefined };
  const all = async () => (await good.runs({ projectId: 'default', limit: 10 })).items.map(({ id }) => id);
  const limits = { troubleMs: 20 };
  const r = await rig({ journal, deps: { dispatcher, limits, onTrouble: () => undefined, ...(held === 'watched' && { held: all }) } });
  const runId = await r.start(flowOf([{ id: 'start', type: 'start' }], []));
  await new Promise((next) => setTimeout(next, 300));
  const run = await good.run(runId);
  await r.stop();
  return run?.status;
}

test('a run that this process holds goes on although its wake was lost: no sweeper would find it', async () => {
  expect(await refusedAndForgotten('not watched')).toBe('queued');
  expect(await refusedAndForgotten('watched')).toBe('succeeded');
});
