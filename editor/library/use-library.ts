// What the library reads: its shelves, and the flows of a query page by page.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call, keys } from '../api.ts';
import { filterOf, type LibraryQuery } from './library-query.ts';

const minute = 60_000;
const pageSize = 100;

export const useShelves = () =>
  useQuery({ queryKey: keys.library, queryFn: ({ signal }) => call('library', { signal }), refetchInterval: minute });

export function useFlowPages(query: LibraryQuery) {
  const asked = { ...filterOf(query), sort: query.sort === 'changed' && query.order === '' && query.q !== '' ? undefined : query.sort };
  return useInfiniteQuery({
    queryKey: keys.flows(JSON.stringify({ ...asked, order: query.order })),
    queryFn: ({ pageParam, signal }) =>
      call('listFlows', {
        query: {
          limit: pageSize,
          ...asked,
          sort: asked.sort,
          ...(query.order === '' ? {} : { order: query.order }),
          favourite: asked.favourite ? 'true' : undefined,
          archived: asked.archived ? 'true' : undefined,
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: minute,
    placeholderData: (before) => before,
  });
}
