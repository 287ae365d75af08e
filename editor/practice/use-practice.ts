// The practice subscription's state and the changes to it. Every change answers with the new state, so nothing is asked twice.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Practice } from '../../nodes/kit/wire/practice.ts';
import { ApiError, call, keys, queryClient } from '../api.ts';
import { toastError } from '../ui/toast.ts';

export const usePractice = () =>
  useQuery({ queryKey: keys.practice, queryFn: ({ signal }) => call('practice', { signal }), refetchInterval: 5_000 });

/** What it holds, what was asked and what the home page says of it may all be different now. */
async function changed(practice: Practice): Promise<void> {
  queryClient.setQueryData(keys.practice, practice);
  const lists = queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'practice' && queryKey.length > 1 });
  await Promise.all([lists, ...[keys.overview, keys.estate].map((queryKey) => queryClient.invalidateQueries({ queryKey }))]);
}

function useChange<T>(fails: string, change: (given: T) => Promise<Practice>) {
  return useMutation({ mutationFn: change, onSuccess: changed, onError: (thrown) => toastError(fails, explained(thrown)) });
}

export const useAdvance = () =>
  useChange('The clock could not be moved', (advanceSeconds: number) => call('advancePractice', { body: { advanceSeconds } }));

export const useSettings = () =>
  useChange(
    'That could not be set',
    (body: { readonly speed?: number; readonly quirks?: boolean; readonly requestsPerHour?: number | null }) =>
      call('savePracticeSettings', { body }),
  );

export const useFaults = () =>
  useChange('The faults could not be set', (rules: Practice['faults']) => call('savePracticeFaults', { body: { rules } }));

export const useReset = () =>
  useChange('It could not be started over', (estate: unknown) =>
    call('resetPractice', { body: estate === undefined ? {} : { estate: estate as never } }),
  );

/** An estate that does not fit: the places, not only the sentence. */
function explained(thrown: unknown): unknown {
  if (!(thrown instanceof ApiError) || thrown.problems.length === 0) return thrown;
  return new Error(
    thrown.problems
      .slice(0, 3)
      .map(({ path, message }) => `${path ?? ''}: ${message}`)
      .join('\n'),
  );
}
