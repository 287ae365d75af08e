// Fetches from the journal what a step is about to look at and what is not in memory: results that were too large to be loaded
// with the run, and lists that an expression names as a whole (up to the size of a result; beyond it the expression fails).
import type { Reference } from '../../nodes/kit/expression/expression.ts';
import type { CompiledNode } from './compile.ts';
import { type Frame, incomingOf, type Settled } from './frame.ts';
import { flush, told } from './recorder.ts';
import { plainJson } from './result.ts';
import { wanting } from './scope.ts';
import type { Session } from './session.ts';

const pageSize = 1_000;

/** Null: all is at hand. */
export function fetchWanted(s: Session, frame: Frame, node: CompiledNode): Promise<void> | null {
  if (!s.lacking) return null;
  const direct = new Set(node.params.direct);
  const named = wanting(frame, node.params.references).filter(
    ({ settled, list }) => !list || !direct.has(settled.key.replace(/\[.*$/, '')),
  );
  // A node without settings works on what came in: it gets lists as a whole.
  const whole = node.params.params.length === 0;
  const came = incomingOf(frame, node)
    .map(({ settled }) => ({ settled, list: whole && settled.list !== null && settled.items === null }))
    .filter(({ settled, list }) => list || (settled.hasOutput && settled.output === undefined));
  return named.length + came.length === 0 ? null : fetchAll(s, [...named, ...came]);
}

/** The same for a deferred expression of a container. */
export function fetchNamed(s: Session, frame: Frame, references: readonly Reference[]): Promise<void> | null {
  if (!s.lacking) return null;
  const named = wanting(frame, references);
  return named.length === 0 ? null : fetchAll(s, named);
}

async function fetchAll(s: Session, wanted: readonly { readonly settled: Settled; readonly list: boolean }[]): Promise<void> {
  await flush(s);
  for (const { settled, list } of wanted) {
    if (settled.hasOutput && settled.output === undefined)
      settled.output = (await told(s, s.host.journal.output(s.run.id, settled.key)))?.data ?? null;
    if (list && settled.list && !settled.items) settled.items = await wholeList(s, settled.key, settled.list.count);
  }
}

/** Null when it is too large. */
async function wholeList(s: Session, key: string, count: number): Promise<Settled['items']> {
  const all = [];
  let left = s.host.limits.outputSize;
  for (let from = 0; from < count; from += pageSize) {
    for (const item of await told(s, s.host.journal.items(s.run.id, key, from, pageSize))) {
      try {
        left -= plainJson(item, left).size;
      } catch {
        return null;
      }
      all.push(item);
    }
  }
  return Object.freeze(all);
}
