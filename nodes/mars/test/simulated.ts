// For tests: the `arm`, `poll` and `data` of a step, straight into a simulator in this process, and its clock.
import { signedIn } from '../../../simulator/test/in-process.ts';
import type { AzureAnswer, AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { type EstateInput, estate } from '../../kit/estate.ts';
import type { Json } from '../../kit/json.ts';

export function simulated(given: EstateInput) {
  const world = signedIn({ estate: estate(given) });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<AzureAnswer> => {
    const answer = await world.raw(method, path, body, headers);
    if (answer.status >= 400)
      throw fail('azure_error', String(answer.body?.error?.message), {
        azure: { code: String(answer.body?.error?.code), status: answer.status },
      });
    const all = Object.fromEntries(answer.headers);
    const statusUrl = all['azure-asyncoperation'] ?? null;
    const resultUrl = all.location ?? null;
    const pending = statusUrl || resultUrl ? { statusUrl, resultUrl, retryAfterSeconds: 0 } : null;
    return { status: answer.status, headers: all, body: (answer.body ?? null) as Json, requestId: null, pending };
  };
  const azure: Pick<AzureBackup, 'arm' | 'data'> = {
    arm: ({ method, path, apiVersion, body, headers }) =>
      ask(method, `${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`, body, { ...headers }),
    data: () => Promise.reject(fail('network', 'there is no blob here')),
  };
  return { ...world, azure };
}
