// What went wrong with a database, as a failure that says whether anything can have happened. A statement that failed was rolled
// back with its transaction; only a COMMIT without an answer leaves it open.
import type { PostgresConnection } from '../../nodes/kit/connection-fields.ts';
import { type Failure, FailureError, fail } from '../../nodes/kit/errors.ts';

interface PgError {
  /** SQLSTATE, or the code of a socket. */
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly message?: string;
}

interface How {
  readonly writes: boolean;
  readonly committing: boolean;
  readonly cancelled: boolean;
  readonly connecting?: boolean;
}

export function postgresFailure(
  error: unknown,
  server: PostgresConnection,
  { writes, committing, cancelled, connecting }: How,
): FailureError {
  if (error instanceof FailureError) return error;
  const { code = '', severity, detail, hint, message = String(error) } = error as PgError;
  const cause = [message, detail].filter(Boolean).join(' ');
  const more: Omit<Failure, 'code' | 'message'> = { cause, refused: true, ...(hint ? { advice: [hint] } : {}) };
  const said = severity !== undefined;
  if (said && (code.startsWith('28') || code === '3D000'))
    return fail('connection_invalid', `${server.host} did not let ${server.user} in to ${server.database}: ${message}.`, more);
  if (!said && connecting) {
    const certificate = /certificate|CERT|SSL|TLS/i.test(`${code} ${message}`);
    return fail(certificate ? 'connection_invalid' : 'network', `${server.host}:${server.port} could not be reached: ${message}.`, more);
  }
  if (said && code === '25006')
    return fail('effect_exceeded', 'This step may only read, but its statement tried to change something.', {
      ...more,
      advice: ['Set the step to change data, if that is meant.'],
    });
  if (said && code === '57014') return fail('timed_out', 'The statement took longer than it may. Nothing was changed.', more);
  if (said) return fail('database_error', `PostgreSQL refused the statement (${code}).`, more);
  if (committing)
    return fail('unanswered', `The connection to ${server.host} ended before the change was confirmed.`, { cause, unanswered: true });
  if (cancelled) return fail('cancelled', `The statement was broken off${writes ? '; nothing was changed' : ''}.`, { refused: true });
  return fail('network', `The connection to ${server.host} broke off${writes ? '; nothing was changed' : ''}.`, more);
}
