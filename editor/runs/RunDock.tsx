// The dock below the canvas: the shown run with its timeline, data and log, what is wrong in the flow, and the failure that
// matters beside it. Height and open state belong to the editor's page.
import { Button } from '@fluentui/react-components';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { call, useNodeTypes } from '../api.ts';
import { RunApprovals } from '../approvals/RunApprovals.tsx';
import { PausedSteps } from '../breakpoints/PausedSteps.tsx';
import { ProblemsList } from '../document/ProblemsList.tsx';
import { type DockTab, useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useGraph } from '../inspector/flow-graph.ts';
import { SaveRunAsTest } from '../test-cases/SaveRunAsTest.tsx';
import { confirm } from '../ui/confirm.ts';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { between, clock, duration, exact, number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PracticePill, StatusPill } from '../ui/StatusPill.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { toastError } from '../ui/toast.ts';
import { useNow } from '../ui/use-now.ts';
import { AzureJobs } from './AzureJobs.tsx';
import { RunAgain } from './RunAgain.tsx';
import { RunDataTab } from './RunDataTab.tsx';
import { RunLogTab } from './RunLogTab.tsx';
import { RunTimelineTab } from './RunTimelineTab.tsx';
import { useLiveState, useRun, useSteps } from './run-store.ts';
import { beganAt, startedBy, statusSays } from './run-words.ts';
import './RunDock.css';

export function RunDock() {
  const runId = useSession((state) => state.runId);
  const tab = useSession(({ dock }) => dock.tab);
  const run = useRun();
  const live = useLiveState();
  const problemCount = useDocument(({ problems }) => problems.length);
  const show = (next: DockTab) => useSession.getState().set({ dock: { tab: next } });
  const shown = runId === null ? 'problems' : tab;
  const tabs = [
    { key: 'timeline' as const, label: 'Timeline', testId: 'dock-tab-timeline' },
    { key: 'data' as const, label: 'Data', testId: 'dock-tab-data' },
    { key: 'log' as const, label: 'Log', testId: 'dock-tab-log' },
    { key: 'problems' as const, label: problemCount > 0 ? `Problems ${problemCount}` : 'Problems', testId: 'dock-tab-problems' },
  ];
  return (
    <section className="run-dock" aria-label="Run">
      <header className="run-dock-head">
        {run ? <RunLine run={run} /> : <h2 className="run-dock-title">{runId === null ? 'Problems' : 'Run'}</h2>}
        {live.state === 'broken' ? (
          <span className="run-dock-broken" role="status">
            no live changes at the moment, trying again …
          </span>
        ) : null}
        <span className="run-dock-tools">
          {runId === null ? null : <Tabs label="What to see of the run" look="segmented" tabs={tabs} value={shown} onChange={show} />}
          {run && hasEnded(run.status) ? <RunAgain key={run.id} run={run} /> : null}
          {run && hasEnded(run.status) ? <SaveRunAsTest key={`test ${run.id}`} run={run} /> : null}
          {run ? <RunButton run={run} /> : null}
          <button
            type="button"
            className="run-dock-close"
            aria-label="Close the run"
            title="Close"
            onClick={() => useSession.getState().set({ dock: { open: false } })}
          >
            <Icon name="chevron-down" size={16} />
          </button>
        </span>
      </header>
      {run ? <AzureJobs key={run.id} run={run} /> : null}
      {run ? <PausedSteps run={run} /> : null}
      {run ? <RunApprovals run={run} /> : null}
      <div className="run-dock-body" role="tabpanel">
        <ErrorBoundary what="This part" key={`${runId}-${shown}`}>
          {shown === 'problems' ? (
            <ProblemsList />
          ) : live.state === 'failed' && !run ? (
            <div className="run-dock-scroll">
              <ErrorCard title="The run could not be read" failure={{ message: live.error?.message ?? '' }} />
            </div>
          ) : !run ? (
            <Skeleton label="Reading the run" />
          ) : shown === 'data' ? (
            <RunDataTab run={run} />
          ) : shown === 'log' ? (
            <RunLogTab run={run} />
          ) : (
            <RunTimelineTab run={run} />
          )}
        </ErrorBoundary>
      </div>
    </section>
  );
}

function RunLine({ run }: { readonly run: Run }) {
  const ended = hasEnded(run.status);
  const now = useNow(!ended);
  const from = beganAt(run, useSteps());
  const waitsFor = useWaitsFor();
  return (
    <>
      <h2 className="run-dock-title numbers">Run {number(run.number)}</h2>
      <StatusPill status={run.status} failures={run.failures} says={statusSays(run, waitsFor)} testId="run-status" />
      {run.world === 'practice' ? <PracticePill /> : null}
      <span className="run-dock-about numbers" title={run.message ?? exact(from)}>
        started {clock(from)} {startedBy(run)} · {run.published ? `v${run.version}` : 'the draft of then, not published'} ·{' '}
        {duration(between(from, run.endedAt, now))}
      </span>
    </>
  );
}

/** Azure, when a step that is waiting works with it. */
function useWaitsFor(): string | null {
  const steps = useSteps();
  const graph = useGraph();
  const types = useNodeTypes();
  const azure = steps.some(({ status, nodeId, loop }) => {
    const node = status === 'waiting' && loop === null ? graph.nodes.get(nodeId) : undefined;
    return node !== undefined && types.of(node.type, node.version)?.connection === 'azure';
  });
  return azure ? 'Azure' : null;
}

function RunButton({ run }: { readonly run: Run }) {
  if (hasEnded(run.status)) return null;
  const cancel = async () => {
    const sure = await confirm({
      title: `Cancel run ${number(run.number)}?`,
      text: 'No further step starts, and waiting ends. Backup jobs that already run in Azure go on; they are listed with the run.',
      action: 'Cancel the run',
      destructive: true,
    });
    if (!sure) return;
    try {
      await call('cancelRun', { params: { id: run.id } });
    } catch (error) {
      toastError('The run was not cancelled', error);
    }
  };
  return (
    <Button disabled={run.status === 'cancelling'} onClick={cancel} data-testid="cancel-run">
      {run.status === 'cancelling' ? 'Cancelling …' : 'Cancel run'}
    </Button>
  );
}
