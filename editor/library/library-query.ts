// Which flows the library shows: kept in the address, so that a link, a reload and the way back show the same. Reading and writing it,
// and how the server is asked; nothing else.
import type { FlowFilter, FlowSort } from '../../nodes/kit/wire/flow-filter.ts';

export interface LibraryQuery {
  /** Null: all of them; '': those in no folder. */
  readonly folder: string | null;
  readonly tag: string;
  readonly q: string;
  readonly step: string;
  readonly state: '' | NonNullable<FlowFilter['state']>;
  readonly favourite: boolean;
  readonly archived: boolean;
  readonly sort: FlowSort;
  readonly order: '' | 'up' | 'down';
}

export const allFlows: LibraryQuery = {
  folder: null,
  tag: '',
  q: '',
  step: '',
  state: '',
  favourite: false,
  archived: false,
  sort: 'changed',
  order: '',
};

export const states = [
  { key: 'armed', label: 'Armed' },
  { key: 'off', label: 'Switched off' },
  { key: 'draft', label: 'Never published' },
  { key: 'failing', label: 'Newest run failed' },
  { key: 'running', label: 'Running now' },
] as const;

const sorts: readonly FlowSort[] = ['changed', 'name', 'last', 'next'];

export function readQuery(search: string): LibraryQuery {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? '';
  const order = text('order');
  return {
    folder: query.get('folder'),
    tag: text('tag'),
    q: text('q'),
    step: text('step'),
    state: states.find(({ key }) => key === text('state'))?.key ?? '',
    favourite: query.has('favourite'),
    archived: query.has('archived'),
    sort: sorts.find((known) => known === text('sort')) ?? 'changed',
    order: order === 'up' || order === 'down' ? order : '',
  };
}

/** @example writeQuery({ ...allFlows, tag: 'sql' }) // '/flows?tag=sql' */
export function writeQuery({ folder, tag, q, step, state, favourite, archived, sort, order }: LibraryQuery): string {
  const query = new URLSearchParams();
  if (folder !== null) query.set('folder', folder);
  for (const [name, value] of Object.entries({ tag, q: q.trim(), step, state, order })) if (value !== '') query.set(name, value);
  if (sort !== 'changed') query.set('sort', sort);
  if (favourite) query.set('favourite', 'true');
  if (archived) query.set('archived', 'true');
  return query.size === 0 ? '/flows' : `/flows?${query}`;
}

/** What an action on everything that is found takes. */
export const filterOf = ({ folder, tag, q, step, state, favourite, archived }: LibraryQuery): FlowFilter => ({
  ...(folder === null ? {} : { folder }),
  ...(tag === '' ? {} : { tag }),
  ...(q.trim() === '' ? {} : { q: q.trim() }),
  ...(step === '' ? {} : { step }),
  ...(state === '' ? {} : { state }),
  ...(favourite ? { favourite } : {}),
  ...(archived ? { archived } : {}),
});

/** More than a place in the library is asked for. */
export const isNarrowed = ({ q, tag, step, state }: LibraryQuery): boolean => q.trim() !== '' || tag !== '' || step !== '' || state !== '';

/** The other way round when it is sorted so already. */
export function sortedBy(query: LibraryQuery, sort: FlowSort): LibraryQuery {
  if (query.sort !== sort) return { ...query, sort, order: '' };
  return { ...query, order: query.order === '' ? (sort === 'name' || sort === 'next' ? 'down' : 'up') : '' };
}

/** For `aria-sort` of a column. */
export function sortSays({ sort, order }: LibraryQuery, column: FlowSort): 'ascending' | 'descending' | undefined {
  if (sort !== column) return undefined;
  const up = order === '' ? column === 'name' || column === 'next' : order === 'up';
  return up ? 'ascending' : 'descending';
}
