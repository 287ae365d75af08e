// Opens a flow for editing and keeps it together with the server: reads it, brings back edits that never arrived, saves, and takes
// over what others save while nothing is unsaved here.
import { useEffect, useState } from 'react';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';
import { ApiError, call } from '../api.ts';
import { openBreakpoints } from '../breakpoints/breakpoints.ts';
import { openPins } from '../pins/use-pins.ts';
import { runNow, watchFlow } from '../runs/run-store.ts';
import { toast } from '../ui/toast.ts';
import { takeKept } from './autosave.ts';
import { flowOf } from './read-flow.ts';
import { startSaving } from './saving.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import { showUninvited } from './use-shown-run.ts';

const unreadable = new ApiError({
  code: 'flow_format_unknown',
  status: 0,
  detail: 'It was written by a newer Vaultflow. Update this one to open it; nothing of it was changed.',
});

export type Opening = { readonly state: 'reading' } | { readonly state: 'open' } | { readonly state: 'failed'; readonly error: ApiError };

export function useOpenFlow(id: string): { readonly opening: Opening; readonly again: () => void } {
  const [opening, setOpening] = useState<Opening>({ state: 'reading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` reads it again
  useEffect(() => {
    let gone = false;
    setOpening({ state: 'reading' });
    openBreakpoints(id);
    openPins(id);
    const stopSaving = startSaving();
    const stopWatching = watchFlow(id, (event) => void follow(id, event));
    call('getFlow', { params: { id } }).then(
      async (resource) => {
        const kept = await takeKept(id, () => gone);
        if (gone) return;
        if (flowOf(resource.document) === null) return setOpening({ state: 'failed', error: unreadable });
        const { open, edit } = useDocument.getState();
        useSession.getState().reset();
        open(resource);
        if (kept && JSON.stringify(kept.flow) !== JSON.stringify(useDocument.getState().flow)) {
          edit('Edits that were not saved', () => kept.flow);
          if (kept.etag === resource.etag) toast({ title: 'Your unsaved edits are back.', intent: 'info' });
          else useDocument.setState({ save: 'conflict', theirs: resource, saveSays: 'It was saved elsewhere while your edits were not.' });
        }
        setOpening({ state: 'open' });
      },
      (thrown) => {
        const error = thrown instanceof ApiError ? thrown : new ApiError({ code: 'internal', status: 0, detail: String(thrown) });
        if (!gone) setOpening({ state: 'failed', error });
      },
    );
    return () => {
      gone = true;
      stopSaving();
      stopWatching();
      useDocument.setState({ flowId: null });
    };
  }, [id, attempt]);
  return { opening, again: () => setAttempt((n) => n + 1) };
}

/** A run may be over before its first event is out; one that took longer was seen, or was left, while it went on. */
const justRan = ({ createdAt, endedAt }: Run): boolean => endedAt !== null && Date.parse(endedAt) - Date.parse(createdAt) < 3_000;

async function follow(id: string, event: StreamEvent): Promise<void> {
  if (event.type === 'run') {
    const { run } = event;
    const shown = runNow();
    const { runId } = useSession.getState();
    // A run that started elsewhere (webhook, schedule, curl) is shown, unless somebody is looking at one that still goes on.
    if (
      run.flowId === id &&
      (!hasEnded(run.status) || justRan(run)) &&
      run.id !== runId &&
      run.parent === null &&
      (!runId || (shown !== null && hasEnded(shown.status)))
    )
      showUninvited(run.id);
    return;
  }
  if (event.type !== 'flow' || event.flowId !== id) return;
  const { etag, save, readOnly } = useDocument.getState();
  // While a version is looked at the draft rests: its next save will meet theirs and say so.
  if (event.etag === etag || save !== 'saved' || readOnly) return;
  const resource = await call('getFlow', { params: { id } }).catch(() => null);
  const now = useDocument.getState();
  if (!resource || now.save !== 'saved' || now.readOnly || now.flowId !== id || resource.etag === now.etag) return;
  const flow = flowOf(resource.document);
  if (!flow) return;
  now.edit(`Changes of ${resource.updatedBy.name}`, () => flow);
  useDocument.setState({ etag: resource.etag, summary: resource, savedFlow: useDocument.getState().flow, save: 'saved' });
}
