// The editor: header, steps to add on the left, canvas, settings on the right, the run below. It puts the parts in their places
// and connects address, session and run; what they do is theirs.
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useEffect } from 'react';
import { Link, useParams } from 'wouter';
import { useNodeTypes, useNodeTypesProblem } from '../api.ts';
import { FlowCanvas } from '../canvas/FlowCanvas.tsx';
import { ContextMenu } from '../commands/ContextMenu.tsx';
import { listenToClipboard } from '../commands/clipboard-keys.ts';
import { listenToKeys, runCommand } from '../commands/run.ts';
import { ConflictBar } from '../document/ConflictBar.tsx';
import { Dock } from '../document/Dock.tsx';
import { FlowHeader } from '../document/FlowHeader.tsx';
import { FlowOverlays } from '../document/FlowOverlays.tsx';
import { fetchAhead } from '../document/fetch-ahead.ts';
import { StartChoices } from '../document/StartChoices.tsx';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useOpenFlow } from '../document/use-open-flow.ts';
import { useProblemCheck } from '../document/use-problems.ts';
import { useShownRun } from '../document/use-shown-run.ts';
import { Ghost } from '../palette/Ghost.tsx';
import { Palette } from '../palette/Palette.tsx';
import { QuickAdd } from '../palette/QuickAdd.tsx';
import { Find } from '../search/Find.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useShelf } from '../versions/shelf.ts';
import { VersionBar } from '../versions/VersionBar.tsx';
import './FlowPage.css';

// The canvas does not wait for the forms.
const Inspector = lazy(async () => ({ default: (await import('../inspector/Inspector.tsx')).Inspector }));
const Outline = lazy(() => import('../outline/Outline.tsx'));
const ComparePanel = lazy(() => import('../versions/ComparePanel.tsx'));
const HistoryPanel = lazy(() => import('../versions/HistoryPanel.tsx'));
const TestsPanel = lazy(() => import('../test-cases/TestsPanel.tsx'));
const RunHistory = lazy(async () => ({ default: (await import('../runs/RunHistory.tsx')).RunHistory }));

export function FlowPage() {
  const { id = '', runId } = useParams<{ id: string; runId?: string }>();
  const { opening, again } = useOpenFlow(id);
  if (opening.state === 'reading') return <Skeleton label="Opening the flow" />;
  if (opening.state === 'failed')
    return (
      <EmptyState
        page
        icon="alert"
        title={opening.error.status === 404 ? 'There is no such flow' : 'The flow could not be opened'}
        actions={opening.error.status === 404 ? <Link href="/flows">See all flows</Link> : <Button onClick={again}>Try again</Button>}
      >
        {opening.error.message}
      </EmptyState>
    );
  return <Editor id={id} runId={runId ?? null} />;
}

function Editor({ id, runId }: { readonly id: string; readonly runId: string | null }) {
  const types = useNodeTypes();
  const tab = useSession((state) => state.tab);
  const palette = useSession((state) => state.palette);
  const outline = useSession((state) => state.outline);
  const inspector = useSession((state) => state.inspector);
  const comparing = useShelf((shelf) => shelf.comparison !== null);
  const empty = useDocument((state) => state.flow.nodes.length + state.flow.notes.length === 0);
  const name = useDocument((state) => state.flow.name);
  useProblemCheck(types);
  useShownRun(id, runId);
  useEffect(() => {
    document.title = `${name} · Vaultflow`;
    return () => {
      document.title = 'Vaultflow';
    };
  }, [name]);
  useEffect(() => {
    const stops = [listenToKeys(), listenToClipboard(), fetchAhead()];
    if (innerWidth < 1180) useSession.getState().set({ palette: false });
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <div className="flow-page">
      <FlowHeader />
      <ConflictBar />
      {tab === 'build' ? (
        <div className="flow-body">
          {outline ? (
            <Suspense fallback={<aside className="palette" aria-busy="true" />}>
              <Outline />
            </Suspense>
          ) : palette ? (
            <Palette />
          ) : null}
          <div className="flow-right">
            <VersionBar />
            <div className="flow-top">
              <main className="flow-canvas" aria-label="Canvas">
                {types.ready ? <FlowCanvas>{empty ? <StartChoices /> : null}</FlowCanvas> : <StepsToCome />}
                {palette || outline ? null : (
                  <Button className="flow-add" icon={<Icon name="plus" size={16} />} onClick={() => runCommand('toggle-palette')}>
                    Steps
                  </Button>
                )}
                <Find />
                <ContextMenu />
              </main>
              {comparing ? (
                <Suspense fallback={<div className="compare" aria-busy="true" />}>
                  <ComparePanel />
                </Suspense>
              ) : inspector ? (
                <Suspense fallback={<div className="inspector" aria-busy="true" />}>
                  <Inspector />
                </Suspense>
              ) : null}
            </div>
            <Dock />
          </div>
        </div>
      ) : (
        <main className="flow-other" aria-label={{ history: 'Versions', runs: 'Runs', tests: 'Tests' }[tab]}>
          <Suspense fallback={<Skeleton label="Opening" />}>
            {tab === 'history' ? <HistoryPanel /> : tab === 'tests' ? <TestsPanel /> : <RunHistory flowId={id} />}
          </Suspense>
          <ContextMenu />
        </main>
      )}
      <QuickAdd />
      <Ghost />
      <FlowOverlays />
    </div>
  );
}

/** In place of the canvas until the server has said which steps there are. */
function StepsToCome() {
  const problem = useNodeTypesProblem();
  if (!problem) return <Skeleton label="Reading the steps" />;
  return (
    <EmptyState icon="alert" title="The steps could not be read" actions={<Button onClick={problem.again}>Try again</Button>}>
      {problem.error.message}
    </EmptyState>
  );
}
