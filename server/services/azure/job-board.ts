// Many changes of one vault at the same time: which job did each start? One list of the vault's jobs answers for all of them, by the
// key that each sent along; asking for the status of every single operation would eat the hour's budget at once. The same list tells
// after a crash, for all runs together, which calls had arrived.
import type { BackupJob } from '../../../nodes/kit/capabilities-azure.ts';
import { brokenOff, sleep } from './pause.ts';

export interface JobBoard {
  /** The job with this key, once it shows; null when it does not for a while: then its operation has to be asked. */
  jobOf(vaultId: string, key: string, signal: AbortSignal): Promise<string | null>;
  /** The job of a call that was made at `since`; null only when a look after `until` has not shown it either. Throws what keeps it from looking. */
  find(vaultId: string, key: string, span: Span, signal: AbortSignal): Promise<BackupJob | null>;
  /** A change of the vault has been accepted, or has been followed to its end. More than a few at a time are worth a list. */
  enter(vaultId: string): () => void;
  crowded(vaultId: string): boolean;
}

interface Span {
  readonly since: number;
  readonly until: number;
}

interface BoardDeps {
  jobs(vaultId: string, since: string, signal: AbortSignal): AsyncIterable<BackupJob>;
  /** Milliseconds before each look; the last one stays. */
  readonly pauses: readonly number[];
  readonly now: () => number;
}

interface Waiting {
  readonly key: string;
  readonly since: number;
  /** After a list without its job, and after one that failed. */
  missed(looked: number, error: unknown): void;
  found(job: BackupJob): void;
}

const few = 4;
/** A job shows with the second look at the latest, unless Azure is slow or there is none. */
const mostLooks = 4;
/** Clocks differ. */
const skewMs = 10 * 60_000;

export function createJobBoard({ jobs, pauses, now }: BoardDeps): JobBoard {
  const boards = new Map<string, Set<Waiting>>();
  const busy = new Map<string, number>();

  async function look(at: string, vaultId: string, board: Set<Waiting>): Promise<void> {
    const { signal } = new AbortController();
    for (let round = 0; board.size > 0; round += 1) {
      await sleep(pauses[Math.min(round, pauses.length - 1)] ?? 1_000, signal);
      const asked = new Set(board);
      const looked = now();
      const since = Math.min(...[...asked].map((one) => one.since)) - skewMs;
      let failed: unknown = null;
      try {
        for await (const job of jobs(vaultId, new Date(since).toISOString(), signal)) {
          for (const one of asked) {
            if (one.key !== job.activityId?.toLowerCase()) continue;
            one.found(job);
            asked.delete(one);
          }
          if (asked.size === 0) break;
        }
      } catch (error) {
        failed = error;
      }
      for (const one of asked) one.missed(looked, failed);
    }
    // In the same breath as the look at its size: who comes now opens a new one.
    boards.delete(at);
  }

  function wait<T>(vaultId: string, signal: AbortSignal, waiting: (settle: Settle<T>) => Waiting, given: () => T | Error): Promise<T> {
    const at = vaultId.toLowerCase();
    const known = boards.get(at);
    const board = known ?? new Set<Waiting>();
    return new Promise((resolve, reject) => {
      const settle: Settle<T> = (end) => {
        board.delete(one);
        signal.removeEventListener('abort', give);
        if (end instanceof Error) reject(end);
        else resolve(end);
      };
      const one = waiting(settle);
      const give = () => settle(given());
      if (signal.aborted) return give();
      signal.addEventListener('abort', give, { once: true });
      board.add(one);
      if (known) return;
      boards.set(at, board);
      void look(at, vaultId, board);
    });
  }

  return {
    jobOf(vaultId, key, signal) {
      let looks = 0;
      const waiting = (settle: Settle<string | null>): Waiting => ({
        key: key.toLowerCase(),
        since: now(),
        found: ({ jobId }) => settle(jobId),
        // A list that is not to be had counts too; those who wait ask for their own operation in the end.
        missed: () => {
          looks += 1;
          if (looks >= mostLooks) settle(null);
        },
      });
      return wait(vaultId, signal, waiting, () => null);
    },
    find(vaultId, key, { since, until }, signal) {
      const waiting = (settle: Settle<BackupJob | null>): Waiting => ({
        key: key.toLowerCase(),
        since,
        found: settle,
        missed: (looked, error) => {
          if (error !== null) settle(error instanceof Error ? error : new Error(String(error)));
          else if (looked >= until) settle(null);
        },
      });
      return wait(vaultId, signal, waiting, brokenOff);
    },
    enter(vaultId) {
      const at = vaultId.toLowerCase();
      busy.set(at, (busy.get(at) ?? 0) + 1);
      return () => {
        const left = (busy.get(at) ?? 0) - 1;
        if (left > 0) busy.set(at, left);
        else busy.delete(at);
      };
    },
    crowded: (vaultId) => (busy.get(vaultId.toLowerCase()) ?? 0) > few,
  };
}

type Settle<T> = (end: T | Error) => void;
