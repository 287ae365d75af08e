import { expect, test } from 'vitest';
import { previewGraph, tileSize } from './preview-graph.ts';

const flow = {
  nodes: [
    { id: 'start', type: 'core.manual', position: { x: 0, y: 60 } },
    { id: 'loop', type: 'core.for-each', position: { x: 300, y: 0 } },
    { id: 'inner', type: 'azure-backup.backup-now', parent: 'loop', position: { x: 24, y: 64 } },
    { id: 'wait', type: 'azure-backup.wait-for-job', parent: 'loop', position: { x: 324, y: 64 } },
    { id: 'report', type: 'core.table', position: { x: 1000, y: 60 }, params: { title: { $parameter: 'title' } } },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'loop' },
    { from: 'inner', port: 'failed', to: 'wait' },
    { from: 'loop', port: 'done', to: 'report' },
    { from: 'loop', port: 'done', to: 'gone' },
  ],
};

test('steps keep their order from left to right, and everything lies inside the drawing', () => {
  const { tiles, frames, width, height } = previewGraph(flow);
  expect(tiles.toSorted((a, b) => a.x - b.x).map(({ id }) => id)).toEqual(['start', 'inner', 'wait', 'report']);
  for (const { x, y } of tiles) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + tileSize).toBeLessThanOrEqual(width);
    expect(y + tileSize).toBeLessThanOrEqual(height);
  }
  expect(frames.map(({ id }) => id)).toEqual(['loop']);
});

test('a loop is drawn as a frame around its steps and no others', () => {
  const { tiles, frames } = previewGraph(flow);
  const frame = frames[0];
  const inside = tiles.filter(
    ({ x, y }) => frame && x >= frame.x && x <= frame.x + frame.width && y >= frame.y && y <= frame.y + frame.height,
  );
  expect(inside.map(({ id }) => id)).toEqual(['inner', 'wait']);
});

test('a failure path is marked, an edge to nowhere is left out', () => {
  expect(previewGraph(flow).edges.map(({ key, failure }) => [key, failure])).toEqual([
    ['start:done:loop', false],
    ['inner:failed:wait', true],
    ['loop:done:report', false],
  ]);
});

test('branches stand side by side, and the place on the canvas does not matter', () => {
  const position = { x: 0, y: 0 };
  const { tiles } = previewGraph({
    nodes: ['check', 'late', 'well', 'end'].map((id) => ({ id, type: 'x', position })),
    edges: [
      { from: 'check', port: 'true', to: 'late' },
      { from: 'check', port: 'false', to: 'well' },
      { from: 'late', port: 'done', to: 'end' },
      { from: 'check', port: 'failed', to: 'end' },
    ],
  });
  const at = new Map(tiles.map((tile) => [tile.id, tile]));
  expect(at.get('late')?.x).toBe(at.get('well')?.x);
  expect(Math.abs((at.get('late')?.y ?? 0) - (at.get('well')?.y ?? 0))).toBeGreaterThanOrEqual(tileSize);
  expect(at.get('end')?.x).toBeGreaterThan(at.get('late')?.x as number);
});

test('a flow with a circle, which cannot run, is still drawn', () => {
  const { tiles } = previewGraph({
    nodes: ['a', 'b'].map((id) => ({ id, type: 'x' })),
    edges: [
      { from: 'a', port: 'done', to: 'b' },
      { from: 'b', port: 'done', to: 'a' },
      { from: 'a', port: 'done', to: 'a' },
    ],
  });
  expect(tiles).toHaveLength(2);
});

test('what is no flow gives an empty drawing, not a crash', () => {
  for (const broken of [
    {},
    { nodes: 3 },
    { nodes: [null, { id: 1 }, { id: 'a' }], edges: [null] },
    { nodes: [{ id: 'a', type: 'x', parent: 'a' }] },
  ])
    expect(previewGraph(broken).tiles).toEqual([]);
});
