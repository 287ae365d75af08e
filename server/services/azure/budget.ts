// How much Azure still lets us ask. Its answers say how many requests remain; a 429 says until when there are none. Kept per
// connection, subscription and kind of request; a block is written to the journal, so that every process of a fleet keeps it.
import { fail } from '../../../nodes/kit/errors.ts';
import type { AzureBudget, ServicesDeps } from '../contract.ts';

type Headers = { get(name: string): string | undefined | null };

export interface Budget {
  /** Throws `throttled` while Azure wants no requests: asking on would only prolong it. */
  check(): Promise<void>;
  learn(status: number, headers: Headers): void;
  /** What Azure said last; null when it has said nothing. */
  remaining(): number | null;
}

const remainingHeaders = ['x-ms-ratelimit-remaining-subscription-resource-requests', 'x-ms-ratelimit-remaining-subscription-reads'];
const longest = 5 * 60_000;
const askEveryMs = 10_000;
/** The journal's bucket only carries the block. */
const plenty = { perSecond: 1_000, burst: 1_000 };

export function createBudgets(journal: Pick<ServicesDeps['journal'], 'blockKey' | 'takeToken'>, now: () => number) {
  const budgets = new Map<string, { readonly budget: Budget; readonly figure: () => AzureBudget }>();
  const budgetOf = (connectionId: string, subscription: string, kind: 'reads' | 'writes'): Budget => {
    const key = `azure:${connectionId}:${subscription.toLowerCase()}:${kind}`;
    const known = budgets.get(key);
    if (known) return known.budget;
    let left: number | null = null;
    let blockedUntil = 0;
    let asked = 0;
    let requests = 0;
    const budget: Budget = {
      async check() {
        // What another process of the fleet was told counts here too; asking the journal now and then is enough.
        if (now() - asked > askEveryMs) {
          asked = now();
          const told = await journal.takeToken(key, plenty, now());
          if (!told.ok) blockedUntil = Math.max(blockedUntil, told.retryAt);
        }
        const wait = blockedUntil - now();
        if (wait <= 0) return;
        throw fail('throttled', `Azure has asked to slow down for another ${Math.ceil(wait / 1000)} seconds.`, {
          refused: true,
          retryAfter: wait,
        });
      },
      learn(status, headers) {
        requests++;
        for (const name of remainingHeaders) {
          const value = headers.get(name);
          if (value !== null && value !== undefined && /^\d+$/.test(value)) left = Number(value);
        }
        if (status !== 429) return;
        const seconds = Number(headers.get('retry-after') ?? 30);
        blockedUntil = now() + Math.min(Number.isFinite(seconds) ? seconds * 1000 : 30_000, longest);
        void journal.blockKey(key, blockedUntil).catch(() => undefined);
      },
      remaining: () => left,
    };
    const figure = () => ({ connectionId, subscription, kind, requests, left, blockedUntil: blockedUntil > now() ? blockedUntil : null });
    budgets.set(key, { budget, figure });
    return budget;
  };
  /** What this process has asked for and was told, for people who look after it. */
  const all = (): AzureBudget[] => [...budgets.values()].map(({ figure }) => figure());
  return Object.assign(budgetOf, { all });
}

export type Budgets = ReturnType<typeof createBudgets>;
