// Journals that are broken on purpose, each in one way that would cost somebody a backup. The conformance suite has to catch
// every one of them; `caughtBy` names a scenario that does.
import type { Journal, Write } from './contract.ts';

export interface PlantedFault {
  readonly fault: string;
  readonly caughtBy: string;
  readonly plant: (good: Journal) => Journal;
}

const hasKind = (writes: readonly Write[], kind: Write['kind']): boolean => writes.some((write) => write.kind === kind);

export const plantedFaults: readonly PlantedFault[] = [
  {
    fault: 'answers a write before it is committed',
    caughtBy: 'no answer in the turn of the question, and none before the record can be read',
    plant: (good) => ({
      ...good,
      async write(runId, epoch, writes) {
        good.write(runId, epoch, writes).catch(() => undefined);
        return { woken: [] };
      },
    }),
  },
  {
    fault: 'accepts writes of a stale epoch',
    caughtBy: 'a stale epoch is refused as a whole',
    plant(good) {
      const epochs = new Map<string, number>();
      return {
        ...good,
        async claim(runId, owner) {
          const loaded = await good.claim(runId, owner);
          if (loaded) epochs.set(runId, loaded.epoch);
          return loaded;
        },
        write: (runId, epoch, writes) => good.write(runId, epochs.get(runId) ?? epoch, writes),
      };
    },
  },
  {
    fault: 'overwrites a checkpoint',
    caughtBy: 'a step is recorded once: the second record of a key is refused and the first stays',
    plant(good) {
      const later = new Map<string, unknown>();
      return {
        ...good,
        async write(runId, epoch, writes) {
          try {
            return await good.write(runId, epoch, writes);
          } catch {
            for (const write of writes) if (write.kind === 'step') later.set(`${runId} ${write.key}`, write.output);
            return { woken: [] };
          }
        },
        async output(runId, key) {
          const output = await good.output(runId, key);
          return later.has(`${runId} ${key}`) ? { data: later.get(`${runId} ${key}`) as string, list: null } : output;
        },
      };
    },
  },
  {
    fault: 'applies half of a write that is refused',
    caughtBy: 'a refused write leaves nothing behind',
    plant: (good) => ({
      ...good,
      async write(runId, epoch, writes) {
        const answers = await Promise.all(writes.map((write) => good.write(runId, epoch, [write])));
        return { woken: answers.flatMap((answer) => answer.woken) };
      },
    }),
  },
  {
    fault: 'loses an event that comes before its wait',
    caughtBy: 'an event that comes before its wait is kept until the wait appears',
    plant: (good) => ({
      ...good,
      async deliver(event, payload, keepMs) {
        const standing = await good.openEvents(event);
        return standing.length === 0 ? [] : good.deliver(event, payload, keepMs);
      },
    }),
  },
  {
    fault: 'wakes nobody when a run ends',
    caughtBy: 'queue: runs of one key take their place first in, first out, and the one who ends wakes the next',
    plant: (good) => ({
      ...good,
      async write(runId, epoch, writes) {
        const answer = await good.write(runId, epoch, writes);
        return hasKind(writes, 'finish') ? { woken: [] } : answer;
      },
    }),
  },
  {
    fault: 'forgets retries when asked what is due',
    caughtBy: 'a parked run is due at the earliest of its waits and retries',
    plant: (good) => ({
      ...good,
      write: (runId, epoch, writes) =>
        good.write(
          runId,
          epoch,
          writes.map((write) => (write.kind === 'attempt' ? { ...write, retryAt: write.retryAt + 1e9 } : write)),
        ),
    }),
  },
  {
    fault: 'hands a run that is held to a second process',
    caughtBy: 'what one process holds no other can claim, until it is released',
    plant: (good) => ({
      ...good,
      async claim(runId, owner) {
        const loaded = await good.claim(runId, owner);
        if (loaded) return loaded;
        await good.releaseAll();
        return good.claim(runId, owner);
      },
    }),
  },
  {
    fault: 'accepts the same delivery twice',
    caughtBy: 'a deduplication key accepts once, tells another body apart, and expires',
    plant: (good) => ({
      ...good,
      createRun({ dedup: _forgotten, ...run }, claim) {
        return good.createRun(run, claim);
      },
    }),
  },
  {
    fault: 'answers a cancel that it has not recorded',
    caughtBy: 'cancel is durable, wakes what is parked or queued, and keeps its first reason',
    plant: (good) => ({ ...good, cancel: async (runId) => (await good.run(runId)) !== null }),
  },
  {
    fault: 'cannot find a step that shares its row',
    caughtBy: 'every step of a shared row is readable by its key, and recorded once',
    plant(good) {
      const shared = new Set<string>();
      return {
        ...good,
        async write(runId, epoch, writes) {
          for (const write of writes)
            if (write.kind === 'steps') for (const step of write.steps.slice(1)) shared.add(`${runId} ${step.key}`);
          return good.write(runId, epoch, writes);
        },
        step: async (runId, key) => (shared.has(`${runId} ${key}`) ? null : good.step(runId, key)),
      };
    },
  },
  {
    fault: 'loads finished iterations with every claim',
    caughtBy: 'a claim loads what stands outside loops and open iterations, not the finished ones',
    plant: (good) => ({
      ...good,
      async claim(runId, owner) {
        const loaded = await good.claim(runId, owner);
        if (!loaded) return null;
        const steps = new Map(loaded.steps);
        for (const step of (await good.steps(runId, { limit: 10_000 })).items) {
          if (step.status !== 'succeeded' || steps.has(step.key)) continue;
          steps.set(step.key, {
            nodeId: step.nodeId,
            status: step.status,
            port: step.port,
            error: null,
            hasOutput: step.hasOutput,
            list: null,
          });
        }
        return { ...loaded, steps };
      },
    }),
  },
  {
    fault: 'evaluates params anew with a later intent',
    caughtBy: 'records of an open step follow one another: tries are counted, a wait survives a failed resume',
    plant(good) {
      const latest = new Map<string, Write & { kind: 'intent' }>();
      return {
        ...good,
        async write(runId, epoch, writes) {
          for (const write of writes) if (write.kind === 'intent') latest.set(`${runId} ${write.key}`, write);
          return good.write(runId, epoch, writes);
        },
        async claim(runId, owner) {
          const loaded = await good.claim(runId, owner);
          if (!loaded) return null;
          const intents = new Map(
            [...loaded.intents].map(([key, open]) => [key, { ...open, params: latest.get(`${runId} ${key}`)?.params ?? null }]),
          );
          return { ...loaded, intents };
        },
      };
    },
  },
  {
    fault: 'loses what was taken over from a run that had itself taken it over',
    caughtBy: 'a result taken over by reference reads like its own, also through a chain of runs',
    plant(good) {
      const direct = new Set<string>();
      return {
        ...good,
        async write(runId, epoch, writes) {
          const takes = writes.flatMap((write) => (write.kind === 'step' && write.from ? [write] : []));
          for (const step of takes)
            if ((await good.step(step.from?.runId ?? '', step.key))?.takenFrom == null) direct.add(`${runId} ${step.key}`);
          return good.write(runId, epoch, writes);
        },
        async output(runId, key) {
          const taken = (await good.step(runId, key))?.takenFrom != null;
          return taken && !direct.has(`${runId} ${key}`) ? null : good.output(runId, key);
        },
      };
    },
  },
  {
    fault: 'blames nothing for the death of a process',
    caughtBy: 'a process that dies: what was under way is blamed, what waited or had ended is not',
    plant: (good) => ({ ...good, releaseAll: (owner) => good.releaseAll(owner) }),
  },
  {
    fault: 'takes an end in good order for a death',
    caughtBy: 'a process that lets go in good order is nobody’s fault, and neither is what ends between two deaths',
    plant: (good) => ({ ...good, releaseAll: (owner) => good.releaseAll(owner, 'died') }),
  },
  {
    fault: 'blames a step that is not on trial again and again',
    caughtBy: 'a third death counts only for a run that was on trial, and being on trial ends with the life',
    plant: (good) => ({
      ...good,
      async claim(runId, owner) {
        const loaded = await good.claim(runId, owner);
        if (loaded?.deaths.size) await good.write(runId, loaded.epoch, [{ kind: 'trial' }]);
        return loaded;
      },
    }),
  },
  {
    fault: 'tears the changes of one commit apart',
    caughtBy: 'a run and its first writes asked for in one turn are one commit',
    plant(good) {
      return {
        ...good,
        onCommit(listener) {
          return good.onCommit((events) => {
            for (const event of events) listener([event]);
          });
        },
      };
    },
  },
];
