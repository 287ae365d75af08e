// Putting a comparison on the canvas: a version with the draft, or with the version before it.
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { toastError } from '../ui/toast.ts';
import { readVersion } from './read-version.ts';
import { backToDraft, draftNow, showComparison } from './shelf.ts';

/** `to` null: the draft as it is now. */
export async function compare(from: number, to: number | null): Promise<void> {
  const { flowId } = useDocument.getState();
  if (flowId === null) return;
  try {
    // The draft is put aside: what was just typed into it goes to the server first.
    await flushSave();
    const [before, after] = await Promise.all([readVersion(flowId, from), to === null ? draftNow() : readVersion(flowId, to)]);
    if (useDocument.getState().flowId !== flowId) return;
    backToDraft();
    showComparison({ number: from, flow: before }, { number: to, flow: after });
    useSession.getState().set({ tab: 'build', runId: null });
    useSession.getState().select({});
  } catch (thrown) {
    toastError(`Version ${from} could not be compared`, thrown);
  }
}
