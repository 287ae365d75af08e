// Changes a test, or writes one: its name, what may happen in it, and the rest as the JSON that the file beside the flow holds.
import { Field, Input, MessageBar, MessageBarBody, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { ApiError } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { type FlowTest, saveTest } from './use-tests.ts';
import './TestsPanel.css';

type Test = FlowTest['test'];

const empty: Test = {
  name: '',
  inputs: {},
  answers: {},
  changes: 'practice',
  expect: { status: 'succeeded', steps: {}, that: [] },
};

interface TestDialogProps {
  readonly flowId: string;
  /** Null: a new one. */
  readonly edited: FlowTest | null;
  readonly onClose: () => void;
}

export default function TestDialog({ flowId, edited, onClose }: TestDialogProps) {
  const readOnly = useDocument((state) => state.readOnly);
  const { name: firstName, changes: firstChanges, expect: firstExpect, ...firstRest } = edited?.test ?? empty;
  const { that: firstThat, ...expectRest } = firstExpect;
  const [name, setName] = useState(firstName);
  const [changes, setChanges] = useState(firstChanges);
  const [that, setThat] = useState(firstThat.join('\n'));
  const [rest, setRest] = useState(() => JSON.stringify({ ...firstRest, expect: expectRest }, null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const read = JSON.parse(rest) as Test;
      const checks = that
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      await saveTest(flowId, edited?.id ?? null, { ...read, name: name.trim(), changes, expect: { ...read.expect, that: checks } });
      onClose();
    } catch (thrown) {
      setProblem(sentence(thrown));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={edited ? 'The test' : 'Write a test'}
      width={680}
      contentClass="form-dialog-content test-form"
      onClose={onClose}
      onSubmit={() => void save()}
      cancel={readOnly ? 'Close' : 'Cancel'}
      {...(readOnly ? {} : { action: { word: busy ? 'Saving …' : 'Save', testId: 'save-test', disabled: name.trim() === '', busy } })}
    >
      {problem ? (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ) : null}
      <Field label="Name" required>
        <Input autoFocus value={name} maxLength={200} disabled={readOnly} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label="Steps that change something and have no answer">
        <RadioGroup value={changes} disabled={readOnly} onChange={(_, { value }) => setChanges(value as Test['changes'])}>
          <Radio value="practice" label="act in a practice subscription of the test’s own" />
          <Radio value="refuse" label="fail: every change needs an answer" />
        </RadioGroup>
      </Field>
      <Field label="Has to be true at the end" hint="Expressions, one on each line: steps.report.count > 3">
        <Textarea
          className="mono"
          value={that}
          rows={3}
          disabled={readOnly}
          spellCheck={false}
          onChange={(_, { value }) => setThat(value)}
          data-testid="test-that"
        />
      </Field>
      <Field
        label="Inputs, answers and what is expected of each step"
        hint="As in the file beside the flow. Of a result only what is named here counts."
      >
        <Textarea
          className="mono"
          value={rest}
          rows={14}
          resize="vertical"
          disabled={readOnly}
          spellCheck={false}
          onChange={(_, { value }) => setRest(value)}
          data-testid="test-json"
        />
      </Field>
    </FormDialog>
  );
}

function sentence(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return `This is not JSON: ${thrown.message}`;
  if (thrown instanceof ApiError && thrown.problems[0]) return `${thrown.problems[0].path}: ${thrown.problems[0].message}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
