// What starts each flow of a list, in words: its first trigger and its next planned time. Documents are read for flows that changed
// since they were last listed, all in one question, and nothing of them is kept but the words.
import { type FlowNode, parseFlow } from '../../nodes/kit/flow.ts';
import type { NodeTypes } from '../node-types.ts';
import type { ProjectActor } from '../security/actor.ts';
import { iso } from '../store/iso.ts';
import type { ListedFlow } from '../store/library.ts';
import type { Stores } from '../store/stores.ts';
import { triggerSays } from './says.ts';

export interface FirstTrigger {
  readonly type: string;
  readonly says: string;
  readonly next: string | null;
}

type Words = Pick<FirstTrigger, 'type' | 'says'> | null;
type Listed = Pick<ListedFlow, 'id' | 'etag' | 'publishedVersion' | 'nextAt'>;

/** Of so many flows the words are kept. */
const KEPT = 20_000;

export function createFirstTriggers({ stores, nodeTypes }: { readonly stores: Pick<Stores, 'library'>; readonly nodeTypes: NodeTypes }) {
  const known = new Map<string, Words>();
  // A published version never changes, a draft has its ETag.
  const keyOf = ({ id, etag, publishedVersion }: Listed) => `${id}/${publishedVersion ?? etag}`;
  const isTrigger = ({ type, version }: Pick<FlowNode, 'type' | 'version'>) => nodeTypes.find(type, version)?.kind === 'trigger';

  function wordsOf(text: string): Words {
    const document = JSON.parse(text) as { readonly nodes?: readonly FlowNode[] };
    const nodes = Array.isArray(document.nodes)
      ? document.nodes.filter((node) => isTrigger({ type: node.type, version: node.version ?? 1 }))
      : [];
    const parsed = parseFlow({ format: 1, name: 'triggers', nodes });
    const triggers = 'flow' in parsed ? parsed.flow.nodes : [];
    // What starts the flow by itself tells more than the button that every flow has.
    const first = triggers.find(({ type }) => type !== 'core.manual') ?? triggers[0];
    return first ? { type: first.type, says: triggerSays(first) } : null;
  }

  return {
    async of(actor: ProjectActor, flows: readonly Listed[]): Promise<ReadonlyMap<string, FirstTrigger>> {
      const unread = flows.filter((flow) => !known.has(keyOf(flow)));
      const documents = await stores.library.documents(
        actor,
        unread.map(({ id }) => id),
      );
      if (known.size + unread.length > KEPT) known.clear();
      const words = new Map<string, Words>();
      for (const flow of unread) {
        const text = documents.get(flow.id);
        if (text === undefined) continue;
        const read = wordsOf(text);
        words.set(flow.id, read);
        known.set(keyOf(flow), read);
      }
      return new Map(
        flows.flatMap((flow) => {
          const found = words.get(flow.id) ?? known.get(keyOf(flow));
          return found ? [[flow.id, { ...found, next: flow.nextAt === null ? null : iso(flow.nextAt) }] as const] : [];
        }),
      );
    },
  };
}

export type FirstTriggers = ReturnType<typeof createFirstTriggers>;
