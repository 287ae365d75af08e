// Tells listeners what a commit has changed, in journal order. A listener that throws harms neither the others nor the journal.
import type { JournalEvent } from './contract.ts';

type Listener = (events: readonly JournalEvent[]) => void;

export function announcements() {
  const listeners = new Set<Listener>();
  return {
    get wanted(): boolean {
      return listeners.size > 0;
    },
    listen(listener: Listener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(events: JournalEvent[]): void {
      if (events.length === 0) return;
      events.sort((a, b) => a.seq - b.seq);
      for (const listener of listeners) {
        try {
          listener(events);
        } catch (error) {
          process.emitWarning(error instanceof Error ? error : String(error), 'JournalListenerWarning');
        }
      }
    },
    clear: (): void => listeners.clear(),
  };
}
