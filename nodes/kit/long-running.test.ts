// Operations that Azure finishes late, or never: the pauses between two looks, and the end of patience.
import { expect, test } from 'vitest';
import type { AzureAnswer, OperationProgress } from './capabilities-azure.ts';
import type { Outcome } from './define.ts';
import type { Json } from './json.ts';
import { resumeOperation, settleOperation } from './long-running.ts';

const pending = { statusUrl: 'https://management.azure.com/operations/1', resultUrl: null, retryAfterSeconds: 10 };
const accepted = { status: 202, headers: {}, body: null, requestId: null, pending } as AzureAnswer;
const finish = ({ body, more }: { readonly body: Json; readonly more: Json }) => ({ port: 'done', data: { body, more } });

const parked = (outcome: Outcome) => {
  if (!('wait' in outcome)) throw new Error('it did not park');
  return outcome.wait;
};
const says = (progress: OperationProgress) => ({ poll: async () => progress });
const working = says({ done: false, retryAfterSeconds: 60, status: 'InProgress' });

test('an operation is looked at after the pause that Azure asks for, until it is done', async () => {
  const first = parked(await settleOperation(accepted, { more: { vault: 'v' }, finish }));
  expect(first.afterMs).toBe(10_000);
  const second = parked(await resumeOperation(working, first.state, finish));
  expect(second).toMatchObject({ afterMs: 60_000, says: 'InProgress' });
  const done = says({ done: true, body: { id: 1 }, jobId: null });
  expect(await resumeOperation(done, second.state, finish)).toEqual({ port: 'done', data: { body: { id: 1 }, more: { vault: 'v' } } });
});

test('an operation that is in progress for ever is given up after a day, and taken if it is done at the last look', async () => {
  let state = parked(await settleOperation(accepted, { finish })).state;
  let looks = 0;
  let given: unknown = null;
  while (!given && looks < 10_000) {
    looks += 1;
    const before = state;
    await resumeOperation(working, before, finish).then(
      (outcome) => {
        state = parked(outcome).state;
      },
      (error: unknown) => {
        given = error;
      },
    );
  }
  expect(looks).toBe(1441);
  expect(given).toMatchObject({ failure: { code: 'timed_out', message: expect.stringContaining('InProgress') } });
  expect(await resumeOperation(says({ done: true, body: null, jobId: null }), state, finish)).toMatchObject({ port: 'done' });
});
