// A process that stops while the database is away stops all the same: its runs go to others once it counts as dead.
import { expect, test } from 'vitest';
import { inProcessDispatcher } from '../dispatch/in-process.ts';
import { memoryJournal } from '../journal/memory.ts';
import { DatabaseAway } from '../journal/postgres-session.ts';
import { createEngine } from './engine.ts';

test('an engine that cannot give its runs back stops all the same', async () => {
  const inMemory = memoryJournal();
  const asked: (string | undefined)[] = [];
  const journal: typeof inMemory = {
    ...inMemory,
    async releaseAll(of) {
      asked.push(of);
      if (of !== undefined) throw new DatabaseAway(new Error('connect ECONNREFUSED'));
    },
  };
  const engine = createEngine({
    journal,
    dispatcher: inProcessDispatcher({ journal }),
    owner: 'me',
    nodeType: () => undefined,
    loadFlow: () => Promise.reject(new Error('there is none')),
    capabilities: () => Promise.reject(new Error('there are none')),
    held: async () => [],
  });
  await engine.boot();
  await engine.stop(0);
  expect(asked).toEqual([undefined, 'me']);
});
