// How a step stands, in one place: status, time, tries, what it says; its error with what can be done; and the question to a
// person when nobody knows whether its call happened.
import type { Run, Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { between, clock, count, duration, exact, moment } from '../ui/format.ts';
import { StatusPill } from '../ui/StatusPill.tsx';
import { useNow } from '../ui/use-now.ts';
import { Resolve } from './Resolve.tsx';
import { RetryButton } from './RetryButton.tsx';
import { isFinal } from './run-records.ts';
import './StepSummary.css';

interface StepSummaryProps {
  readonly run: Run;
  readonly step: Step;
  readonly title: string;
}

export function StepSummary({ run, step, title }: StepSummaryProps) {
  const ticking = step.startedAt !== null && !isFinal(step.status);
  const now = useNow(ticking);
  return (
    <section className="step-summary">
      <p className="step-summary-line">
        <StatusPill status={step.status} failures={step.loop?.failed ?? 0} />
        {step.startedAt ? (
          <span className="numbers" title={exact(step.startedAt)}>
            {clock(step.startedAt)} · {duration(between(step.startedAt, step.endedAt, now))}
          </span>
        ) : null}
        {step.attempt > 1 ? <span>{count(step.attempt, 'try', 'tries')}</span> : null}
        {step.count === null ? null : <span>{count(step.count, 'item')}</span>}
        {step.takenFrom ? <span>taken over from the retried run</span> : null}
      </p>
      {step.says && !isFinal(step.status) ? <p>{step.says}</p> : null}
      {step.wakeAt && !isFinal(step.status) ? (
        <p className="step-summary-about" title={exact(step.wakeAt)}>
          goes on at {moment(step.wakeAt)} at the latest
        </p>
      ) : null}
      {step.jobId ? (
        <p className="step-summary-about">
          Azure job <code>{step.jobId}</code>
        </p>
      ) : null}
      {step.status === 'needs-attention' ? (
        <Resolve run={run} step={step} title={title} />
      ) : step.error ? (
        <ErrorCard
          title={`${title}: ${titleOfError(step)}`}
          failure={step.error}
          actions={
            hasEnded(run.status) ? (
              <RetryButton run={run} step={step} />
            ) : (
              <span className="step-summary-about">Retry is offered when the run has ended.</span>
            )
          }
        />
      ) : null}
    </section>
  );
}

/** @example 'Azure refused' */
function titleOfError({ error }: Step): string {
  switch (error?.code) {
    case 'azure_error':
      return 'Azure refused';
    case 'azure_job_failed':
      return 'the backup job failed';
    case 'timed_out':
      return 'it took too long';
    case 'throttled':
      return 'asked to slow down';
    case 'network':
    case 'unanswered':
      return 'no answer';
    case 'http_status':
      return 'the other side refused';
    case 'expression_failed':
      return 'an expression failed';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}
