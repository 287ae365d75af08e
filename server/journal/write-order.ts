// A session asks for its writes ahead, and each relies on those before it. So when one is refused (a full disk, a broken line),
// what was asked for after it, before that was known, is refused too: else a step would stand in the journal without what led to it.

export interface AskedWrite {
  /** Does the work inside the commit, unless an earlier write of the claim was refused. May be done again. */
  take<T>(work: () => T): T;
  /** The answer to it: a commit that was impossible is a refusal as well. */
  settles<T>(begin: () => Promise<T>): Promise<T>;
}

interface Refusal {
  readonly epoch: number;
  readonly order: number;
  /** The last one that was asked for before the refusal was known; null as long as it is not. */
  readonly last: number | null;
  readonly error: unknown;
}

/** A claim whose write was refused is given up soon after: so many are remembered. */
const most = 10_000;

export function writeOrder(): { ask(runId: string, epoch: number): AskedWrite } {
  const refused = new Map<string, Refusal>();
  let asked = 0;
  return {
    ask(runId, epoch) {
      asked += 1;
      const order = asked;
      const refuse = (error: unknown, last: number | null) => {
        const known = refused.get(runId);
        if (known && (known.epoch > epoch || (known.epoch === epoch && known.order < order && isBehind(known, order)))) return;
        refused.delete(runId);
        refused.set(runId, { epoch, order, error, last });
        for (const oldest of refused.keys()) if (refused.size > most) refused.delete(oldest);
      };
      return {
        take(work) {
          const earlier = refused.get(runId);
          if (earlier?.epoch === epoch && isBehind(earlier, order)) throw earlier.error;
          try {
            const value = work();
            if (earlier?.order === order) refused.delete(runId);
            return value;
          } catch (error) {
            refuse(error, null);
            throw error;
          }
        },
        settles(begin) {
          let answer: ReturnType<typeof begin>;
          try {
            answer = begin();
          } catch (error) {
            answer = Promise.reject(error);
          }
          answer.then(undefined, (error: unknown) => refuse(error, asked));
          return answer;
        },
      };
    },
  };
}

const isBehind = (refusal: Refusal, order: number): boolean => order > refusal.order && (refusal.last === null || order <= refusal.last);
