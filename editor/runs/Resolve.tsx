// "Did it happen?": the one question that a machine must not answer. Each answer says what follows from it.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { call, nodeTypesNow } from '../api.ts';
import { nodeOf } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { jsonOfText } from '../inspector/schema.ts';
import { confirm } from '../ui/confirm.ts';
import { toastError } from '../ui/toast.ts';
import './Resolve.css';

type Outcome = 'happened' | 'didNot' | 'fail';

export function Resolve({ run, step, title }: { readonly run: Run; readonly step: Step; readonly title: string }) {
  const [data, setData] = useState('');
  const node = useDocument(({ flow }) => nodeOf(flow, step.nodeId));
  const type = node ? nodeTypesNow().of(node.type, node.version) : null;
  const destroys = type?.effect === 'destroy';
  const resolve = useMutation({
    mutationFn: (outcome: Outcome) =>
      call('resolveStep', {
        params: { id: run.id },
        body: { step: step.key, outcome, ...(outcome === 'happened' && data.trim() !== '' ? { data: jsonOfText(data) as never } : {}) },
      }),
    onError: (error) => toastError('The answer was not taken', error),
  });
  const answer = async (outcome: Outcome) => {
    if (outcome === 'didNot' && destroys) {
      const sure = await confirm({
        title: 'Send it again?',
        text: `“${title}” deletes. Only go on when you have seen there that it did not happen.`,
        action: 'Send again',
        destructive: true,
        ...(node ? { typeName: node.id } : {}),
      });
      if (!sure) return;
    }
    resolve.mutate(outcome);
  };
  return (
    <section className="resolve" aria-label="Did it happen?" data-testid="resolve">
      <h3>Did it happen?</h3>
      <p>
        {step.error?.message ?? `“${title}” was sent, and then no answer came. Nobody knows whether it took effect.`} {step.says ?? ''}
      </p>
      <p className="resolve-about">
        {type?.connection === 'azure' ? 'Look in Azure first.' : 'Look at the other system first.'} The run goes on with your answer.
      </p>
      <div className="resolve-answers">
        <Answer
          title="It did not: send it again"
          says="The same request, with the same key, is sent once more."
          onClick={() => answer('didNot')}
          busy={resolve.isPending}
          testId="resolve-did-not"
        />
        <Answer
          title="It did"
          says="The run goes on as if the answer had come."
          onClick={() => answer('happened')}
          busy={resolve.isPending}
          testId="resolve-happened"
        />
        <Answer
          title="Count it as failed"
          says="The failure path is taken."
          onClick={() => answer('fail')}
          busy={resolve.isPending}
          testId="resolve-fail"
        />
      </div>
      <details>
        <summary>Give the result that later steps need</summary>
        <textarea
          className="field-input mono"
          rows={3}
          aria-label="Result as JSON, used with “It did”"
          placeholder='{ "jobId": "…" }'
          value={data}
          onChange={(event) => setData(event.target.value)}
        />
      </details>
    </section>
  );
}

interface AnswerProps {
  readonly title: string;
  readonly says: string;
  readonly busy: boolean;
  readonly testId: string;
  readonly onClick: () => void;
}

const Answer = ({ title, says, busy, testId, onClick }: AnswerProps) => (
  <button type="button" className="resolve-answer" disabled={busy} data-testid={testId} onClick={onClick}>
    <strong>{title}</strong>
    <span>{says}</span>
  </button>
);
