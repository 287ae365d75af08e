// "Save as test": a run that went as it should becomes a test. Which steps the test answers itself, and of which the result matters, is
// chosen here; what is new at every run has been left out already.
import { Checkbox, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../nodes/kit/records.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import { type Answer, call, nodeTypesNow } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { saveTest } from './use-tests.ts';
import './TestsPanel.css';

type Test = Answer<'testOfRun'>['test'];

export default function SaveAsTest({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ['run', run.id, 'test-case'],
    queryFn: ({ signal }) => call('testOfRun', { params: { id: run.id }, signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data) return <Choose test={data.test} left={data.left} run={run} onClose={onClose} />;
  return (
    <FormDialog title="Save as test" onClose={onClose} onSubmit={onClose} cancel="Close">
      {error ? (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{error.message}</MessageBarBody>
        </MessageBar>
      ) : (
        <Skeleton label="Playing the run once more, to see what is new at every run" />
      )}
    </FormDialog>
  );
}

function Choose({
  test,
  left,
  run,
  onClose,
}: {
  readonly test: Test;
  readonly left: readonly string[];
  readonly run: Run;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(`${run.flowName}: run ${run.number}`.slice(0, 200));
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const flip = (key: string) =>
    setOff((before) => (before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key])));
  const answers = Map.groupBy(Object.keys(test.answers), (key) => parseStepKey(key)?.nodeId ?? key);
  const results = Object.entries(test.expect.steps).filter(([, { result }]) => result !== undefined);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await saveTest(run.flowId, null, chosen({ ...test, name: name.trim() }, off));
      onClose();
      toast({ title: `“${name.trim()}” is a test now.`, intent: 'success' });
      useSession.getState().set({ tab: 'tests' });
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title="Save as test"
      width={600}
      onClose={onClose}
      onSubmit={() => void save()}
      action={{ word: busy ? 'Saving …' : 'Save', testId: 'save-as-test', disabled: name.trim() === '', busy }}
    >
      {problem ? (
        <MessageBar intent="error">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ) : null}
      <Field label="Name" required>
        <Input autoFocus value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
      <fieldset className="test-choice">
        <legend>Answered by the test, not called</legend>
        {answers.size === 0 ? <p>No step of this run asked anything outside.</p> : null}
        {[...answers].map(([nodeId, keys]) => (
          <Checkbox
            key={nodeId}
            checked={!off.has(`answer ${nodeId}`)}
            onChange={() => flip(`answer ${nodeId}`)}
            label={`${titleById(nodeId)}${keys.length > 1 ? ` (${count(keys.length, 'item')})` : ''}`}
          />
        ))}
        <p>A step that is not chosen acts in a practice subscription of the test’s own.</p>
      </fieldset>
      <fieldset className="test-choice">
        <legend>Results that have to come out again</legend>
        {results.length === 0 ? <p>None: what this run computed is new at every run. How each step ended counts all the same.</p> : null}
        {results.map(([key]) => (
          <Checkbox key={key} checked={!off.has(`result ${key}`)} onChange={() => flip(`result ${key}`)} label={titleById(key)} />
        ))}
      </fieldset>
      {left.length > 0 ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{left.join(' ')}</MessageBarBody>
        </MessageBar>
      ) : null}
    </FormDialog>
  );
}

function chosen(test: Test, off: ReadonlySet<string>): Test {
  const answers = Object.entries(test.answers).filter(([key]) => !off.has(`answer ${parseStepKey(key)?.nodeId ?? key}`));
  const steps = Object.entries(test.expect.steps).map(([key, { result, ...rest }]) => [
    key,
    result === undefined || off.has(`result ${key}`) ? rest : { ...rest, result },
  ]);
  return { ...test, answers: Object.fromEntries(answers), expect: { ...test.expect, steps: Object.fromEntries(steps) } };
}

const titleById = (id: string): string => {
  const node = nodeOf(useDocument.getState().flow, id);
  return node ? titleOf(node, nodeTypesNow().of(node.type, node.version)) : id;
};
