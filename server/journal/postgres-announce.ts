// Tells listeners of every commit, whichever process made it, in the order of the journal: what others committed before one of ours
// is read first. Sequence numbers become visible in order (postgres-flush.ts), so that nothing can turn up later below what was told.
import { announcements } from './announcements.ts';
import type { JournalEvent } from './contract.ts';

interface Own {
  readonly base: number;
  readonly end: number;
  readonly events: JournalEvent[];
}

export interface AnnouncerOptions {
  /** Everything that changed after `from` up to `to`, of all projects. */
  readonly between: (from: number, to: number) => Promise<JournalEvent[]>;
  readonly newest: () => Promise<number>;
}

export function announcer({ between, newest }: AnnouncerOptions) {
  const listeners = announcements();
  /** Everything up to here has been told; null: nobody has listened yet. */
  let at: number | null = null;
  let goal = 0;
  let own: Own[] = [];
  let reading = false;
  let closed = false;

  function drain(): void {
    while (at !== null && !reading) {
      const next = own[0];
      if (next && next.end <= at) own.shift();
      else if (next?.base === at) {
        own.shift();
        at = next.end;
        listeners.tell(next.events);
      } else if (next || goal > at) {
        void readOthers(at, next ? next.base : goal);
      } else return;
    }
  }

  async function readOthers(from: number, to: number): Promise<void> {
    reading = true;
    try {
      const events = await between(from, to);
      if (closed) return;
      at = to;
      listeners.tell(events);
      reading = false;
      drain();
    } catch {
      // The next sign of life of the connection asks again.
      reading = false;
    }
  }

  return {
    get wanted(): boolean {
      return listeners.wanted;
    },
    listen(listener: (events: readonly JournalEvent[]) => void): () => void {
      if (!listeners.wanted) {
        [at, goal, own] = [null, 0, []];
        newest().then(
          (seq) => {
            at ??= seq;
          },
          () => undefined,
        );
      }
      return listeners.listen(listener);
    },
    /** A commit of this process took the numbers after `base` up to `end`. */
    committed(base: number, end: number, events: JournalEvent[]): void {
      if (!listeners.wanted) return;
      at ??= base;
      own.push({ base, end, events });
      drain();
    },
    /** Somebody has committed up to here. */
    heard(seq: number): void {
      if (!listeners.wanted || at === null) return;
      goal = Math.max(goal, seq);
      drain();
    },
    close(): void {
      closed = true;
      listeners.clear();
    },
  };
}
