import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { problems } from '../../nodes/kit/problems.ts';
import { type Subflow, toSubflow } from './to-subflow.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf = (name: string) => types.find(({ type }) => type === name) ?? null;
const node = (id: string, type = 'core.set', params: object = {}, more: object = {}) => ({
  id,
  type,
  title: id.toUpperCase(),
  position: { x: id.charCodeAt(0) * 10, y: 0 },
  params,
  ...more,
});
const edge = (from: string, to: string, port = 'done') => ({ from, port, to });
const flowOf = (more: object): Flow => flowSchema.parse({ format: 1, name: 'Whole', ...more });

const flow = flowOf({
  inputs: [{ name: 'who', title: 'Who', schema: { type: 'string' }, required: true }],
  nodes: [
    node('start', 'core.manual'),
    node('a', 'core.set', { values: { n: 1 } }),
    node('b', 'core.set', { values: { text: '{{ steps.a.n }} for {{ inputs.who }}' } }),
    node('c', 'core.set', { values: { more: '{{ steps.b.text }}' } }),
    node('d', 'core.set', { values: { all: "{{ steps.c.more + steps['b'].text }} and {{ steps.a.n }}" } }),
    node('oops', 'core.set'),
  ],
  edges: [edge('start', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('c', 'oops', 'failed')],
});

const made = (whole: Flow, ids: readonly string[]): Subflow => {
  const answer = toSubflow(whole, ids, 'Part', typeOf);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};
const why = (whole: Flow, ids: readonly string[]) => {
  const answer = toSubflow(whole, ids, 'Part', typeOf);
  return typeof answer === 'string' ? answer : null;
};
const wrong = (one: Flow) =>
  problems(one, typeOf as never)
    .filter(({ severity }) => severity !== 'warning')
    .map(({ message }) => message);

describe('a selection becomes a flow', () => {
  const { child, asks, gives, parentWith } = made(flow, ['b', 'c']);
  const { flow: parent, id } = parentWith('flow_1');

  test('what it takes from outside becomes inputs, given by the expressions they were', () => {
    expect(asks.map(({ input, value }) => [input.name, value])).toEqual([
      ['who', '{{ inputs.who }}'],
      ['a', '{{ steps.a }}'],
    ]);
    expect(parent.nodes.find((one) => one.id === id)).toMatchObject({
      type: 'core.run-flow',
      title: 'Part',
      params: { flow: 'flow_1', inputs: { a: '{{ steps.a }}', who: '{{ inputs.who }}' } },
    });
  });

  test('what others take from it comes back as the result, however they wrote it', () => {
    expect(gives).toEqual(['b', 'c']);
    expect(child.nodes.find((one) => one.id === 'result')?.params).toEqual({ values: { b: '{{ steps.b }}', c: '{{ steps.c }}' } });
    expect(parent.nodes.find((one) => one.id === 'd')?.params).toEqual({
      values: { all: '{{ steps.part.output.c.more + steps.part.output.b.text }} and {{ steps.a.n }}' },
    });
  });

  test('the lines lead to the one step and on from it, failures too', () => {
    expect(parent.edges.map(({ from, port, to }) => `${from}.${port}>${to}`).sort()).toEqual(
      ['start.done>a', 'a.done>part', 'part.done>d', 'part.failed>oops'].sort(),
    );
    expect(parent.nodes.map((one) => one.id)).toEqual(['start', 'a', 'part', 'd', 'oops']);
  });

  test('both flows are right', () => {
    expect(wrong(child)).toEqual([]);
    expect(wrong(parent)).toEqual([]);
  });

  test('neither touches the flow it began with', () => {
    expect(flow.nodes).toHaveLength(6);
  });
});

test('a part whose results nobody uses ends as it did', () => {
  const { child, gives } = made(flow, ['d']);
  expect(gives).toEqual([]);
  expect(child.nodes.map(({ type }) => type)).toEqual(['core.manual', 'core.set']);
});

test('a whole loop goes as one, and inside a loop the item is handed over', () => {
  const loop = flowOf({
    nodes: [
      node('start', 'core.manual'),
      node('each', 'core.for-each', { items: '{{ [1, 2] }}' }, { size: { width: 600, height: 200 } }),
      node('x', 'core.set', { values: { v: '{{ item }}' } }, { parent: 'each' }),
      node('y', 'core.set', { values: { v: '{{ steps.x.v + index }}' } }, { parent: 'each' }),
    ],
    edges: [edge('start', 'each'), edge('x', 'y')],
  });
  const whole = made(loop, ['each']);
  expect(whole.child.nodes.map(({ id }) => id).sort()).toEqual(['each', 'start', 'x', 'y']);
  const inner = made(loop, ['y']);
  expect(inner.asks.map(({ value }) => value)).toEqual(['{{ index }}', '{{ steps.x }}']);
  expect(inner.parentWith('f').flow.nodes.find(({ type }) => type === 'core.run-flow')).toMatchObject({ parent: 'each' });
  expect(wrong(inner.parentWith('f').flow)).toEqual([]);
});

describe('what would happen otherwise is refused, with the reason', () => {
  const branch = flowOf({
    nodes: [
      node('start', 'core.manual'),
      node('q', 'core.if', { conditions: [{ left: 1, op: 'is', right: 1 }] }),
      node('t'),
      node('f'),
      node('z'),
    ],
    edges: [edge('start', 'q'), edge('q', 't', 'true'), edge('q', 'f', 'false'), edge('t', 'z'), edge('f', 'z')],
  });

  test.each([
    ['a trigger', flow, ['start', 'a'], /starts this flow/],
    ['nothing', flow, [], /Select the steps/],
    ['a way that is chosen inside', branch, ['q'], /decided inside the selection/],
    ['a step behind a choice inside', branch, ['q', 't'], /decided inside the selection/],
    ['two beginnings', branch, ['t', 'f'], /begins at two places/],
    ['a gap', flow, ['b', 'd'], /leads back into it/],
    ['a step reached from both sides', branch, ['t', 'z'], /reached from inside and from outside/],
  ])('%s', (_, whole, ids, reason) => {
    expect(why(whole, ids)).toMatch(reason);
  });

  test('a choice with all that follows it may go', () => {
    expect(wrong(made(branch, ['q', 't', 'f', 'z']).child)).toEqual([]);
  });

  test('how a step ended, secrets and memory stay where they are', () => {
    const asking = flowOf({
      inputs: [{ name: 'pw', schema: { type: 'string' }, secret: true }],
      nodes: [
        node('start', 'core.manual'),
        node('a'),
        node('b', 'core.set', { values: { s: '{{ status.a }}' } }),
        node('c', 'core.set', { values: { s: '{{ memory.last }}' } }),
        node('d', 'core.set', { values: { s: '{{ inputs.pw }}' } }),
      ],
      edges: [edge('start', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'd')],
    });
    expect(why(asking, ['a'])).toMatch(/asks how “A” ended/);
    expect(why(asking, ['c'])).toMatch(/remembers between runs/);
    expect(why(asking, ['d'])).toMatch(/the secret input “pw”/);
  });
});
