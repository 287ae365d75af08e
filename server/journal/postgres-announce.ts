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
}

export function announcer({ between }: AnnouncerOptions) {
  const listeners = announcements();
  /** Everything up to here has been told, or was committed before somebody listened. */
  let at = 0;
  /** Somebody has committed up to here. */
  let goal = 0;
  let own: Own[] = [];
  let reading = false;
  let closed = false;

  function drain(): void {
    while (listeners.wanted && !reading) {
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

  function heard(seq: number): void {
    goal = Math.max(goal, seq);
    drain();
  }

  return {
    get wanted(): boolean {
      return listeners.wanted;
    },
    listen(listener: (events: readonly JournalEvent[]) => void): () => void {
      // Rather a change too many than one too few: others may have committed since they were last heard of.
      if (!listeners.wanted) [at, own] = [goal, []];
      return listeners.listen(listener);
    },
    /** A commit of this process took the numbers after `base` up to `end`. */
    committed(base: number, end: number, events: JournalEvent[]): void {
      if (listeners.wanted) own.push({ base, end, events });
      heard(end);
    },
    heard,
    close(): void {
      closed = true;
      listeners.clear();
    },
  };
}
