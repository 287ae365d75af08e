// Suspects: steps that were under way each time when the process died lately. Many may have been, one of them is to blame. So they go
// on one after the other, each marked in the journal as being on trial: the next death says which it was. What the steps do, and
// when one is set aside, is decided elsewhere.
import { type Loaded, suspectAfter } from '../journal/contract.ts';
import type { CompiledFlow } from './compile.ts';

export interface Trial {
  /** A step has ended. When none of the suspects is left, the next run may be tried. */
  ended(key: string): void;
  leave(): void;
}

/** Steps that one more death would set aside. Containers are blamed with what is inside them, and never called. */
export const suspects = ({ deaths, starts }: Loaded, flow: CompiledFlow, limit: number): readonly string[] =>
  [...deaths].flatMap(([key, times]) => {
    const container = flow.nodes.get(starts.get(key)?.nodeId ?? '')?.container ?? null;
    return times >= suspectAfter && times < limit && container === null ? [key] : [];
  });

/** `aloneMs`: who has lived that long is not alone any more; a call may take an hour, and others wait. */
export function courtroom(aloneMs: number) {
  let last: Promise<void> = Promise.resolve();
  return {
    /** Resolves when it is this run's turn. */
    async enter(keys: readonly string[]): Promise<Trial> {
      let leave: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        leave = resolve;
      });
      const before = last;
      last = before.then(() => over);
      await before;
      const timer = setTimeout(() => leave(), aloneMs);
      const left = new Set(keys);
      const trial: Trial = {
        ended(key) {
          if (left.delete(key) && left.size === 0) trial.leave();
        },
        leave() {
          clearTimeout(timer);
          leave();
        },
      };
      return trial;
    },
  };
}
