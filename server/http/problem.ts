// application/problem+json (RFC 9457): every error of the API looks like this. What nobody foresaw becomes `internal` without
// a word of its cause; the log has it under the request id. Bad input never ends here as a 5xx.
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { type ErrorCode, errorTable, FailureError } from '../../nodes/kit/errors.ts';
import type { Problem } from '../../nodes/kit/wire/problem.ts';
import { DatabaseAway } from '../journal/postgres-session.ts';
import { Refusal, refuse } from '../store/refusal.ts';

function sendProblem(response: Response, refusal: FailureError): void {
  const { code, message } = refusal.failure;
  const { status, title } = errorTable[code];
  const problems = refusal instanceof Refusal ? refusal.problems : [];
  const body: Problem = {
    type: `urn:vaultflow:error:${code}`,
    title,
    status,
    code,
    detail: message,
    ...(problems.length > 0 ? { problems: [...problems] } : {}),
    requestId: response.locals.requestId as string,
  };
  if (response.headersSent) {
    response.end();
    return;
  }
  if (refusal instanceof Refusal) response.set(refusal.headers);
  response.status(status).set('Cache-Control', 'no-store').type('application/problem+json').send(JSON.stringify(body));
}

const SQLITE_FULL = 13;

/** Errors of Express and its body parsers, by their stable `type` or status; and a disk without room, which is nobody's mistake. */
function refusalOf(error: unknown): FailureError | null {
  if (error instanceof FailureError) return error;
  if (error instanceof DatabaseAway)
    return refuse('database_unavailable', 'The database does not answer. See whether the change is there before you send it again.');
  if (typeof error !== 'object' || error === null) return null;
  const { type, status, limit, code, errcode } = error as { readonly [name: string]: unknown };
  const say = (code: ErrorCode, message: string) => refuse(code, message);
  if (type === 'entity.parse.failed') return say('invalid_json', 'The body cannot be read as JSON.');
  if (type === 'entity.too.large') return say('body_too_large', `The body may have at most ${String(limit)} bytes.`);
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return say('unsupported_media_type', 'The body must be JSON in UTF-8, plain or gzip, deflate or br.');
  if (errcode === SQLITE_FULL || code === 'ENOSPC')
    return say('storage_full', 'The disk with the data folder is full: nothing was kept of this request. Make room, then send it again.');
  if (error instanceof URIError) return say('invalid_request', 'The address holds a broken percent-encoding.');
  if (typeof status === 'number' && status >= 400 && status < 500) return say('invalid_request', 'The request cannot be read.');
  return null;
}

export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const refusal = refusalOf(error);
    if (!refusal || error instanceof DatabaseAway)
      log.error({ err: error, requestId: response.locals.requestId, method: request.method, path: request.path }, 'request failed');
    sendProblem(
      response,
      refusal ?? refuse('internal', 'Something went wrong here. The server’s log has the details under this request id.'),
    );
  };
}
