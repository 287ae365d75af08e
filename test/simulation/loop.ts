// The event loop of a simulated world. It takes the place of the thread's timers, so that the real engine, dispatcher and
// journal run on it unchanged; which task comes next, and when, is drawn from the seed. Every task belongs to somebody (a
// process, the journal, the world outside), so that a process can die with all it had in hand, or freeze and wake up.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

interface Task {
  readonly owner: string;
  readonly kind: 'turn' | 'timer' | 'message';
  readonly seq: number;
  at: number;
  readonly run: () => void;
  readonly every: number | null;
}

export interface Loop {
  /** Milliseconds since the world began. */
  readonly now: number;
  readonly turns: number;
  /** Puts a task into the hands of `owner`; messages of one time come in any order. */
  send(owner: string, delay: number, run: () => void): void;
  /** Whatever follows from this call, promises included, is this owner's. */
  as<T>(owner: string, run: () => T): T;
  /** The owner dies: nothing of what it had in hand happens, and nothing it still asks for. */
  kill(owner: string): void;
  freeze(owner: string, ms: number): void;
  /** One task after the other, until `done` says so; false: nothing was left to do, or it took too long. */
  run(done: () => boolean, mostTurns: number): Promise<boolean>;
  /** Called between two tasks: who plays fate does it here. */
  between: () => void;
  /** Gives the thread its own timers back. */
  end(): void;
}

const realImmediate = setImmediate;
/** One for all worlds: what a thread keeps for each of them it never lets go of. */
const context = new AsyncLocalStorage<string>();

export function simulatedLoop(random: Random, busy: number): Loop {
  let now = 0;
  let turns = 0;
  let seq = 0;
  const tasks: Task[] = [];
  const dead = new Set<string>();
  const frozen = new Map<string, number>();

  function add(owner: string, kind: Task['kind'], delay: number, run: () => void, every: number | null = null): Task {
    seq += 1;
    const task = { owner, kind, seq, at: now + Math.max(0, delay), run, every };
    if (!dead.has(owner)) tasks.push(task);
    return task;
  }

  const due = (task: Task): number => Math.max(task.at, frozen.get(task.owner) ?? 0);

  function drop(task: Task | undefined): void {
    const at = task ? tasks.indexOf(task) : -1;
    if (at >= 0) tasks.splice(at, 1);
  }

  /** Of one owner's turns the first asked for comes first, and of its timers the first due: as in a real process. */
  function next(): Task | null {
    const ready: Task[] = [];
    const first = new Map<string, Task>();
    let soonest: Task | null = null;
    for (const task of tasks) {
      const at = due(task);
      if (soonest === null || at < due(soonest)) soonest = task;
      if (at > now) continue;
      if (task.kind === 'message') ready.push(task);
      else {
        const lane = `${task.owner} ${task.kind}`;
        const before = first.get(lane);
        if (before === undefined || task.at < before.at || (task.at === before.at && task.seq < before.seq)) first.set(lane, task);
      }
    }
    ready.push(...first.values());
    if (ready.length > 0 && !random.chance(busy)) return random.pick(ready);
    const later = tasks.filter((task) => due(task) > now).sort((a, b) => due(a) - due(b) || a.seq - b.seq)[0];
    if (later) now = due(later);
    return later ?? (ready.length > 0 ? random.pick(ready) : null);
  }

  function perform(task: Task): void {
    if (task.every === null) drop(task);
    else task.at = now + task.every;
    turns += 1;
    context.run(task.owner, task.run);
  }

  const handle = (task: Task) => Object.assign(task, { ref: () => task, unref: () => task, hasRef: () => true });
  const mine = (kind: Task['kind'], delay: number, run: () => void, every: number | null = null) =>
    handle(add(context.getStore() ?? 'nobody', kind, delay, run, every));
  const given = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
    performance,
    Date,
    random: Math.random,
  };
  Object.assign(globalThis, {
    setTimeout: (run: (...all: unknown[]) => void, delay = 0, ...all: unknown[]) => mine('timer', Math.max(1, delay), () => run(...all)),
    setInterval: (run: () => void, every = 1) => mine('timer', every, run, Math.max(1, every)),
    setImmediate: (run: (...all: unknown[]) => void, ...all: unknown[]) => mine('turn', 0, () => run(...all)),
    clearTimeout: drop,
    clearInterval: drop,
    clearImmediate: drop,
    // Some stretches of work take long: the engine then gives others their turn.
    performance: { now: () => now + (random.chance(0.2) ? 1_000 : 0) },
  });
  const dateNow = Date.now;
  Date.now = () => {
    throw new Error('The simulated world was asked for the real time.');
  };
  Math.random = random.next;

  const loop: Loop = {
    get now() {
      return now;
    },
    get turns() {
      return turns;
    },
    send: (owner, delay, run) => void add(owner, 'message', delay, run),
    as: (owner, run) => context.run(owner, run),
    kill(owner) {
      dead.add(owner);
      for (let i = tasks.length - 1; i >= 0; i--) if (tasks[i]?.owner === owner) tasks.splice(i, 1);
    },
    freeze: (owner, ms) => void frozen.set(owner, now + ms),
    between: () => undefined,
    run: (done, mostTurns) =>
      new Promise((resolve, reject) => {
        const turn = () => {
          try {
            if (done()) return resolve(true);
            loop.between();
            const task = turns < mostTurns ? next() : null;
            if (!task) return resolve(false);
            perform(task);
          } catch (error) {
            return reject(error);
          }
          // The real turn lets everything that the task has promised come about, as after a task of a real event loop.
          realImmediate(turn);
        };
        turn();
      }),
    end() {
      const { random: chance, Date: _, ...timers } = given;
      Object.assign(globalThis, timers);
      Date.now = dateNow;
      Math.random = chance;
    },
  };
  return loop;
}
