// Puts a run on the canvas: the address names it, so that a reload and a link show the same.
import { navigate } from 'wouter/use-browser-location';
import { useSession } from '../document/session.ts';

export function showRun(flowId: string, runId: string | null): void {
  useSession.getState().set({ runId, ...(runId === null ? {} : { dock: { open: true } }) });
  navigate(runId === null ? `/flows/${flowId}` : `/flows/${flowId}/runs/${runId}`);
}
