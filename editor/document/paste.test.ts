import { describe, expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { partOf, writeClip } from './copy.ts';
import { duplicate, paste, readClip } from './paste.ts';

const flowOf = (more: object): Flow => flowSchema.parse({ format: 1, name: 'Test', ...more });
const node = (id: string, params: object = {}, more: object = {}) => ({
  id,
  type: 'core.set',
  version: 1,
  position: { x: 0, y: 0 },
  params,
  ...more,
});

const flow = flowOf({
  connections: [
    { name: 'azure', kind: 'azure' },
    { name: 'mail', kind: 'smtp' },
  ],
  nodes: [
    node('wait', { of: '{{ steps.list.count }}' }, { connection: 'azure', position: { x: 100, y: 50 } }),
    node('wait2', { of: '{{ steps.wait.jobId }} and {{ steps.wait2.x }}' }, { position: { x: 300, y: 50 } }),
    node('list'),
  ],
  edges: [
    { from: 'list', port: 'done', to: 'wait' },
    { from: 'wait', port: 'failed', to: 'wait2' },
  ],
});

describe('copying', () => {
  test('takes the steps, the lines between them and only the slots they use, as readable JSON', () => {
    const text = writeClip(flow, ['wait', 'wait2']);
    expect(text.startsWith('{\n  "format": 1,')).toBe(true);
    const part = readClip(text);
    expect(part?.nodes.map(({ id }) => id)).toEqual(['wait', 'wait2']);
    expect(part?.edges).toEqual([{ from: 'wait', port: 'failed', to: 'wait2' }]);
    expect(part?.connections).toEqual([{ name: 'azure', kind: 'azure' }]);
  });

  test('a step taken out of its container stands where it stood on the canvas', () => {
    const inner = flowOf({
      nodes: [node('loop', {}, { position: { x: 100, y: 200 } }), node('in', {}, { parent: 'loop', position: { x: 24, y: 64 } })],
    });
    expect(partOf(inner, ['in']).nodes[0]).toMatchObject({ id: 'in', position: { x: 124, y: 264 } });
    expect(partOf(inner, ['in']).nodes[0]).not.toHaveProperty('parent');
  });

  test.each(['', 'hello', '{"a": 1}', '{"format":1,"name":"x","nodes":[]}', '{ not json'])('is no clip: %s', (text) => {
    expect(readClip(text)).toBeNull();
  });
});

describe('pasting', () => {
  test('renews ids without a chain of renames, and references inside follow', () => {
    const { flow: next, ids } = paste(flow, partOf(flow, ['wait', 'wait2']), { at: { x: 0, y: 400 } });
    expect(ids).toEqual(['wait3', 'wait4']);
    expect(next.nodes.find(({ id }) => id === 'wait4')?.params).toEqual({ of: '{{ steps.wait3.jobId }} and {{ steps.wait4.x }}' });
    expect(next.edges.at(-1)).toEqual({ from: 'wait3', port: 'failed', to: 'wait4' });
  });

  test('references to steps that were not copied stay as they are', () => {
    const { flow: next } = paste(flow, partOf(flow, ['wait']), { at: { x: 0, y: 400 } });
    expect(next.nodes.at(-1)?.params).toEqual({ of: '{{ steps.list.count }}' });
  });

  test('the top left corner lands where it was asked to', () => {
    const { flow: next } = paste(flow, partOf(flow, ['wait', 'wait2']), { at: { x: 8, y: 16 } });
    expect(next.nodes.slice(-2).map(({ position }) => position)).toEqual([
      { x: 8, y: 16 },
      { x: 208, y: 16 },
    ]);
  });

  test('a slot of the same name but another kind is brought along under a free name', () => {
    const other = flowOf({ connections: [{ name: 'azure', kind: 'http' }] });
    const { flow: next } = paste(other, partOf(flow, ['wait']), { at: { x: 0, y: 0 } });
    expect(next.connections).toEqual([
      { name: 'azure', kind: 'http' },
      { name: 'azure-2', kind: 'azure' },
    ]);
    expect(next.nodes[0]?.connection).toBe('azure-2');
  });

  test('a container is pasted with what is inside it', () => {
    const loop = flowOf({ nodes: [node('loop'), node('in', { x: '{{ steps.in.y }}' }, { parent: 'loop', position: { x: 24, y: 64 } })] });
    const { flow: next, ids } = duplicate(loop, ['loop']);
    expect(ids).toEqual(['loop2']);
    expect(next.nodes.at(-1)).toMatchObject({ id: 'in2', parent: 'loop2', position: { x: 24, y: 64 }, params: { x: '{{ steps.in2.y }}' } });
  });
});
