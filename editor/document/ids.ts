// Names for new steps: readable slugs, unique ignoring case, none that JavaScript objects already answer to.
import type { Flow } from '../../nodes/kit/flow.ts';
import { isNodeId } from '../../nodes/kit/node-id.ts';

/** Everything on the canvas shares one space of ids, so that a selection is a list of ids. */
export const takenIds = (flow: Flow): Set<string> =>
  new Set([...flow.nodes, ...flow.notes, ...flow.frames].map(({ id }) => id.toLowerCase()));

/** @example slugOf('Back up now') // 'backUpNow' */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '');
  const slug = words.map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())).join('');
  const text = (/^[a-z]/.test(slug) ? slug : `step${slug}`).slice(0, 50);
  return isNodeId(text) ? text : `${text}Step`;
}

/** The wished id, or the next free number behind it. @example freeId(new Set(['wait']), 'wait') // 'wait2' */
export function freeId(taken: ReadonlySet<string>, wished: string): string {
  if (isNodeId(wished) && !taken.has(wished.toLowerCase())) return wished;
  const base = wished.replace(/\d+$/, '').slice(0, 55) || 'step';
  for (let n = 2; ; n += 1) {
    const id = `${base}${n}`;
    if (isNodeId(id) && !taken.has(id.toLowerCase())) return id;
  }
}
