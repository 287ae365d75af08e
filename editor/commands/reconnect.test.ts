import { beforeEach, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { keys, queryClient } from '../api.ts';
import { dropLine, relink } from '../canvas/actions.ts';
import { useGesture } from '../canvas/gesture.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { connectKey } from './connect-keys.ts';
import { runCommand } from './run.ts';

const node = (id: string, x: number, type = 'core.set') => ({ id, type, title: id, position: { x, y: 0 } });
const flow = flowSchema.parse({
  format: 1,
  name: 'Lines',
  nodes: [node('start', 0, 'core.manual'), node('a', 300), node('b', 600), node('c', 900)],
  edges: [
    { from: 'start', port: 'done', to: 'a', note: 'kept' },
    { from: 'a', port: 'done', to: 'b' },
    { from: 'b', port: 'done', to: 'c' },
  ],
});
const lines = () => useDocument.getState().flow.edges.map(({ from, port, to }) => `${from}:${port}:${to}`);

beforeEach(() => {
  queryClient.setQueryData(keys.nodeTypes, nodeTypes.map(describeNodeType));
  useSession.getState().reset();
  useDocument.getState().open(resourceOf(flow));
});

describe('a line led elsewhere', () => {
  test('keeps its place and what else it holds, one undo away', () => {
    expect(relink('start:done:a', { from: 'start', port: 'failed', to: 'b' })).toBe(true);
    expect(lines()).toEqual(['start:failed:b', 'a:done:b', 'b:done:c']);
    expect(useDocument.getState().flow.edges[0]).toMatchObject({ note: 'kept' });
    expect(useSession.getState().selection.edges).toEqual(['start:failed:b']);
    useDocument.getState().undo();
    expect(lines()).toEqual(['start:done:a', 'a:done:b', 'b:done:c']);
  });

  test('is judged without itself: turning a line around is no circle', () => {
    expect(relink('b:done:c', { from: 'c', port: 'done', to: 'b' })).toBe(true);
    expect(lines()).toContain('c:done:b');
  });

  test('is refused where no line may be, and stays', () => {
    expect(relink('b:done:c', { from: 'b', port: 'done', to: 'a' })).toBe(false);
    expect(relink('b:done:c', { from: 'b', port: 'done', to: 'start' })).toBe(false);
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });

  test('dropped in the void it goes, one undo away', () => {
    dropLine('a:done:b');
    expect(lines()).toEqual(['start:done:a', 'b:done:c']);
    useDocument.getState().undo();
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });

  test('by keyboard: R, another step, Enter', () => {
    useSession.getState().select({ edges: ['start:done:a'] });
    runCommand('reconnect');
    expect(useGesture.getState()).toMatchObject({ linking: { from: 'start', instead: 'start:done:a' }, linkTarget: 'a' });
    expect(connectKey('ArrowRight', false)).toBe(true);
    expect(connectKey('Enter', false)).toBe(true);
    expect(lines()).toEqual(['start:done:b', 'a:done:b', 'b:done:c']);
    expect(useGesture.getState().linking).toBeNull();
  });

  test('Escape leaves it as it was', () => {
    useSession.getState().select({ edges: ['start:done:a'] });
    runCommand('reconnect');
    connectKey('ArrowRight', false);
    connectKey('Escape', false);
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });
});
