// The flow that runs while its process is killed: a loop with reads and writes, a wait, what destroys, and calls of which nobody
// can tell whether they happened.
import { z } from 'zod';
import { defineNode, type NodeType } from '../../nodes/kit/define.ts';
import { list } from '../../nodes/kit/fields.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';

export const containers: readonly NodeType[] = [
  defineNode({
    type: 'crash.each',
    version: 1,
    group: 'logic',
    title: 'x',
    summary: 'x',
    icon: 'x',
    line: '',
    kind: 'container',
    container: 'for-each',
    effect: 'none',
    ports: ['done'],
    params: z.object({ items: list(), concurrency: z.int(), whenItemFails: z.string().default('fail') }),
    result: z.any(),
    examples: [],
  }),
];

const node = (id: string, type: string, params: object, parent?: string) => ({
  id,
  type: `crash.${type}`,
  version: 1,
  position: { x: 0, y: 0 },
  params,
  ...(parent ? { parent } : {}),
});

export const crashFlow = flowSchema.parse({
  format: 1,
  name: 'Crash',
  nodes: [
    node('start', 'start', {}),
    node('each', 'each', { items: [0, 1, 2], concurrency: 2 }),
    node('look', 'read', { n: '{{ item }}' }, 'each'),
    node('give', 'give', { n: '{{ item }}' }, 'each'),
    node('write', 'write', { n: '{{ steps.give }}' }, 'each'),
    node('after', 'give', { n: 1 }, 'each'),
    node('pause', 'wait', { n: 0 }),
    node('destroy', 'destroy', { n: 0 }),
    node('again', 'again', { n: 0 }),
    node('blind', 'blind', { n: 0 }),
    node('end', 'give', { n: 0 }),
  ],
  edges: [
    ['start', 'each'],
    ['look', 'give'],
    ['give', 'write'],
    ['write', 'after'],
    ['each', 'pause'],
    ['pause', 'destroy'],
    ['pause', 'again'],
    ['destroy', 'blind'],
    ['again', 'end'],
    ['blind', 'end'],
  ].map(([from, to]) => ({ from, port: 'done', to })),
});

/** Steps whose effects are counted: those of which the outcome can be told, and what may be made again. */
export const effectKeys: readonly string[] = ['write[0]', 'write[1]', 'write[2]', 'destroy', 'blind'];
export const repeatableKeys: readonly string[] = ['again'];
