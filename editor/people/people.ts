// What the page of people reads, and words for roles.
import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../nodes/kit/wire/route.ts';
import { call } from '../api.ts';

export const peopleKey = ['people'];
export const projectsKey = ['projects'];

export const useProjects = () => useQuery({ queryKey: projectsKey, queryFn: async () => (await call('listProjects')).items });

export const roleWords: { readonly [role in Role]: string } = {
  viewer: 'Viewer: reads',
  operator: 'Operator: starts and decides runs',
  editor: 'Editor: changes flows',
  owner: 'Owner: changes connections and rules too',
};
