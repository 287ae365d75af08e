// Follows a run through the API until it stands as wanted.
import type { Run, Step } from '../../nodes/kit/records.ts';
import type { Product } from './product.ts';

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until `read` answers something else than null or false; says what it last saw when the time is up. */
export async function until<T>(what: string, read: () => Promise<T | null | false>, ms = 60_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${ms / 1000} s`);
    await pause(100);
  }
}

export const runOf = async (product: Product, runId: string): Promise<Run> => (await product.api('GET', `/api/runs/${runId}`)).body as Run;

export async function untilEnded(product: Product, runId: string, ms = 90_000): Promise<Run> {
  let last = '';
  return until(
    `run ${runId} ends`,
    async () => {
      const run = await runOf(product, runId);
      last = run.status;
      return ['succeeded', 'failed', 'cancelled'].includes(run.status) && run;
    },
    ms,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; last status ${last}`);
  });
}

export async function stepsOf(product: Product, runId: string, query = ''): Promise<Step[]> {
  const answer = await product.api('GET', `/api/runs/${runId}/steps?limit=200${query}`);
  return (answer.body as { items: Step[] }).items;
}
