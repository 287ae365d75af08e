// The triggers of the open flow as the server knows them: addresses, next times, what did not run. One read for every panel.
import { useQuery } from '@tanstack/react-query';
import { type Answer, call, keys, queryClient } from '../api.ts';

export type Trigger = Answer<'listTriggers'>['items'][number];

export const useTriggers = (flowId: string | null, everyMs?: number) =>
  useQuery({
    queryKey: keys.triggers(flowId ?? ''),
    queryFn: async () => (await call('listTriggers', { query: { flow: flowId ?? '' } })).items,
    enabled: flowId !== null,
    refetchInterval: everyMs ?? false,
  });

export const refreshTriggers = (flowId: string) => queryClient.invalidateQueries({ queryKey: keys.triggers(flowId) });
