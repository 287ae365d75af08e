// Reads the inner steps of unfolded loops, a page at a time: the first page when a loop appears, more on request.
import { useEffect, useState } from 'react';
import { watchLoop } from './run-store.ts';

export function useLoopPages(
  runId: string,
  openLoops: readonly string[],
): { readonly more: readonly string[]; readonly read: (key: string) => void } {
  const [cursors, setCursors] = useState<{ readonly runId: string; readonly next: ReadonlyMap<string, string | null> }>({
    runId,
    next: new Map(),
  });
  const known = cursors.runId === runId ? cursors.next : new Map<string, string | null>();

  const read = (key: string) => {
    setCursors((now) => remember(now, runId, key, null));
    watchLoop(key, known.get(key) ?? null).then(
      (next) => setCursors((now) => remember(now, runId, key, next)),
      // It stays as it was: the list says "more" no longer, and unfolding again reads again.
      () => {},
    );
  };

  const unread = openLoops.find((key) => !known.has(key));
  // biome-ignore lint/correctness/useExhaustiveDependencies: one loop at a time; read only closes over what unread says
  useEffect(() => {
    if (unread !== undefined) read(unread);
  }, [unread, runId]);

  return { more: openLoops.filter((key) => known.get(key)), read };
}

const remember = (
  now: { readonly runId: string; readonly next: ReadonlyMap<string, string | null> },
  runId: string,
  key: string,
  cursor: string | null,
) => ({ runId, next: new Map([...(now.runId === runId ? now.next : []), [key, cursor]]) });
