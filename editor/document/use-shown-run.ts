// Which run the canvas shows: address and session say the same, the run store follows, and a run that somebody chose is shown on
// the version it ran. A run that only showed up by itself never takes the draft away.
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Flow } from '../../nodes/kit/flow.ts';
import { call } from '../api.ts';
import { useRun, watchRun } from '../runs/run-store.ts';
import { changesBetween } from '../versions/changes.ts';
import { backToDraft, draftNow, showVersion, useShelf } from '../versions/shelf.ts';
import { flowOf } from './read-flow.ts';
import { flushSave } from './saving.ts';
import { useSession } from './session.ts';

/** Runs that were put on the canvas because they started, not because somebody chose them. */
const uninvited = new Set<string>();

/** Shows a run that just started elsewhere. */
export function showUninvited(runId: string): void {
  uninvited.add(runId);
  useSession.getState().set({ runId, dock: { open: true, tab: 'timeline' } });
}

export function useShownRun(flowId: string, addressed: string | null): void {
  const runId = useSession((state) => state.runId);
  const [, navigate] = useLocation();
  const run = useRun();
  const before = useRef<string | null>(null);

  useEffect(() => {
    const { runId: shown, set } = useSession.getState();
    const was = before.current;
    before.current = addressed;
    if (addressed !== null) {
      // Who reads the list of runs keeps it when one more begins.
      if (addressed !== was && !uninvited.has(addressed)) set({ tab: 'build' });
      if (addressed !== shown) set({ runId: addressed, dock: { open: true, tab: 'timeline' } });
    } else if (was !== null && shown === was) set({ runId: null });
  }, [addressed]);

  useEffect(() => {
    // The address has just spoken and the session already knows better than this render.
    if (useSession.getState().runId !== runId) return;
    watchRun(runId);
    useSession.setState({ loopIndex: {}, chosenLoops: [] });
    const wanted = runId === null ? `/flows/${flowId}` : `/flows/${flowId}/runs/${runId}`;
    if (location.pathname !== wanted) navigate(wanted, { replace: true });
    // A comparison needs no run, and was asked for.
    if (runId === null && useShelf.getState().comparison === null) backToDraft();
  }, [runId, flowId, navigate]);

  const version = run !== null && run.id === runId && run.flowId === flowId ? run.version : undefined;
  useEffect(() => {
    if (version === undefined || runId === null || uninvited.has(runId)) return;
    let gone = false;
    readVersion(flowId, version).then(async (flow) => {
      await flushSave();
      if (gone || !flow) return;
      const draft = draftNow();
      if (changesBetween(flow, draft).some(({ what }) => what !== 'Layout' && what !== 'Name')) showVersion(version, flow);
      else backToDraft();
    });
    return () => {
      gone = true;
    };
  }, [version, runId, flowId]);

  useEffect(
    () => () => {
      watchRun(null);
      backToDraft();
    },
    [],
  );
}

/** Null when it cannot be read: the draft then stays on the canvas. */
async function readVersion(id: string, number: number): Promise<Flow | null> {
  try {
    return flowOf((await call('getVersion', { params: { id, number } })).document);
  } catch {
    return null;
  }
}
