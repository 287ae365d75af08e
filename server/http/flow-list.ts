// Which flows a list shows: found by the library, told apart by how their runs went, sorted as people sort, cut into pages. One
// question each to store and journal, however many flows there are.
import { hasEnded, runStatuses } from '../../nodes/kit/status.ts';
import type { FlowFilter, FlowSort } from '../../nodes/kit/wire/flow-filter.ts';
import type { ProjectActor } from '../security/actor.ts';
import { cursorOf, readCursor } from '../store/cursor.ts';
import type { ShelfMark } from '../store/library.ts';
import type { AppDeps } from './deps.ts';

type Deps = Pick<AppDeps, 'stores' | 'journal' | 'nodeTypes'>;

/** Shorter words would find a step type in almost every flow. */
const STEP_WORD = 4;

const ended = runStatuses.filter(hasEnded);
const goingOn = runStatuses.filter((status) => !hasEnded(status));
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Each word with the step types whose title or own name has it. The group of a type does not count: it is in half of all flows. */
function wordsOf({ nodeTypes }: Deps, q: string) {
  const types = nodeTypes
    .all()
    .map(({ type, title }) => ({ type, says: `${title} ${type.slice(type.lastIndexOf('.') + 1)}`.toLowerCase() }));
  return q
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10)
    .map((word) => {
      const wanted = word.toLowerCase();
      const steps = wanted.length < STEP_WORD ? [] : types.filter(({ type, says }) => says.includes(wanted) || type === wanted);
      return { word, steps: [...new Set(steps.map(({ type }) => type))] };
    });
}

/** All that the filter finds, in no order. */
export async function findFlows(deps: Deps, actor: ProjectActor, filter: FlowFilter): Promise<ShelfMark[]> {
  const { q, state, archived = false, favourite, folder, tag, step } = filter;
  const found = await deps.stores.library.find(actor, {
    words: wordsOf(deps, q ?? ''),
    folder,
    tag,
    step,
    favourite,
    archived,
    state: state === 'failing' || state === 'running' ? undefined : state,
  });
  if (state !== 'failing' && state !== 'running') return found;
  const lines = await deps.journal.lastRuns({
    projectId: actor.projectId,
    flowIds: found.map(({ id }) => id),
    each: 1,
    status: state === 'failing' ? ended : goingOn,
  });
  const wanted = new Set(
    lines.filter((run) => state === 'running' || run.status === 'failed' || run.failures > 0).map(({ flowId }) => flowId),
  );
  return found.filter(({ id }) => wanted.has(id));
}

interface Order {
  readonly q?: string | undefined;
  readonly sort?: FlowSort | undefined;
  readonly order?: 'up' | 'down' | undefined;
}

/** What has no time comes last, whichever way round. */
const byTime = (a: number | null, b: number | null, up: boolean): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : up ? a - b : b - a;

async function sorted(deps: Deps, actor: ProjectActor, found: readonly ShelfMark[], { q, sort, order }: Order): Promise<ShelfMark[]> {
  const byName = (a: ShelfMark, b: ShelfMark) => names.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  const newest = (a: ShelfMark, b: ShelfMark) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
  if (sort === 'name') return found.toSorted(order === 'down' ? (a, b) => byName(b, a) : byName);
  if (sort === 'next') return found.toSorted((a, b) => byTime(a.nextAt, b.nextAt, order !== 'down') || byName(a, b));
  if (sort === 'last') {
    const lines = await deps.journal.lastRuns({ projectId: actor.projectId, flowIds: found.map(({ id }) => id), each: 1 });
    const last = new Map(lines.map(({ flowId, at }) => [flowId, at]));
    return found.toSorted((a, b) => byTime(last.get(a.id) ?? null, last.get(b.id) ?? null, order === 'up') || byName(a, b));
  }
  if (sort === 'changed' || !q) return found.toSorted(order === 'up' ? (a, b) => newest(b, a) : newest);
  // Whoever searches and wants no order of their own gets first what is called so.
  const wanted = q.toLowerCase().split(/\s+/);
  const called = new Set(found.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word))));
  return found.toSorted((a, b) => Number(called.has(b)) - Number(called.has(a)) || newest(a, b));
}

/** One page of them. A page goes on behind the flow that the last one ended with, or, when that has gone, at its place. */
export async function pageOfFlows(
  deps: Deps,
  actor: ProjectActor,
  query: FlowFilter & Order,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly ids: readonly string[]; readonly next: string | null; readonly total: number }> {
  const from = readCursor(page.cursor);
  const all = await sorted(deps, actor, await findFlows(deps, actor, query), query);
  const last = from ? all.findIndex(({ id }) => id === from.id) : -1;
  const start = from ? (last === -1 ? Math.min(from.at, all.length) : last + 1) : 0;
  const ids = all.slice(start, start + page.limit).map(({ id }) => id);
  const end = start + ids.length;
  const lastId = ids.at(-1);
  return { ids, next: end < all.length && lastId !== undefined ? cursorOf(end, lastId) : null, total: all.length };
}
