// Where the expressions of one step get their values: the scope of its frame, and lists that stand in the journal.
import { fail } from '../../nodes/kit/errors.ts';
import { type Frame, frameOf } from './frame.ts';
import { arrayList, type ListMark, pagedList, type StoredList } from './lists.ts';
import type { ParamSource } from './params.ts';
import { flush, told } from './recorder.ts';
import { type StepScope, scopeIn } from './scope.ts';
import type { Session } from './session.ts';

export const paramSource = (s: Session, frame: Frame, startedAt: number, key: string): ParamSource => new Source(s, frame, startedAt, key);

class Source implements ParamSource {
  readonly scope: StepScope;
  readonly #session: Session;
  readonly #frame: Frame;

  constructor(s: Session, frame: Frame, startedAt: number, key: string) {
    this.scope = scopeIn(frame, s.names, startedAt, `${s.run.id}/${key}/${startedAt}`);
    this.#session = s;
    this.#frame = frame;
  }

  storedList(id: string, property: string): ListMark | null {
    const place = frameOf(this.#frame, id);
    const settled = place?.frame.settled[place.node.index];
    if (settled?.status !== 'succeeded' || settled.list?.property !== property) return null;
    return { key: settled.key, property, count: settled.list.count };
  }
  openList(mark: ListMark): StoredList {
    return openList(this.#session, this.#frame, mark);
  }
}

function openList(s: Session, frame: Frame, mark: ListMark): StoredList {
  const place = frameOf(frame, mark.key.replace(/\[.*$/, ''));
  const settled = place?.frame.settled[place.node.index];
  if (settled?.key === mark.key && settled.items) return arrayList(settled.items);
  return pagedList(mark.count, async (from, limit) => {
    await flush(s);
    const items = await told(s, s.host.journal.items(s.run.id, mark.key, from, limit));
    if (items.length < limit) throw fail('internal', `The list of ${mark.key} ends at ${from + items.length} of ${mark.count}.`);
    return items;
  });
}
