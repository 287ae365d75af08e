// A failure as an operator needs it at three in the morning: what, why, the codes to hand to support, and what to try. The codes stand
// before the advice: in a low dock they have to be seen without scrolling.
import type { Failure } from '../../nodes/kit/errors.ts';
import { CopyButton } from './CopyButton.tsx';
import './ErrorCard.css';

interface ErrorCardProps {
  readonly title: string;
  readonly failure: Pick<Failure, 'message'> & Partial<Failure>;
  /** Buttons: "Retry from here". */
  readonly actions?: React.ReactNode;
  readonly plain?: boolean;
}

export function ErrorCard({ title, failure, actions, plain = false }: ErrorCardProps) {
  const { message, cause, advice, azure, requestId, code } = failure;
  return (
    <section className={plain ? 'error-card error-card-plain' : 'error-card'} role="alert">
      {/* Where there is little room it scrolls, and the keyboard has to reach it. */}
      <div className="error-card-text" tabIndex={advice && advice.length > 0 ? 0 : undefined}>
        <p className="error-card-title">{title}</p>
        <p className="error-card-message">{message}</p>
        {cause && cause !== message ? <p className="error-card-cause">{cause}</p> : null}
        <p className="error-card-codes">
          <span>{azure ? `${azure.code}${azure.status ? ` · ${azure.status}` : ''}` : code}</span>
          {azure?.target ? <span>target {azure.target}</span> : null}
          {requestId ? (
            <span className="error-card-request" title={requestId}>
              request {shortId(requestId)} <CopyButton text={requestId} what="request id" word="copy" />
            </span>
          ) : null}
        </p>
        {advice && advice.length > 0 ? (
          <ul className="error-card-advice" aria-label="What to try">
            {advice.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className="error-card-actions">
        {actions}
        <CopyButton text={errorText(title, failure)} what="error and all its details" word="Copy error" testId="copy-error" />
      </div>
    </section>
  );
}

const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-2)}` : id);

/** The error as text for a ticket. */
export function errorText(title: string, { message, cause, advice, azure, requestId, code }: ErrorCardProps['failure']): string {
  return [
    title,
    message,
    cause && cause !== message ? `Cause: ${cause}` : null,
    code ? `Code: ${code}` : null,
    azure ? `Azure: ${azure.code}${azure.status ? ` (${azure.status})` : ''}${azure.target ? `, target ${azure.target}` : ''}` : null,
    requestId ? `Request id: ${requestId}` : null,
    ...(advice ?? []).map((line) => `- ${line}`),
  ]
    .filter((line) => line !== null)
    .join('\n');
}
