// Lets a paused run go on. The breakpoints of this moment go along: one that was set or cleared meanwhile counts at once.
import type { Json } from '../../nodes/kit/json.ts';
import type { Continue } from '../../nodes/kit/pauses.ts';
import { call } from '../api.ts';

export const continueStep = (
  runId: string,
  step: string,
  until: Continue['until'],
  pauseBefore: readonly string[],
  changed: { readonly [name: string]: Json } = {},
): Promise<unknown> =>
  call('continueRun', {
    params: { id: runId },
    body: { step, until, pauseBefore: [...pauseBefore], ...(Object.keys(changed).length > 0 ? { params: changed as never } : {}) },
  });
