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

/** `seed` and `now` fix guid(), rand() and utcNow(): the same at every attempt of a step. */
export function scopeIn(frame: Frame, names: RunNames, now: number, seed: string): Scope {
  const nearest = iterationAround(frame);
  const settledOf = (id: string): Settled | undefined => {
    const place = frameOf(frame, id);
    return place?.frame.settled[place.node.index];
  };
  return {
    ...names,
    item: nearest?.item,
    ...(nearest?.index == null ? {} : { index: nearest.index }),
    loop: (id) => {
      const at = loopAround(frame, id);
      return at ? { item: at.item, index: at.index as number } : undefined;
    },
    step: (id) => {
      const settled = settledOf(id);
      return settled ? lazyList(settled) : null;
    },
    error: (id) => settledOf(id)?.error ?? null,
    status: (id) => settledOf(id)?.status ?? null,
    now,
    seed,
  };
}

export const withItem = (scope: Scope, item: unknown, index: number): Scope => ({ ...scope, item, index });

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
    const place = frameOf(frame, name);
    const settled = place?.frame.settled[place.node.index];
    if (settled?.status !== 'succeeded') continue;
    const list = settled.list !== null && settled.items === null && (path.length === 0 || path[0] === settled.list.property);
    if (list || (settled.hasOutput && settled.output === undefined)) found.push({ settled, list });
  }
  return found;
}
