// The answer of a connection's test as a readable list: does it work, who you are there, what you see.
import type { Answer } from '../api.ts';
import { Icon } from '../ui/Icon.tsx';
import './TestAnswer.css';

interface TestAnswerProps {
  readonly answer: Answer<'testConnection'> | undefined;
  readonly error: Error | null;
  readonly pending: boolean;
}

export function TestAnswer({ answer, error, pending }: TestAnswerProps) {
  const ok = answer?.ok === true;
  const says = pending ? 'Asking the other side who you are …' : (error?.message ?? answer?.says);
  if (says === undefined) return null;
  return (
    <div className="test-answer" role="status" data-state={pending ? 'pending' : ok ? 'ok' : 'failed'} data-testid="test-answer">
      <p className="test-answer-says">
        <Icon name={pending ? 'clock' : ok ? 'check' : 'warning'} size={16} />
        <span>
          {pending || ok ? null : <b>It does not work. </b>}
          {says}
        </span>
      </p>
      {!pending && answer && answer.details.length > 0 ? (
        <dl className="test-answer-details">
          {answer.details.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}
