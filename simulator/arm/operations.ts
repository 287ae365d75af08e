// Long-running operations of the providers besides backup: a 202 with a Location, and what that Location answers later.
import { retryAfter } from '../backup/accepted.ts';
import { findSubscription } from '../backup/lookups.ts';
import type { Json } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import { ok, refuse } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';

interface Plan {
  /** Of simulated work. */
  readonly seconds: number;
  readonly error?: { readonly code: string; readonly message: string } | null;
  readonly body?: Json | null;
}

const place = (call: Call, id: string) =>
  `${call.origin}/subscriptions/${param(call, 'sub')}/operationresults/${id}?api-version=${call.apiVersion}`;

/** Accepts: the operation has happened when its time is over, or has failed then. */
export function acceptOperation(call: Call, { seconds, error = null, body = null }: Plan): Answer {
  const id = call.newId();
  call.store.put('armOperation', id, { id, endAt: call.at + workMs(call, seconds), error, body });
  return { status: 202, headers: { location: place(call, id), 'retry-after': String(Math.min(15, retryAfter(call.timeScale))) } };
}

const result = (call: Call): Answer => {
  const operation = call.store.get('armOperation', param(call, 'operation'));
  if (!operation) return refuse(404, 'OperationNotFound', `The operation with id '${param(call, 'operation')}' could not be found.`);
  if (call.at < operation.endAt)
    return {
      status: 202,
      headers: { location: place(call, operation.id), 'retry-after': String(Math.min(15, retryAfter(call.timeScale))) },
    };
  if (operation.error) return refuse(409, operation.error.code, operation.error.message);
  return operation.body ? ok(operation.body) : { status: 200 };
};

export const armOperationRoutes: Route[] = [
  route('GET', '/subscriptions/{sub}/operationresults/{operation}', (call) => findSubscription(call) ?? result(call)),
];
