// Random flows for the property tests: bodies in bodies, edges from any port to any later node of the same body, disabled nodes,
// a second trigger that did not fire. And the node types that play them, with a world in which effects are counted.
import fc from 'fast-check';
import { z } from 'zod';
import { defineNode, type NodeType, wait } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import type { PlainFlow, PlainNode } from './interpret.ts';

/** How an act goes about it; what each means is said by the node types that play it. */
type Manner = string;

export interface RandomFlow {
  readonly plain: PlainFlow;
  readonly flow: Flow;
}

const ports = ['yes', 'yes', 'yes', 'no', 'failed', 'skipped', 'always'] as const;
const actions = ['yes', 'yes', 'yes', 'no', 'fail'] as const;

interface Seed {
  readonly kind: PlainNode['kind'];
  readonly manner: Manner;
  readonly disabled: boolean;
  readonly does: readonly string[];
  readonly count: number;
  readonly most: number;
  readonly whenItemFails: PlainNode['whenItemFails'];
  readonly concurrency: number;
  readonly inside: readonly Seed[];
  readonly ways: readonly { readonly back: number; readonly port: string }[];
}

interface Options {
  readonly manners: readonly Manner[];
  /** Acts that succeed by their first port whatever else was drawn: a person may have to speak for them. */
  readonly plain?: readonly Manner[];
  readonly attempts?: number;
}

const seed = (depth: number, manners: readonly Manner[]): fc.Arbitrary<Seed> =>
  fc.record({
    kind: fc.constantFrom<PlainNode['kind']>(
      ...(depth > 0 ? (['act', 'act', 'act', 'for-each', 'repeat-until', 'scope'] as const) : (['act'] as const)),
    ),
    manner: fc.constantFrom<Manner>(...manners),
    disabled: fc.integer({ min: 0, max: 11 }).map((n) => n === 0),
    does: fc.array(fc.constantFrom<string>(...actions), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 0, max: 4 }),
    most: fc.integer({ min: 1, max: 4 }),
    whenItemFails: fc.constantFrom<PlainNode['whenItemFails']>('continue', 'continue', 'fail', 'stop'),
    concurrency: fc.integer({ min: 1, max: 4 }),
    inside: depth > 0 ? fc.array(seed(depth - 1, manners), { maxLength: 4 }) : fc.constant([]),
    ways: fc.array(fc.record({ back: fc.integer({ min: 1, max: 4 }), port: fc.constantFrom<string>(...ports) }), { maxLength: 3 }),
  });

export const randomFlowOf = (options: Options): fc.Arbitrary<RandomFlow> =>
  fc.array(seed(2, options.manners), { minLength: 1, maxLength: 7 }).map((seeds) => build(seeds, options));

/** `slowly`: after some turns. `write` changes the world, `wait` parks, `retry` fails once, `list` gives a list. */
export const randomFlow = randomFlowOf({ manners: ['at once', 'at once', 'slowly', 'write', 'write', 'wait', 'retry', 'list'] });

function build(seeds: readonly Seed[], { plain = [], attempts = 3 }: Options): RandomFlow {
  const nodes: PlainNode[] = [];
  const documents: object[] = [];
  const edges: { from: string; port: string; to: string }[] = [];
  const add = (node: PlainNode, type: string, params: object) => {
    nodes.push(node);
    documents.push({
      id: node.id,
      type,
      version: 1,
      position: { x: 0, y: 0 },
      params,
      ...(node.parent ? { parent: node.parent } : {}),
      settings: { disabled: node.disabled, retry: { attempts, first: 'PT0S', cap: 'PT0S' } },
    });
  };
  const trigger = (id: string): PlainNode => ({
    id,
    kind: 'trigger',
    parent: null,
    disabled: false,
    does: [],
    count: 0,
    most: 0,
    whenItemFails: 'continue',
  });
  add(trigger('start'), 'plain.trigger', {});
  add(trigger('other'), 'plain.trigger', {});
  const body = (parts: readonly Seed[], parent: string | null) => {
    const ids: string[] = [];
    for (const part of parts) {
      const id = `n${nodes.length}`;
      const { kind, disabled, count, most, whenItemFails, concurrency } = part;
      const does = plain.includes(part.manner) ? ['yes'] : part.does;
      add({ id, kind, parent, disabled, does, count, most, whenItemFails }, `plain.${kind}`, paramsOf({ ...part, does }, concurrency));
      for (const { back, port } of part.ways) {
        const from = ids.at(-back);
        const own = nodes.find((node) => node.id === from)?.kind === 'act' ? port : port.replace(/yes|no/, 'done');
        if (from && !edges.some((edge) => edge.from === from && edge.port === own && edge.to === id))
          edges.push({ from, port: own, to: id });
      }
      if (parent === null && !edges.some((edge) => edge.to === id))
        edges.push({ from: ids.length % 5 === 4 ? 'other' : 'start', port: 'done', to: id });
      ids.push(id);
      if (kind !== 'act') body(part.inside, id);
    }
  };
  body(seeds, null);
  return { plain: { nodes, edges }, flow: flowSchema.parse({ format: 1, name: 'Random', nodes: documents, edges }) };
}

