// What expressions of one step see: inputs, trigger, run, memory, the loops around it, and the results of the steps before it.
// Reading is at once: whatever stands only in the journal is fetched before (see `wanting`), as far as an expression names it.
import { fail } from '../../nodes/kit/errors.ts';
import type { Reference, Scope } from '../../nodes/kit/expression/expression.ts';
import { type Frame, frameOf, iterationAround, loopAround, resultOf, type Settled } from './frame.ts';

/** The same for all steps of a run. */
export interface RunNames {
  readonly inputs: unknown;
  readonly trigger: unknown;
  readonly run: unknown;
  readonly memory: unknown;
}

/** A class, for a loop makes one for each of its steps. `seed` and `now` fix guid(), rand() and utcNow() at every attempt. */
class StepScope implements Scope {
  readonly inputs: unknown;
  readonly trigger: unknown;
  readonly run: unknown;
  readonly memory: unknown;
  readonly item: unknown;
  readonly index?: number;
  readonly now: number;
  readonly seed: string;
  readonly #frame: Frame;

  constructor(frame: Frame, names: RunNames, now: number, seed: string, item: unknown, index: number | null) {
    this.#frame = frame;
    this.inputs = names.inputs;
    this.trigger = names.trigger;
    this.run = names.run;
    this.memory = names.memory;
    this.item = item;
    if (index !== null) this.index = index;
    this.now = now;
    this.seed = seed;
  }

  loop(id: string) {
    const at = loopAround(this.#frame, id);
    return at ? { item: at.item, index: at.index as number } : undefined;
  }
  step(id: string) {
    const settled = settledIn(this.#frame, id);
    return settled ? lazyList(settled) : null;
  }
  error(id: string) {
    return settledIn(this.#frame, id)?.error ?? null;
  }
  status(id: string) {
    return settledIn(this.#frame, id)?.status ?? null;
  }
  about(item: unknown, index: number): StepScope {
    return new StepScope(this.#frame, this, this.now, this.seed, item, index);
  }
}

export function scopeIn(frame: Frame, names: RunNames, now: number, seed: string): StepScope {
  const nearest = iterationAround(frame);
  return new StepScope(frame, names, now, seed, nearest?.item, nearest?.index ?? null);
}

export type { StepScope };

function settledIn(frame: Frame, id: string): Settled | undefined {
  const place = frameOf(frame, id);
  return place?.frame.settled[place.node.index];
}

/** A result whose list was not fetched answers all but the list; naming that one ends the expression. */
function lazyList(settled: Settled): unknown {
  const result = resultOf(settled);
  const { list, items } = settled;
  if (settled.status !== 'succeeded' || !list || items || typeof result !== 'object') return result;
  return Object.defineProperty({ ...result }, list.property, {
    enumerable: true,
    get: () => {
      throw fail(
        'list_too_large',
        `The list "${list.property}" of ${settled.key} has ${list.count} items, too much to be loaded as a whole.`,
      );
    },
  });
}

/** Steps whose result is named and not in memory; `list`: the items of their list are named too. */
export function wanting(frame: Frame, references: readonly Reference[]): { readonly settled: Settled; readonly list: boolean }[] {
  const found: { settled: Settled; list: boolean }[] = [];
  for (const { root, name, path } of references) {
    if (root !== 'steps' || name === null) continue;
    const settled = settledIn(frame, name);
    if (settled?.status !== 'succeeded') continue;
    const list = settled.list !== null && settled.items === null && (path.length === 0 || path[0] === settled.list.property);
    if (list || (settled.hasOutput && settled.output === undefined)) found.push({ settled, list });
  }
  return found;
}
