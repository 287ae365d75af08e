// Follows a flow that is open: a run that somebody starts from elsewhere (curl, a schedule) appears on the canvas when none is
// shown or the shown one has ended; otherwise a word tells of it.
import { useEffect } from 'react';
import { hasEnded } from '../../nodes/kit/records.ts';
import { keys, queryClient } from '../api.ts';
import { useSession } from '../document/session.ts';
import { number } from '../ui/format.ts';
import { toast } from '../ui/toast.ts';
import { runNow, watchFlow } from './run-store.ts';
import { startedBy } from './run-words.ts';
import { showRun } from './show-run.ts';

interface FollowOptions {
  /** Somebody saved the draft. */
  readonly onSaved?: (etag: string) => void;
}

export function useFollowFlow(flowId: string | null, { onSaved }: FollowOptions = {}): void {
  useEffect(() => {
    if (flowId === null) return;
    const seen = new Set<string>();
    const since = Date.now();
    return watchFlow(flowId, (event) => {
      if (event.type === 'flow' && event.flowId === flowId) onSaved?.(event.etag);
      if (event.type !== 'run' || event.run.flowId !== flowId) return;
      const { run } = event;
      const first = !seen.has(run.id);
      seen.add(run.id);
      if (first || hasEnded(run.status)) void queryClient.invalidateQueries({ queryKey: ['runs'] });
      if (hasEnded(run.status)) void queryClient.invalidateQueries({ queryKey: keys.memory(flowId) });
      const shown = useSession.getState().runId;
      // Only what begins now: a replay of the stream tells of older runs too.
      if (!first || run.id === shown || run.parent || Date.parse(run.createdAt) < since - 2_000 || hasEnded(run.status)) return;
      const now = runNow();
      if (shown === null || (now && now.id === shown && hasEnded(now.status) && Date.parse(run.createdAt) > Date.parse(now.createdAt)))
        showRun(flowId, run.id);
      else
        toast({
          title: `Run ${number(run.number)} has started ${startedBy(run)}`,
          action: { label: 'Show it', run: () => showRun(flowId, run.id) },
        });
    });
  }, [flowId, onSaved]);
}
