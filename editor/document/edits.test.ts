import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, flowSchema, parseFlow } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { connect, disconnect, move, placeNode, setDisabled, setNode, setParam, setSettings } from './edits.ts';
import { insertOnEdge, setParent } from './place.ts';
import { remove } from './remove.ts';

const type = (name: string) => describeNodeType(nodeTypes.find((each) => each.type === name) as (typeof nodeTypes)[number]);

const node = (id: string, more: object = {}) => ({ id, type: 'core.set', version: 1, position: { x: 0, y: 0 }, params: {}, ...more });
const flowOf = (more: object): Flow => flowSchema.parse({ format: 1, name: 'Test', ...more });
const edge = (from: string, to: string, port = 'done') => ({ from, port, to });
const lines = (flow: Flow) => flow.edges.map(({ from, port, to }) => `${from}.${port}>${to}`);

describe('adding', () => {
  test('a new node gets a readable id and the slot of its kind', () => {
    const first = placeNode(flowOf({}), type('azure-backup.backup-now'), { position: { x: 8, y: 8 } });
    const second = placeNode(first.flow, type('azure-backup.backup-now'), { position: { x: 8, y: 96 } });
    expect([first.id, second.id]).toEqual(['backUpNow', 'backUpNow2']);
    expect(second.flow.connections).toEqual([{ name: 'azure', kind: 'azure' }]);
    expect(second.flow.nodes.map(({ connection }) => connection)).toEqual(['azure', 'azure']);
    expect('flow' in parseFlow(second.flow)).toBe(true);
  });

  test('a slot name that another kind has taken is not shared', () => {
    const flow = flowOf({ connections: [{ name: 'azure', kind: 'smtp' }] });
    const { flow: next } = placeNode(flow, type('azure-backup.list-vaults'), { position: { x: 0, y: 0 } });
    expect(next.connections).toEqual([
      { name: 'azure', kind: 'smtp' },
      { name: 'azure-2', kind: 'azure' },
    ]);
  });
});

describe('changing', () => {
  const flow = flowOf({ nodes: [node('a', { params: { rows: [{ title: 'x' }], keep: 1 } })], edges: [] });

  test('a param deep inside is set, and removed with undefined', () => {
    const set = setParam(flow, 'a', ['rows', 0, 'title'], 'y');
    expect(set.nodes[0]?.params).toEqual({ rows: [{ title: 'y' }], keep: 1 });
    expect(setParam(set, 'a', ['rows'], undefined).nodes[0]?.params).toEqual({ keep: 1 });
    expect(setParam(set, 'a', ['rows', 0], undefined).nodes[0]?.params).toEqual({ rows: [], keep: 1 });
  });

  test('an unknown node changes nothing, so it leaves no undo step', () => {
    expect(setParam(flow, 'zzz', ['a'], 1)).toBe(flow);
    expect(setNode(flow, 'zzz', { title: 'T' })).toBe(flow);
    expect(move(flow, new Map([['a', { x: 0, y: 0 }]]))).toBe(flow);
    expect(disconnect(flow, ['a:done:b'])).toBe(flow);
  });

  test('settings that are all gone leave no empty key', () => {
    const off = setDisabled(flow, ['a'], true);
    expect(off.nodes[0]?.settings).toEqual({ disabled: true });
    expect(Object.keys(setDisabled(off, ['a'], false).nodes[0] ?? {})).not.toContain('settings');
    expect(setSettings(off, 'a', { timeout: 'PT5M' }).nodes[0]?.settings).toEqual({ disabled: true, timeout: 'PT5M' });
  });

  test('the same line twice is one line', () => {
    const once = connect(flowOf({ nodes: [node('a'), node('b')] }), edge('a', 'b'));
    expect(connect(once, edge('a', 'b'))).toBe(once);
  });
});

describe('removing', () => {
  test('A - x - B becomes A - B', () => {
    const flow = flowOf({ nodes: [node('a'), node('x'), node('b')], edges: [edge('a', 'x'), edge('x', 'b')] });
    expect(lines(remove(flow, ['x']))).toEqual(['a.done>b']);
  });

  test('a chain of two heals as well', () => {
    const flow = flowOf({ nodes: [node('a'), node('x'), node('y'), node('b')], edges: [edge('a', 'x'), edge('x', 'y'), edge('y', 'b')] });
    expect(lines(remove(flow, ['x', 'y']))).toEqual(['a.done>b']);
  });

  test('the line that remains leaves from the port that led there', () => {
    const flow = flowOf({ nodes: [node('a'), node('x'), node('b')], edges: [edge('a', 'x', 'failed'), edge('x', 'b')] });
    expect(lines(remove(flow, ['x']))).toEqual(['a.failed>b']);
  });

  test('a step whose ways out differ is not healed: both branches would run', () => {
    const flow = flowOf({
      nodes: [node('a'), node('x'), node('b'), node('c')],
      edges: [edge('a', 'x'), edge('x', 'b', 'true'), edge('x', 'c', 'false')],
    });
    expect(lines(remove(flow, ['x']))).toEqual([]);
  });

  test('a failure path does not heal into the good path', () => {
    const flow = flowOf({ nodes: [node('a'), node('x'), node('b')], edges: [edge('a', 'x'), edge('x', 'b', 'failed')] });
    expect(lines(remove(flow, ['x']))).toEqual([]);
  });

  test('a container takes along what is inside it', () => {
    const flow = flowOf({
      nodes: [node('loop', { type: 'core.for-each' }), node('inner', { parent: 'loop' }), node('deep', { parent: 'inner' }), node('out')],
      edges: [edge('loop', 'out')],
    });
    expect(remove(flow, ['loop']).nodes.map(({ id }) => id)).toEqual(['out']);
  });
});

describe('placing', () => {
  test('a node put on a line stands between, and what follows makes room', () => {
    const flow = flowOf({
      nodes: [node('a'), node('b', { position: { x: 200, y: 0 } }), node('c', { position: { x: 400, y: 0 } }), node('x')],
      edges: [edge('a', 'b'), edge('b', 'c')],
    });
    const next = insertOnEdge(flow, 'a:done:b', 'x', 'done', 120);
    expect(lines(next)).toEqual(['b.done>c', 'a.done>x', 'x.done>b']);
    expect(next.nodes.map(({ position }) => position.x)).toEqual([0, 320, 520, 0]);
  });

  test('a step that moves into a container leaves its chain healed', () => {
    const flow = flowOf({
      nodes: [node('a'), node('x'), node('b'), node('loop', { type: 'core.for-each' })],
      edges: [edge('a', 'x'), edge('x', 'b')],
    });
    const { flow: next, cut } = setParent(flow, ['x'], 'loop', new Map([['x', { x: 24, y: 64 }]]));
    expect(cut).toBe(2);
    expect(lines(next)).toEqual(['a.done>b']);
    expect(next.nodes.find(({ id }) => id === 'x')).toMatchObject({ parent: 'loop', position: { x: 24, y: 64 } });
  });

  test('two steps that move together keep the line between them', () => {
    const flow = flowOf({ nodes: [node('a'), node('x'), node('y'), node('loop')], edges: [edge('a', 'x'), edge('x', 'y')] });
    expect(lines(setParent(flow, ['x', 'y'], 'loop', new Map()).flow)).toEqual(['x.done>y']);
  });

  test('a container cannot move into itself', () => {
    const flow = flowOf({ nodes: [node('outer'), node('inner', { parent: 'outer' })] });
    expect(setParent(flow, ['outer'], 'inner', new Map()).flow).toBe(flow);
  });
});
