// Which run the canvas shows: address and session say the same, the run store follows, and a run that was opened on purpose is
// shown on the version it ran.
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { call } from '../api.ts';
import { useRun, watchRun } from '../runs/run-store.ts';
import { changesBetween } from './changes.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import { backToDraft, showVersion, useShelf } from './versions.ts';

export function useShownRun(flowId: string, addressed: string | null): void {
  const runId = useSession((state) => state.runId);
  const [, navigate] = useLocation();
  const run = useRun();
  /** The run that somebody opened by its address: history, not the run just started. */
  const replayed = useRef<string | null>(null);

  useEffect(() => {
    const session = useSession.getState();
    if (addressed === null || addressed === session.runId) return;
    replayed.current = addressed;
    session.set({ runId: addressed, tab: 'build', dock: { open: true, tab: 'timeline' } });
  }, [addressed]);

  useEffect(() => {
    watchRun(runId);
    useSession.setState({ loopIndex: {} });
    const wanted = runId === null ? `/flows/${flowId}` : `/flows/${flowId}/runs/${runId}`;
    const here = location.pathname;
    // On opening, the address speaks first; after that it follows.
    const opening = runId === null && here !== wanted && replayed.current === null && here.includes('/runs/');
    if (!opening && here !== wanted) navigate(wanted, { replace: true });
  }, [runId, flowId, navigate]);

  useEffect(() => () => watchRun(null), []);

  const version = run?.id === runId ? run?.version : undefined;
  useEffect(() => {
    if (version === undefined || runId === null || replayed.current !== runId || run?.flowId !== flowId) return;
    let gone = false;
    call('getVersion', { params: { id: flowId, number: version } }).then(
      ({ document }) => {
        const parsed = parseFlow(document);
        if (gone || !('flow' in parsed) || useShelf.getState().number !== null) return;
        const differs = changesBetween(parsed.flow, useDocument.getState().flow).some(({ what }) => what !== 'Layout' && what !== 'Name');
        if (differs) showVersion(version, parsed.flow);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [version, runId, flowId, run?.flowId]);

  useEffect(() => () => backToDraft(), []);
}
