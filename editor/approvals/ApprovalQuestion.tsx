// A question to a person: one request, or all that one step of a loop waits for. Several are listed to the letter and answered together;
// a yes counts for those that are listed and for none that comes later.
import { useId } from 'react';
import { exact, moment } from '../ui/format.ts';
import { AnswerFields } from './AnswerFields.tsx';
import { ApprovalForm } from './ApprovalForm.tsx';
import type { Question } from './group.ts';
import { useAnswerAll } from './use-approvals.ts';

export function ApprovalQuestion({ question, inRun = false }: { readonly question: Question; readonly inRun?: boolean }) {
  const { approvals } = question;
  return approvals.length === 1 ? <ApprovalForm approval={approvals[0]} inRun={inRun} /> : <Several question={question} inRun={inRun} />;
}

function Several({ question: { approvals }, inRun }: { readonly question: Question; readonly inRun: boolean }) {
  const [first] = approvals;
  const answer = useAnswerAll(
    first.runId,
    approvals.flatMap(({ look }) => look ?? []),
  );
  const about = useId();
  const until = approvals.map((one) => one.until ?? '').sort()[0] ?? '';
  const step = first.stepKey.replace(/\[.*$/, '');
  return (
    <div className="approval approval-several" data-testid="approval-group">
      <h3 id={about}>
        Let “{step}” send these {approvals.length} requests?
      </h3>
      <p className="approval-where">
        {inRun ? null : `${first.flowName} · run ${first.number} · `}
        started by {first.startedBy}
        {until ? <span title={exact(until)}> · until {moment(until)}</span> : null}
      </p>
      <p className="approval-details">
        Your answer counts for these {approvals.length}, each once. The loop may ask for more when these are done.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a mouse */}
      <ol className="approval-list" aria-label="The requests" tabIndex={0}>
        {approvals.map(({ look, stepKey, request }) => (
          <li key={look}>
            <code>{stepKey}</code>
            <pre data-testid="approval-request">
              {request?.method} {request?.url}
              {request?.body ? `\n\n${request.body}` : ''}
            </pre>
          </li>
        ))}
      </ol>
      {first.mayAnswer ? (
        <AnswerFields answer={answer} about={about} many={approvals.length} />
      ) : (
        <p className="approval-where">{first.whyNot}</p>
      )}
    </div>
  );
}
