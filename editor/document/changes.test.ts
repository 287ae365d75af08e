import { expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { changesBetween } from './changes.ts';
import { move, setFlow, setNode, setParam } from './edits.ts';
import { remove } from './remove.ts';

const flow: Flow = flowSchema.parse({
  format: 1,
  name: 'Before',
  nodes: [
    { id: 'a', type: 'core.manual', title: 'Start', position: { x: 0, y: 0 } },
    { id: 'b', type: 'core.set', title: 'Set it', position: { x: 200, y: 0 }, params: { x: 1, y: 2 } },
  ],
  edges: [{ from: 'a', port: 'done', to: 'b' }],
});
const said = (after: Flow) => changesBetween(flow, after).map(({ kind, what }) => `${what} ${kind}`);

test('nothing changed says nothing, also when keys stand in another order', () => {
  expect(said(flow)).toEqual([]);
  const [a, b] = flow.nodes;
  if (!a || !b) throw new Error('no nodes');
  expect(
    said({
      ...flow,
      nodes: [a, { params: b.params, position: b.position, type: b.type, version: 1, title: b.title, id: 'b' } as typeof b],
    }),
  ).toEqual([]);
});

test('what a run would do differently is said by step', () => {
  expect(said(setParam(flow, 'b', ['x'], 2))).toEqual(['Step “Set it” changed']);
  expect(said(setNode(flow, 'b', { title: 'Other' }))).toEqual(['Step “Other” changed']);
  expect(said(remove(flow, ['b']))).toEqual(['Step “Set it” removed', 'Line Start → Set it removed']);
  expect(said(setFlow(flow, { name: 'After' }))).toEqual(['Name changed']);
});

test('moving cards about is one change of layout', () => {
  expect(
    said(
      move(
        flow,
        new Map([
          ['a', { x: 8, y: 8 }],
          ['b', { x: 300, y: 8 }],
        ]),
      ),
    ),
  ).toEqual(['Layout changed']);
});
