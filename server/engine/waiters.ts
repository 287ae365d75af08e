// Callers who wait for a run: until it has passed a respond node or ended. They are told after the commit, and read what
// the journal then says; nothing is answered from memory.
import { hasEnded } from '../../nodes/kit/records.ts';
import type { Journal } from '../journal/contract.ts';
import type { Engine } from './engine.ts';

export function waitersOf(journal: Journal): { readonly waitFor: Engine['waitFor']; readonly told: (runId: string) => void } {
  const waiting = new Map<string, Set<() => void>>();

  async function look(runId: string) {
    const [run, response] = await Promise.all([journal.run(runId), journal.response(runId)]);
    if (!run) return null;
    return response || hasEnded(run.status) ? { run, response } : undefined;
  }

  return {
    told(runId) {
      for (const check of waiting.get(runId) ?? []) check();
    },
    waitFor(runId, ms) {
      return new Promise((resolve, reject) => {
        const checks = waiting.get(runId) ?? new Set();
        waiting.set(runId, checks);
        let timer: NodeJS.Timeout | undefined;
        const end = (result: Awaited<ReturnType<Engine['waitFor']>>) => {
          clearTimeout(timer);
          checks.delete(check);
          if (checks.size === 0 && waiting.get(runId) === checks) waiting.delete(runId);
          resolve(result);
        };
        const check = () => {
          look(runId).then((found) => found !== undefined && end(found), reject);
        };
        timer = setTimeout(() => end(null), ms);
        checks.add(check);
        check();
      });
    },
  };
}
