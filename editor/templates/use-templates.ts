// Reads of templates: the list, and one with its document.
import { useQuery } from '@tanstack/react-query';
import { call, keys } from '../api.ts';

export const useTemplates = () =>
  useQuery({
    queryKey: keys.templates,
    queryFn: async ({ signal }) => (await call('listTemplates', { query: { limit: 200 }, signal })).items,
    staleTime: 30_000,
  });

export const useTemplate = (id: string | null) =>
  useQuery({
    queryKey: keys.template(id ?? ''),
    queryFn: ({ signal }) => call('getTemplate', { params: { id: id ?? '' }, signal }),
    enabled: id !== null,
    staleTime: 60_000,
  });
