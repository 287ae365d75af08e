// The world that flows change. It outlives every process, counts what was really done, and may answer late, refuse, or lose its
// answer. A request that was on its way when its sender died has either arrived before anybody asks again, or never will.
import { fail } from '../../nodes/kit/errors.ts';
import type { Loop } from './loop.ts';
import type { Random } from './random.ts';

export interface Outside {
  /** How often each step's effect was made, and how often the machine has asked for it. */
  readonly effects: Map<string, number>;
  readonly calls: Map<string, number>;
  /** Requests of this key that have not arrived. */
  pending(key: string): boolean;
  /** Changes the world, unless it refuses; the answer may get lost before or after. */
  change(owner: string, key: string, manner: 'plain' | 'lost' | 'refused'): Promise<void>;
  /** Asks something. */
  look<T>(owner: string, answer: () => T): Promise<T>;
  died(owner: string): void;
}

interface Request {
  readonly owner: string;
  readonly key: string | null;
  readonly arrive: () => void;
  here: boolean;
}

/** Times that a call of one step is refused, or its answer lost, at most. */
const bad = 2;

export function outside(loop: Loop, random: Random): Outside {
  const effects = new Map<string, number>();
  const calls = new Map<string, number>();
  const failed = new Map<string, number>();
  let waiting: Request[] = [];
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const slow = () => (random.chance(0.1) ? random.below(2_000) : random.below(12));

  function send<T>(owner: string, key: string | null, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        owner,
        key,
        here: false,
        arrive() {
          if (request.here) return;
          request.here = true;
          waiting = waiting.filter((one) => one !== request);
          try {
            const answer = act();
            loop.send(owner, slow(), () => resolve(answer));
          } catch (error) {
            loop.send(owner, slow(), () => reject(error));
          }
        },
      };
      waiting.push(request);
      loop.send('outside', slow(), request.arrive);
    });
  }

  return {
    effects,
    calls,
    pending: (key) => waiting.some((request) => request.key === key),
    change(owner, key, manner) {
      count(calls, key);
      return send(owner, key, () => {
        const trouble = manner !== 'plain' && (failed.get(key) ?? 0) < bad && random.chance(0.5);
        if (trouble) count(failed, key);
        if (trouble && manner === 'refused') throw fail('throttled', 'Too many requests.', { retryAfter: random.below(50) });
        const arrived = !trouble || random.chance(0.5);
        if (arrived) count(effects, key);
        if (trouble) throw fail('unanswered', 'The connection broke.', { unanswered: true });
      });
    },
    look: (owner, answer) => send(owner, null, answer),
    died(owner) {
      const mine = waiting.filter((request) => request.owner === owner);
      waiting = waiting.filter((request) => request.owner !== owner);
      for (const request of mine) {
        if (random.chance(0.5)) request.arrive();
        request.here = true;
      }
    },
  };
}
