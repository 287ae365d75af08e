// What the home page reads of flows and runs; how the backups stand is read in estate/use-estate.ts.
import { useQuery } from '@tanstack/react-query';
import { call, keys } from '../api.ts';

const minute = 60_000;

export const useOverview = () =>
  useQuery({ queryKey: keys.overview, queryFn: ({ signal }) => call('overview', { signal }), refetchInterval: minute });

export const useFlows = (q?: string) =>
  useQuery({
    queryKey: keys.flows(q ?? ''),
    queryFn: ({ signal }) => call('listFlows', { query: { limit: 200, ...(q ? { q } : {}) }, signal }),
    refetchInterval: minute,
    placeholderData: (before) => before,
  });
