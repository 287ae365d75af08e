// What the home page reads. The estate asks Azure and has its own pace; nothing else waits for it.
import { useQuery } from '@tanstack/react-query';
import { call, keys } from '../api.ts';

const minute = 60_000;

export const useOverview = () =>
  useQuery({ queryKey: keys.overview, queryFn: ({ signal }) => call('overview', { signal }), refetchInterval: minute });

export const useEstate = () =>
  useQuery({
    queryKey: keys.estate,
    queryFn: ({ signal }) => call('estate', { signal }),
    staleTime: minute,
    refetchInterval: 5 * minute,
    retry: false,
  });

export const useFlows = (q?: string) =>
  useQuery({
    queryKey: keys.flows(q ?? ''),
    queryFn: ({ signal }) => call('listFlows', { query: { limit: 200, ...(q ? { q } : {}) }, signal }),
    refetchInterval: minute,
    placeholderData: (before) => before,
  });
