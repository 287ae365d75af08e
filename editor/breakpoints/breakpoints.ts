// Where this person wants runs of a flow to pause. Kept in the browser, for it is nobody else's and no part of the flow: whoever
// runs it without asking for breakpoints is never stopped by one.
import { create } from 'zustand';

interface Breakpoints {
  readonly flowId: string | null;
  readonly ids: readonly string[];
}

const storageKey = (flowId: string) => `vaultflow.breakpoints.${flowId}`;

export const useBreakpoints = create<Breakpoints>(() => ({ flowId: null, ids: [] }));

export function openBreakpoints(flowId: string): void {
  if (useBreakpoints.getState().flowId === flowId) return;
  let ids: readonly string[] = [];
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(flowId)) ?? '[]');
    if (Array.isArray(kept)) ids = kept.filter((id) => typeof id === 'string');
  } catch {
    // Nothing readable is kept: there are none.
  }
  useBreakpoints.setState({ flowId, ids });
}

export function setBreakpoints(ids: readonly string[]): void {
  const { flowId } = useBreakpoints.getState();
  useBreakpoints.setState({ ids });
  try {
    if (flowId !== null) localStorage.setItem(storageKey(flowId), JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing has them until the page is closed.
  }
}

/** True: it pauses there from now on. */
export function toggleBreakpoint(id: string): boolean {
  const { ids } = useBreakpoints.getState();
  const set = !ids.includes(id);
  setBreakpoints(set ? [...ids, id] : ids.filter((one) => one !== id));
  return set;
}
