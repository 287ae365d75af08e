// What the pages of the estate read. Reading never asks Azure: how old an answer is stands in it. While somebody is asking Azure for
// the first time the answer is looked for every two seconds.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { StandingName } from '../../nodes/kit/estate-health/standing.ts';
import { type Answer, call, keys } from '../api.ts';

const minute = 60_000;

export type Health = Answer<'estateHealth'>;

export const useEstate = () =>
  useQuery({
    queryKey: keys.estate,
    queryFn: ({ signal }) => call('estateHealth', { query: {}, signal }),
    staleTime: minute,
    refetchInterval: ({ state }) => (state.data?.looking ? 2_000 : minute),
    retry: false,
  });

export interface ItemsAsked {
  readonly state?: StandingName;
  readonly care?: 'true';
  readonly day?: string;
  readonly q?: string;
}

export const useEstateItems = (asked: ItemsAsked) =>
  useInfiniteQuery({
    queryKey: [...keys.estate, 'items', asked],
    queryFn: ({ signal, pageParam }) =>
      call('estateItems', { query: { ...asked, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: minute,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const useEstateItem = (id: string) =>
  useQuery({
    queryKey: [...keys.estate, 'item', id],
    queryFn: ({ signal }) => call('estateItem', { params: { id }, signal }),
    refetchInterval: minute,
    retry: false,
  });
