import { expect, test } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { partOfFlow } from './part-of-flow.ts';

const node = (id: string, params: object = {}, parent?: string) => ({
  id,
  type: parent === 'loop' || id !== 'loop' ? 'core.set' : 'core.for-each',
  position: { x: 0, y: 0 },
  params,
  ...(parent ? { parent } : {}),
});
const flow = flowSchema.parse({
  format: 1,
  name: 'Whole',
  nodes: [
    node('a'),
    node('b', { values: { x: '{{ steps.a.n }}' } }),
    node('loop', { items: '{{ steps.b.items }}' }),
    node('in', { values: { x: '{{ steps.a.n + item }}' } }, 'loop'),
    node('z', { values: { x: '{{ steps.loop.count }} {{ steps.b.x }}' } }),
    node('side'),
  ],
  edges: [
    { from: 'a', port: 'done', to: 'b' },
    { from: 'b', port: 'done', to: 'loop' },
    { from: 'loop', port: 'done', to: 'z' },
    { from: 'a', port: 'done', to: 'side' },
  ],
});
const ids = (range: object) => partOfFlow(flow, range).flow.nodes.map(({ id }) => id);

test('up to a step: it and what comes before', () => {
  expect(ids({ to: 'b' })).toEqual(['a', 'b']);
  expect(partOfFlow(flow, { to: 'b' }).needs).toEqual([]);
});

test('only a step: it alone, with the results that it names', () => {
  expect(ids({ from: 'z', to: 'z' })).toEqual(['z']);
  expect(partOfFlow(flow, { from: 'z', to: 'z' }).needs).toEqual(['loop', 'b']);
});

test('from a step on: it and what follows', () => {
  expect(ids({ from: 'loop' })).toEqual(['loop', 'in', 'z']);
  expect(partOfFlow(flow, { from: 'loop' }).needs).toEqual(['b', 'a']);
});

test('a step inside a loop runs with the whole loop', () => {
  expect(ids({ from: 'in', to: 'in' })).toEqual(['loop', 'in']);
  expect(partOfFlow(flow, { from: 'in', to: 'in' }).flow.edges).toEqual([]);
});
