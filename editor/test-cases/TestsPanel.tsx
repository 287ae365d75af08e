// The tests of a flow: what each is about, how it went last and on which version, and what differed. Running one touches nothing real.
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TestRow } from './TestRow.tsx';
import { type FlowTest, useRunTests, useTests } from './use-tests.ts';
import { passedWords } from './words.ts';
import './TestsPanel.css';

const TestDialog = lazy(() => import('./TestDialog.tsx'));

/** `new`: one from nothing. */
type Edited = FlowTest | 'new' | null;

export default function TestsPanel() {
  const flowId = useDocument((state) => state.flowId) ?? '';
  const readOnly = useDocument((state) => state.readOnly);
  const { data, error, isPending, refetch } = useTests(flowId);
  const { line, run } = useRunTests(flowId);
  const [edited, setEdited] = useState<Edited>(null);
  if (isPending) return <Skeleton label="Reading the tests" lines={6} />;
  if (error)
    return (
      <EmptyState icon="alert" title="The tests could not be read" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
        {error.message}
      </EmptyState>
    );
  const { items } = data;
  const dialog =
    edited === null ? null : (
      <Suspense fallback={null}>
        <TestDialog flowId={flowId} edited={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      </Suspense>
    );
  if (items.length === 0)
    return (
      <>
        <EmptyState
          icon="flask"
          title="No tests yet"
          actions={
            <>
              <Button appearance="primary" onClick={() => useSession.getState().set({ tab: 'runs' })}>
                Choose a run
              </Button>
              <Button disabled={readOnly} onClick={() => setEdited('new')} data-testid="new-test">
                Write a test
              </Button>
            </>
          }
        >
          A test says what the flow is to do with given inputs. Open a run that went as it should and choose “Save as test”: what Azure and
          the others answered is kept with it, so running it later touches nothing real.
        </EmptyState>
        {dialog}
      </>
    );
  const busy = line.length > 0;
  return (
    <div className="tests">
      <header className="tests-head">
        <h2>Tests</h2>
        <span className="tests-sum numbers" role="status" data-testid="tests-sum">
          {busy ? `Running, ${line.length} to go` : passedWords(items.map(({ last }) => last?.result ?? null))}
        </span>
        <Button disabled={readOnly} onClick={() => setEdited('new')} data-testid="new-test">
          Write a test
        </Button>
        <Button appearance="primary" disabled={busy} onClick={() => void run(items.map(({ id }) => id))} data-testid="run-all-tests">
          {busy ? 'Running …' : 'Run all'}
        </Button>
      </header>
      <ul className="tests-list">
        {items.map((test) => (
          <TestRow
            key={test.id}
            flowId={flowId}
            test={test}
            readOnly={readOnly}
            state={line[0] === test.id ? 'running' : line.includes(test.id) ? 'waiting' : 'idle'}
            busy={busy}
            onRun={() => void run([test.id])}
            onEdit={() => setEdited(test)}
          />
        ))}
      </ul>
      <p className="tests-note">
        Each test plays in a practice subscription of its own. Steps with an answer are not called; nothing is sent, and no run is listed.
        From the command line: <code>vaultflow test {flowId}</code>
      </p>
      {dialog}
    </div>
  );
}
