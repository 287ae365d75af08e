// The flow around an example: a trigger, steps that give what the example says came before, and the node itself; inside a
// container when the example has an item.
import { z } from 'zod';
import forEach from '../core/for-each.ts';
import { defineNode, type ExampleGiven, type NodeType } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { type Flow, flowSchema } from '../kit/flow.ts';
import type { Json } from '../kit/json.ts';

const plain = {
  version: 1,
  group: 'logic',
  title: 'Test',
  summary: '',
  icon: 'play',
  line: '',
  result: z.unknown(),
  ports: ['done'],
  examples: [],
} as const;

export const helperTypes: readonly NodeType[] = [
  defineNode({
    ...plain,
    type: 'test.start',
    kind: 'trigger',
    effect: 'none',
    params: z.object({}),
    run: () => ({ port: 'done', data: {} }),
  }),
  defineNode({
    ...plain,
    type: 'test.give',
    effect: 'none',
    params: z.object({ value: z.json() }),
    run: ({ params }) => ({ port: 'done', data: params.value }),
  }),
  defineNode({
    ...plain,
    type: 'test.fail',
    effect: 'none',
    params: z.object({}),
    run() {
      throw fail('node_failed', 'It failed before.');
    },
  }),
  forEach,
];

interface Asked {
  readonly type: string;
  readonly version?: number;
  readonly params: { readonly [name: string]: Json };
  readonly kind?: NodeType['kind'];
  readonly given?: ExampleGiven;
  readonly connection?: string | undefined;
}

export function exampleFlow({ type, version = 1, params, kind, given = {}, connection }: Asked): Flow {
  const position = { x: 0, y: 0 };
  const slot = connection === undefined || connection === 'http' || connection === 'message-webhook' ? null : connection;
  const item = given.scope?.item;
  const before = [
    ...Object.entries(given.scope?.steps ?? {}).map(([id, value]) => ({ id, port: 'done', fails: false, value })),
    ...(given.incoming ?? []).map(({ nodeId, port, result }) => ({
      id: nodeId,
      port,
      fails: port === 'failed',
      value: (result ?? null) as Json,
    })),
  ];
  const target = item === undefined ? 'node' : 'each';
  const itself = {
    id: 'node',
    type,
    version,
    position,
    params,
    ...(item === undefined ? {} : { parent: 'each' }),
    ...(slot ? { connection: slot } : {}),
  };
  return flowSchema.parse({
    format: 1,
    name: 'Example',
    connections: slot ? [{ name: slot, kind: slot }] : [],
    nodes: [
      ...(kind === 'trigger' ? [] : [{ id: 'start', type: 'test.start', position }]),
      ...before.map(({ id, fails, value }) => ({ id, type: fails ? 'test.fail' : 'test.give', position, params: fails ? {} : { value } })),
      ...(item === undefined ? [] : [{ id: 'each', type: 'core.for-each', position, params: { items: [item] } }]),
      itself,
      ...(kind === 'container' ? [{ id: 'inner', type: 'test.give', position, parent: 'node', params: { value: 'inside' } }] : []),
    ],
    edges:
      kind === 'trigger'
        ? []
        : before.length === 0
          ? [{ from: 'start', port: 'done', to: target }]
          : before.flatMap(({ id, port }) => [
              { from: 'start', port: 'done', to: id },
              { from: id, port, to: target },
            ]),
  });
}
