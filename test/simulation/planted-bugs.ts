// Mistakes that somebody could make in the engine, the journal or the dispatcher, each one line, put between the real parts. The
// simulation has to catch every one of them, or it would prove nothing.
import type { NodeType } from '../../nodes/kit/define.ts';
import type { Dispatcher } from '../../server/dispatch/contract.ts';
import type { Journal, Loaded, Write } from '../../server/journal/contract.ts';

export interface Bug {
  readonly bug: string;
  /** Within the one journal: who watches it sees what was asked for. */
  readonly within?: (good: Journal) => Journal;
  /** Around the one journal. */
  readonly journal?: (good: Journal) => Journal;
  /** Around what one engine sees of the journal. */
  readonly engineJournal?: (good: Journal) => Journal;
  /** Around what one dispatcher sees of the journal. */
  readonly due?: (good: Journal) => Journal;
  readonly dispatcher?: (good: Dispatcher) => Dispatcher;
  readonly nodeType?: (good: NodeType) => NodeType;
}

const asking = (good: Journal, own: Partial<Journal>): Journal =>
  new Proxy(good, { get: (target, name) => own[name as keyof Journal] ?? target[name as keyof Journal] });

const claiming = (change: (loaded: Loaded) => Loaded) => (good: Journal) =>
  asking(good, {
    claim: async (runId, owner) => {
      const loaded = await good.claim(runId, owner);
      return loaded && change(loaded);
    },
  });

const writing = (change: (writes: readonly Write[]) => readonly Write[]) => (good: Journal) =>
  asking(good, { write: (runId, epoch, writes) => good.write(runId, epoch, change(writes)) });

export const plantedBugs: readonly Bug[] = [
  {
    bug: 'the engine is told of a write before it is durable',
    engineJournal: (good) =>
      asking(good, {
        write: async (...all) => {
          good.write(...all).catch(() => undefined);
          return { woken: [] };
        },
      }),
  },
  {
    bug: 'what changes the world is called without an intent',
    nodeType: (good) => (typeof good.effect === 'function' ? { ...good, effect: 'read' } : good),
  },
  {
    bug: 'a call without an answer is taken for one that did not happen',
    nodeType: (good) => ({ ...good, recover: async () => 'didNot' }),
  },
  {
    bug: 'a destroy is called again like any write',
    nodeType: (good) => {
      const { effect } = good;
      return typeof effect === 'function'
        ? ({ ...good, effect: (params: never) => (effect(params) === 'destroy' ? 'write' : effect(params)) } as NodeType)
        : good;
    },
  },
  { bug: 'a run is taken up without its open intents', journal: claiming((loaded) => ({ ...loaded, intents: new Map() })) },
  {
    bug: 'a run is taken up without its last checkpoint',
    journal: claiming((loaded) => ({ ...loaded, steps: new Map([...loaded.steps].slice(0, -1)) })),
  },
  {
    bug: 'the port of a checkpoint is forgotten',
    journal: claiming((loaded) => ({
      ...loaded,
      steps: new Map([...loaded.steps].map(([key, step]) => [key, { ...step, port: step.port === 'no' ? 'yes' : step.port }])),
    })),
  },
  {
    bug: 'a claim leaves the epoch as it was',
    within: (good) => {
      const epochs = new Map<string, number>();
      return asking(good, {
        claim: async (runId, owner) => {
          const loaded = await good.claim(runId, owner);
          if (loaded) epochs.set(runId, loaded.epoch);
          return loaded;
        },
        write: (runId, epoch, writes) => good.write(runId, epochs.get(runId) ?? epoch, writes),
      });
    },
  },
  {
    bug: 'an event that comes before its wait is lost',
    journal: (good) =>
      asking(good, {
        deliver: async (event, payload, keepMs) =>
          (await good.openEvents(event)).length === 0 ? [] : good.deliver(event, payload, keepMs),
      }),
  },
  {
    bug: 'a cancel is answered and not recorded',
    journal: (good) => asking(good, { cancel: async (runId) => (await good.run(runId)) !== null }),
  },
  { bug: 'nobody asks the journal what is due', due: (good) => asking(good, { due: async () => ({ runs: [], nextAt: null }) }) },
  {
    bug: 'a wake in the future is forgotten, and the sweeper sees only what is due at once',
    due: (good) => asking(good, { due: async (now, limit) => ({ ...(await good.due(now - 1e12, limit)), nextAt: null }) }),
    dispatcher: (good) => ({ ...good, wake: (runId, options) => (options?.at === undefined ? good.wake(runId, options) : undefined) }),
  },
  { bug: 'what a dead process held is never let go', journal: (good) => asking(good, { releaseAll: async () => undefined }) },
  {
    bug: 'runs of one key do not wait for each other',
    within: (good) => asking(good, { createRun: ({ concurrency: _, ...run }, claim) => good.createRun(run, claim) }),
  },
  {
    bug: 'one delivery is accepted twice',
    within: (good) => asking(good, { createRun: ({ dedup: _, ...run }, claim) => good.createRun(run, claim) }),
  },
  {
    bug: 'the last of several records of one write is left out',
    engineJournal: writing((writes) => (writes.length > 2 ? writes.slice(0, -1) : writes)),
  },
  { bug: 'a wait is not recorded when the run parks', engineJournal: writing((writes) => writes.filter(({ kind }) => kind !== 'wait')) },
];
