// Who keeps the time, over a real journal that two processes share.
import { afterEach, expect, test, vi } from 'vitest';
import { memoryJournal } from '../journal/memory.ts';
import { createKeeper } from './keeper.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

function desk(journal: ReturnType<typeof memoryJournal>, owner: string) {
  const done: string[] = [];
  let version = 1;
  let broken = false;
  const keeper = createKeeper({
    journal: {
      disown: journal.disown,
      own: async (...lease) => {
        if (broken) throw new Error('the database is away');
        return journal.own(...lease);
      },
    },
    owner,
    schedules: { look: async () => void done.push('time'), rest: () => void done.push('rest') },
    runEnded: { look: async () => void done.push('listeners'), rest: async () => undefined },
    changes: async () => version,
    trouble: (error) => void done.push((error as Error).message),
  });
  started.push(keeper);
  return {
    keeper,
    done,
    publish: () => {
      version += 1;
    },
    lose: () => {
      broken = true;
    },
  };
}

test('one of two keeps the time; when it stops the other does at once', async () => {
  const journal = memoryJournal();
  const [one, other] = [desk(journal, 'one'), desk(journal, 'other')];
  await one.keeper.start();
  await other.keeper.start();
  expect(one.done).toEqual(['listeners', 'time']);
  expect(other.done).toEqual([]);
  await one.keeper.stop();
  await vi.waitFor(() => expect(other.done).toEqual(['listeners', 'time']), 5_000);
});

test('whoever keeps the time hears of what the others publish, and reads the listeners only then', async () => {
  const journal = memoryJournal();
  const one = desk(journal, 'one');
  await one.keeper.start();
  await vi.waitFor(() => expect(one.done).toEqual(['listeners', 'time', 'time']), 5_000);
  one.publish();
  await vi.waitFor(() => expect(one.done.slice(3)).toEqual(['listeners', 'time']), 5_000);
});

test('what is published here counts at once, where the time is kept', async () => {
  const journal = memoryJournal();
  const [one, other] = [desk(journal, 'one'), desk(journal, 'other')];
  await one.keeper.start();
  await other.keeper.start();
  one.publish();
  await one.keeper.look();
  expect(one.done).toEqual(['listeners', 'time', 'listeners', 'time']);
  await other.keeper.look();
  expect(other.done).toEqual([]);
});

test('whoever cannot say that the lease is its own lets the others', async () => {
  const journal = memoryJournal();
  const one = desk(journal, 'one');
  await one.keeper.start();
  one.lose();
  await one.keeper.look();
  expect(one.done).toEqual(['listeners', 'time', 'the database is away', 'rest']);
});