function paramsOf({ kind, does, manner, count, most, whenItemFails }: Seed, concurrency: number): object {
  if (kind === 'act') return { does, manner, turn: '{{ index ?? 0 }}' };
  if (kind === 'for-each')
    return {
      items: Array.from({ length: count }, (_, n) => n),
      whenItemFails,
      concurrency: whenItemFails === 'stop' ? 1 : concurrency,
      collect: '{{ item }}',
    };
  return kind === 'repeat-until' ? { until: `{{ index == ${count} }}`, maxRounds: most } : {};
}

export interface Played {
  /** Writes that reached the world, by key, and how often. */
  readonly writes: Map<string, number>;
  /** Steps that have failed once, to be tried again. */
  readonly tried: Set<string>;
  /** Random turns that slow acts take. */
  pace(): number;
}

export function playedTypes(played: Played, containers: readonly NodeType[], alive: () => boolean): readonly NodeType[] {
  const turns = async (count: number) => {
    for (let i = 0; i < count; i++) await new Promise((next) => setImmediate(next));
    // A process that has died does nothing more.
    if (!alive()) await new Promise(() => undefined);
  };
  const base = { version: 1, group: 'logic', title: 'x', summary: 'x', icon: 'x', line: '', result: z.any(), examples: [] } as const;
  const params = z.object({ does: z.array(z.string()), manner: z.string(), turn: z.number() });
  const end = ({ does, turn }: z.output<typeof params>) => {
    const now = does[turn % does.length] as string;
    if (now === 'fail') throw fail('node_failed', 'It is broken.');
    return { port: now, data: { turn } };
  };
  const renamed = (type: string, as: string) => ({ ...(containers.find((one) => one.type === type) as NodeType), type: as });
  return [
    defineNode({
      ...base,
      type: 'plain.trigger',
      kind: 'trigger',
      effect: 'none',
      params: z.object({}),
      ports: ['done'],
      run: () => ({ port: 'done' }),
    }),
    defineNode({
      ...base,
      type: 'plain.act',
      waits: true,
      effect: ({ manner }) => (manner === 'write' ? 'write' : manner === 'slowly' ? 'read' : 'none'),
      params,
      ports: ['yes', 'no'],
      run({ params: given, key, now }) {
        if (given.manner === 'at once') return end(given);
        if (given.manner === 'wait') return wait({ until: now + (played.pace() % 3), state: null });
        if (given.manner === 'list') return { ...end(given), list: { property: 'items', items: [given.turn, given.turn + 1] } };
        if (given.manner === 'retry' && !played.tried.has(key)) {
          played.tried.add(key);
          throw fail('network', 'Not this time.');
        }
        return (async () => {
          await turns(played.pace() % 4);
          // What is refused leaves the world as it was.
          if (given.manner === 'write' && given.does[given.turn % given.does.length] !== 'fail') {
            played.writes.set(key, (played.writes.get(key) ?? 0) + 1);
            await turns(played.pace() % 4);
          }
          return end(given);
        })();
      },
      resume: async ({ params: given }) => end(given),
      async recover({ params: given, key }) {
        await turns(played.pace() % 3);
        if (!played.writes.has(key)) return 'didNot';
        return { happened: end(given) };
      },
    }),
    renamed('test.each', 'plain.for-each'),
    renamed('test.repeat', 'plain.repeat-until'),
    renamed('test.scope', 'plain.scope'),
  ] as readonly NodeType[];
}
