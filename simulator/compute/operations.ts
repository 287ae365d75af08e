// Long-running operations of compute: what a 202 names, and what it answers. The status is a pure function of the clock.
import { findSubscription } from '../backup/lookups.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import type { ComputeOperation } from './model.ts';

const O = '/subscriptions/{sub}/providers/Microsoft.Compute/locations/{location}/operations/{id}';

/** Seconds to wait before looking; practice time runs faster. */
const pause = (call: Call, operation: Pick<ComputeOperation, 'endAt'>) =>
  String(operation.endAt - call.at < 1_000 ? 0 : Math.max(1, Math.min(10, Math.round((operation.endAt - call.at) / 1_000))));

const key = (call: Call) => `${param(call, 'sub')}|${param(call, 'id')}`.toLowerCase();

export interface OperationWish {
  location: string;
  seconds: number;
  /** Instead of seconds. */
  endAt?: number;
  output?: Json | null;
}

/** Stores an operation and gives the headers that name it. */
export function startComputeOperation(call: Call, wish: OperationWish): { operation: ComputeOperation; headers: Record<string, string> } {
  const operation: ComputeOperation = {
    id: call.newId(),
    subscription: param(call, 'sub'),
    location: wish.location,
    startAt: call.at,
    endAt: wish.endAt ?? call.at + workMs(call, wish.seconds),
    error: null,
    output: wish.output ?? null,
  };
  call.store.put('computeOperation', `${operation.subscription}|${operation.id}`.toLowerCase(), operation, {
    parent: operation.subscription.toLowerCase(),
  });
  const path = `/subscriptions/${operation.subscription}/providers/Microsoft.Compute/locations/${wish.location}/operations/${operation.id}`;
  const url = `${call.origin}${path}`;
  return {
    operation,
    headers: {
      'azure-asyncoperation': `${url}?p=practice&api-version=${call.apiVersion}`,
      location: `${url}?p=practice&monitor=true&api-version=${call.apiVersion}`,
      'retry-after': pause(call, operation),
    },
  };
}

const show = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const operation = call.store.get('computeOperation', key(call));
  if (!operation) return notFound(`operations/${param(call, 'id')}`, param(call, 'location'));
  const over = call.at >= operation.endAt;
  if (call.query.monitor === 'true') {
    if (!over)
      return {
        status: 202,
        headers: {
          location: `${call.origin}${call.path}?p=practice&monitor=true&api-version=${call.apiVersion}`,
          'retry-after': pause(call, operation),
        },
      };
    return operation.output === null ? { status: 204 } : ok(operation.output);
  }
  return ok(
    {
      startTime: new Date(operation.startAt).toISOString(),
      ...(over ? { endTime: new Date(operation.endAt).toISOString() } : {}),
      status: over ? (operation.error ? 'Failed' : 'Succeeded') : 'InProgress',
      ...(over && operation.output !== null ? { properties: { output: operation.output } } : {}),
      ...(over && operation.error ? { error: operation.error } : {}),
      name: operation.id,
    },
    over ? {} : { 'retry-after': pause(call, operation) },
  );
};

export const computeOperationRoutes: Route[] = [route('GET', O, show)];
