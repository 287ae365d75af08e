// A pause in talking to Azure that a cancel ends at once.
import { type FailureError, fail } from '../../../nodes/kit/errors.ts';

export const brokenOff = (): FailureError => fail('unanswered', 'The call to Azure was broken off.', { unanswered: true });

export const sleep = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(brokenOff());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
