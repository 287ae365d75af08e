// Many changes of one vault at the same time: which job did each start? One list of the vault's jobs answers for all of them, by the
// key that each sent along; asking for the status of every single operation would eat the hour's budget at once.
import type { BackupJob } from '../../../nodes/kit/capabilities-azure.ts';
import { sleep } from './pause.ts';

export interface JobBoard {
  /** The job with this key, once it shows; null when it does not for a while: then its operation has to be asked. */
  jobOf(vaultId: string, key: string, signal: AbortSignal): Promise<string | null>;
  /** A change of the vault has been accepted, or has been followed to its end. More than a few at a time are worth a list. */
  enter(vaultId: string): () => void;
  crowded(vaultId: string): boolean;
}

interface BoardDeps {
  jobs(vaultId: string, since: string, signal: AbortSignal): AsyncIterable<BackupJob>;
  /** Milliseconds before each look; the last one stays. */
  readonly pauses: readonly number[];
  readonly now: () => number;
}

interface Waiting {
  readonly since: number;
  looks: number;
  found(jobId: string | null): void;
}

const few = 4;
/** A job shows with the second look at the latest, unless Azure is slow or there is none. */
const mostLooks = 4;
/** Clocks differ. */
const skewMs = 10 * 60_000;

export function createJobBoard({ jobs, pauses, now }: BoardDeps): JobBoard {
  const boards = new Map<string, Map<string, Waiting>>();
  const busy = new Map<string, number>();

  async function look(vaultId: string, waiting: Map<string, Waiting>): Promise<void> {
    const stopped = new AbortController();
    for (let round = 0; waiting.size > 0; round += 1) {
      await sleep(pauses[Math.min(round, pauses.length - 1)] ?? 1_000, stopped.signal);
      const asked = new Map(waiting);
      const since = Math.min(...[...asked.values()].map((one) => one.since)) - skewMs;
      try {
        for await (const { activityId, jobId } of jobs(vaultId, new Date(since).toISOString(), stopped.signal)) {
          const key = activityId?.toLowerCase() ?? '';
          asked.get(key)?.found(jobId);
          asked.delete(key);
          if (asked.size === 0) break;
        }
      } catch {
        // Not to be had now; those who wait ask for their own operation in the end.
      }
      for (const one of asked.values()) if (++one.looks >= mostLooks) one.found(null);
    }
  }

  return {
    jobOf(vaultId, key, signal) {
      const at = vaultId.toLowerCase();
      const board = boards.get(at) ?? new Map<string, Waiting>();
      return new Promise((resolve) => {
        const found = (jobId: string | null) => {
          board.delete(key.toLowerCase());
          signal.removeEventListener('abort', give);
          resolve(jobId);
        };
        const give = () => found(null);
        signal.addEventListener('abort', give, { once: true });
        board.set(key.toLowerCase(), { since: now(), looks: 0, found });
        if (boards.has(at)) return;
        boards.set(at, board);
        void look(vaultId, board).finally(() => boards.delete(at));
      });
    },
    enter(vaultId) {
      const at = vaultId.toLowerCase();
      busy.set(at, (busy.get(at) ?? 0) + 1);
      return () => busy.set(at, Math.max(0, (busy.get(at) ?? 0) - 1));
    },
    crowded: (vaultId) => (busy.get(vaultId.toLowerCase()) ?? 0) > few,
  };
}
