// The way from one process to the journal. Embedded, it is a call; on many machines, requests are on their way for a while
// (in the order in which they were asked), answers come in any order, and now and then the journal refuses or its answer is
// lost. What a dead process had asked for and what had not arrived is gone.
import type { Journal } from '../../server/journal/contract.ts';
import type { Ledger } from './ledger.ts';
import type { Loop } from './loop.ts';
import type { Random } from './random.ts';

/** What may have happened although nobody is told. */
const changing: ReadonlySet<string> = new Set(['write', 'claim', 'createRun', 'cancel', 'resolve', 'deliver']);

export interface LinkRules {
  /** Null: embedded, without a way. */
  readonly delay: number | null;
  /** Part of the requests that the journal refuses, and of the changes whose answer gets lost after the commit. */
  readonly refuses: number;
  readonly loses: number;
}

/** What the journal says when this world wants it to refuse: nobody else says this. */
export class Refused extends Error {}

export interface Link {
  readonly journal: Journal;
  /** The process has died: what has not arrived never does. */
  cut(): void;
}

export function linkTo(
  journal: Journal,
  owner: { readonly task: string; readonly slot: string },
  world: { readonly loop: Loop; readonly random: Random; readonly ledger: Ledger; readonly trace: ((line: string) => void) | null },
  rules: () => LinkRules,
): Link {
  const { loop, random, ledger } = world;
  const line: (() => void)[] = [];
  /** Writes of these runs and epochs were refused: what was asked for after them is refused too. */
  const broken = new Set<string>();
  let alive = true;

  function ask(name: string, call: () => Promise<unknown>, given: readonly unknown[]): Promise<unknown> {
    if (world.trace) world.trace(`${owner.task} asks ${name} ${brief(given)}`);
    return new Promise((resolve, reject) => {
      const { delay, refuses, loses } = rules();
      const back = (then: () => void) => {
        if (!alive) return;
        if (delay === null) then();
        else loop.send(owner.task, random.below(delay), then);
      };
      const enter = () =>
        loop.as('journal', () => {
          const session = name === 'write' ? `${given[0]} ${given[1]}` : '';
          if (random.chance(refuses) || broken.has(session)) {
            if (name === 'write') broken.add(session);
            world.trace?.(`${owner.task} is refused ${name} ${brief(given)}`);
            return back(() => reject(new Refused('The journal refused.')));
          }
          const lost = changing.has(name) && random.chance(loses);
          ledger.asked(owner.slot, call).then(
            (answer) => {
              if (world.trace)
                world.trace(`${owner.task} ${lost ? 'is not told' : 'is told'} of ${name} ${brief(given)}: ${brief([answer])}`);
              back(() => (lost ? reject(new Refused('The answer of the journal was lost.')) : resolve(answer)));
            },
            (error) => back(() => reject(error)),
          );
        });
      if (delay === null) return enter();
      line.push(enter);
      loop.send('network', random.below(delay), () => line.shift()?.());
    });
  }

  const far = new Proxy(journal, {
    get(target, property) {
      const name = property as keyof Journal;
      if (name === 'onCommit') return target.onCommit;
      return (...given: never[]) => {
        // No process lets go of what another holds: that is for the lease to decide.
        const all = name === 'releaseAll' ? [owner.slot as never] : given;
        return ask(name, () => (target[name] as (...args: never[]) => Promise<unknown>)(...all), all);
      };
    },
  });
  return {
    journal: far,
    cut() {
      alive = false;
      line.length = 0;
    },
  };
}

const brief = (given: readonly unknown[]): string =>
  JSON.stringify(given, (_, value) => (value instanceof Map ? [...value] : value))?.slice(0, 1_500);
