// A question to a person, with all that is needed to answer it: what they should know, who asks, until when, and a comment.
import { useId } from 'react';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import { exact, moment } from '../ui/format.ts';
import { AnswerFields } from './AnswerFields.tsx';
import { useAnswer } from './use-approvals.ts';
import './ApprovalForm.css';

interface ApprovalFormProps {
  readonly approval: Approval;
  /** Where it stands already: the run's own page need not say which run it is. */
  readonly inRun?: boolean;
}

export function ApprovalForm({ approval, inRun = false }: ApprovalFormProps) {
  const { question, details, flowName, number, stepKey, startedBy, until, mayAnswer, whyNot, request } = approval;
  const answer = useAnswer(approval);
  const about = useId();
  return (
    <div className="approval" data-testid="approval">
      <h3 id={about}>{question}</h3>
      <p className="approval-where">
        {inRun ? null : `${flowName} · run ${number} ${stepKey.includes('[') ? `· ${stepKey} ` : ''}· `}
        started by {startedBy}
        {until ? <span title={exact(until)}> · until {moment(until)}</span> : null}
      </p>
      {details ? <p className="approval-details">{details}</p> : null}
      {request ? (
        <details className="approval-details" open>
          <summary>The request that leaves after a yes, to the letter</summary>
          <pre data-testid="approval-request">
            {request.method} {request.url}
            {request.body ? `\n\n${request.body}` : ''}
          </pre>
        </details>
      ) : null}
      {mayAnswer ? <AnswerFields answer={answer} about={about} /> : <p className="approval-where">{whyNot}</p>}
    </div>
  );
}
