// The shape of a flow: order, circles, nesting, who may name whom; and that ten thousand nodes cost no noticeable time.
import { expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { graphOf } from './graph.ts';

type Parts = Parameters<typeof graphOf>[0];
const flow = (nodes: readonly (readonly [string, string?])[], edges: readonly string[]): Parts =>
  ({
    nodes: nodes.map(([id, parent]) => ({
      id,
      type: 't',
      version: 1,
      position: { x: 0, y: 0 },
      params: {},
      ...(parent ? { parent } : {}),
    })),
    edges: edges.map((edge) => ({ from: edge.split('>')[0], port: 'done', to: edge.split('>')[1] })),
  }) as Pick<Flow, 'nodes' | 'edges'>;

test('every node comes before what follows it', () => {
  const graph = graphOf(flow([['c'], ['b'], ['a']], ['a>b', 'b>c']));
  expect(graph.order).toEqual(['a', 'b', 'c']);
  expect(graph.circular).toEqual([]);
});

test('nodes of a circle and behind it are named, the others keep their order', () => {
  const graph = graphOf(flow([['a'], ['b'], ['c'], ['d']], ['a>b', 'b>c', 'c>b', 'c>d']));
  expect(graph.order).toEqual(['a']);
  expect(graph.circular).toEqual(['b', 'c', 'd']);
  expect(graph.isUpstream('a', 'd')).toBe(true);
});

test('a node may name what comes before it and before a container around it, nothing else', () => {
  const graph = graphOf(flow([['a'], ['each'], ['x', 'each'], ['y', 'each'], ['after']], ['a>each', 'x>y', 'each>after']));
  expect(graph.isUpstream('a', 'y')).toBe(true);
  expect(graph.isUpstream('x', 'y')).toBe(true);
  expect(graph.isUpstream('y', 'x')).toBe(false);
  expect(graph.isUpstream('x', 'after')).toBe(false);
  expect(graph.isUpstream('each', 'after')).toBe(true);
  expect(graph.isUpstream('each', 'x')).toBe(false);
  expect(graph.isUpstream('y', 'y')).toBe(false);
  expect([...graph.upstream('y')].sort()).toEqual(['a', 'x']);
  expect(graph.around('y')).toEqual(['each']);
  expect([...graph.behind('a')].sort()).toEqual(['after', 'each']);
});

test('edges to nowhere, doubled ids and parents in a ring do no harm', () => {
  const graph = graphOf(flow([['a', 'b'], ['b', 'a'], ['c', 'gone'], ['c'], ['d', 'd']], ['a>nowhere', 'nowhere>c', 'c>d']));
  expect(graph.nodes.size).toBe(4);
  expect(graph.children(null).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(graph.outgoing('a')).toEqual([]);
});

test('ten thousand nodes: built at once, and each may ask for its neighbour', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => `n${i}`);
  const big = flow(
    ids.map((id) => [id] as const),
    ids.slice(1).map((id, i) => `n${i}>${id}`),
  );
  const graph = graphOf(big);
  for (let i = 3; i < ids.length; i++) expect(graph.isUpstream(`n${i - 2}`, `n${i}`)).toBe(true);
  expect(graph.order.length).toBe(10_000);
});
