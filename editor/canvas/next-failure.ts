// On to the next round of a loop that failed: asks the server for the failed steps inside it and turns the page.
import type { Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { call } from '../api.ts';
import { useSession } from '../document/session.ts';
import { runNow } from '../runs/run-store.ts';
import { toastError } from '../ui/toast.ts';

/** So many pages of failures are looked through; a loop that failed oftener is read from its list. */
const mostPages = 5;

/** The first failed round behind this one, going round at the end. @example nextIndex([2, 7], 3) // 7 */
export function nextIndex(failed: readonly number[], shown: number): number | null {
  const sorted = [...new Set(failed)].sort((a, b) => a - b);
  return sorted.find((index) => index > shown) ?? sorted[0] ?? null;
}

/** `path`: the rounds that are shown of the loops around it, outermost first. */
export async function goToNextFailure(loopId: string, path: readonly number[]): Promise<void> {
  const run = runNow();
  if (!run) return;
  const parent = stepKey(loopId, path);
  const found: number[] = [];
  try {
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const { items, next } = await call('listSteps', {
        params: { id: run.id },
        query: { parent, status: 'failed', limit: 200, ...(cursor ? { cursor } : {}) },
      });
      found.push(...items.flatMap((step: Step) => step.path[path.length] ?? []));
      if (next === null) break;
      cursor = next;
    }
  } catch (thrown) {
    toastError('The failures of the loop could not be read', thrown);
    return;
  }
  const { loopIndex, showIteration } = useSession.getState();
  const index = nextIndex(found, loopIndex[loopId] ?? 0);
  if (index !== null) showIteration(loopId, index);
}
