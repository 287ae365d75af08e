// Who or what started a run, and what it is doing, in words.
import type { Run, Step } from '../../nodes/kit/records.ts';

/** @example startedBy(run) // 'by schedule', 'by Marta Keller', 'by webhook' */
export function startedBy({ trigger, actor, parent, retryOf }: Run): string {
  if (retryOf) return `as a retry by ${actor.name}`;
  if (parent) return 'by another flow';
  switch (trigger.type) {
    case 'core.schedule':
      return 'by schedule';
    case 'core.webhook':
      return 'by webhook';
    case 'azure.event-grid':
      return 'by Event Grid';
    case 'azure.monitor-alert':
      return 'by an alert';
    case 'core.run-ended':
      return actor.name === 'Error flow' ? 'as an error flow' : 'by the end of another run';
    case 'core.form':
      return actor.kind === 'user' ? `by ${actor.name} with the form` : 'by form';
    case 'debug':
      return `step by step by ${actor.name}`;
    case 'api':
      return actor.kind === 'token' ? `by ${actor.name} through the API` : `by ${actor.name}`;
    default:
      return `by ${actor.name}`;
  }
}

/** When its work began. A step may have begun before the run's own record of it became durable; one taken over began in another run. */
export function beganAt(run: Run, steps: readonly Step[]): string {
  const own = run.startedAt ?? run.createdAt;
  const first = steps.reduce(
    (earliest, { startedAt, takenFrom }) =>
      startedAt !== null && !takenFrom && Date.parse(startedAt) < Date.parse(earliest) ? startedAt : earliest,
    own,
  );
  return run.retryOf !== null && Date.parse(first) < Date.parse(run.createdAt) ? run.createdAt : first;
}

/** A better word than the plain status, where there is one: what the run says, or what its waiting steps wait for. */
export function statusSays({ status, message }: Run, waitsFor: string | null = null): string | undefined {
  if (status !== 'waiting') return undefined;
  if (message?.startsWith('Paused before ')) return message.replace(/\.$/, '');
  if (message && message.length <= 40) return message;
  return waitsFor === null ? undefined : `Waiting for ${waitsFor}`;
}
