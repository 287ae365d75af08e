// Lists as a node reads them: an array at hand, or a result that stands in the journal and is fetched page by page. What a
// node's params keep of the latter is a mark that says where it stands; the result never changes, so the mark is enough.
import type { ListSource } from '../../nodes/kit/fields.ts';
import type { Json } from '../../nodes/kit/json.ts';

export interface ListMark {
  /** The step whose result it is. */
  readonly key: string;
  readonly property: string;
  readonly count: number;
}

/** Key of the mark among kept params. */
export const listMark = '$list';

export interface StoredList extends ListSource<Json> {
  /** All items, when they are in memory. */
  readonly atHand: readonly Json[] | null;
}

export const arrayList = (items: readonly Json[]): StoredList => ({
  count: items.length,
  atHand: items,
  slice: async (from, limit) => items.slice(from, from + limit),
  async *[Symbol.asyncIterator]() {
    yield* items;
  },
});

const pageSize = 500;

export function pagedList(count: number, read: (from: number, limit: number) => Promise<readonly Json[]>): StoredList {
  const slice = (from: number, limit: number) => read(from, Math.max(0, Math.min(limit, count - from)));
  return {
    count,
    atHand: null,
    slice,
    async *[Symbol.asyncIterator]() {
      for (let from = 0; from < count; from += pageSize) yield* await slice(from, pageSize);
    },
  };
}
