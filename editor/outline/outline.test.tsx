import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { keys, queryClient } from '../api.ts';
import { listenToKeys } from '../commands/run.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import Outline from './Outline.tsx';
import { outlineRows } from './outline-rows.ts';

const node = (id: string, type = 'core.set', parent?: string) => ({
  id,
  type,
  title: id.toUpperCase(),
  position: { x: 0, y: 0 },
  ...(parent ? { parent } : {}),
});
const flow = flowSchema.parse({
  format: 1,
  name: 'Outline',
  nodes: [node('last'), node('inner', 'core.set', 'loop'), node('first', 'core.manual'), node('loop', 'core.for-each'), node('loose')],
  edges: [
    { from: 'first', port: 'done', to: 'loop' },
    { from: 'loop', port: 'done', to: 'last' },
  ],
});

test('steps stand in the order they run, what is inside a loop below it', () => {
  expect(outlineRows(flow, new Set()).map(({ id, level, place, of }) => [id, level, place, of])).toEqual([
    ['first', 1, 1, 4],
    ['loop', 1, 2, 4],
    ['inner', 2, 1, 1],
    ['last', 1, 3, 4],
    ['loose', 1, 4, 4],
  ]);
  expect(outlineRows(flow, new Set(['loop'])).map(({ id, open }) => [id, open])).toEqual([
    ['first', null],
    ['loop', false],
    ['last', null],
    ['loose', null],
  ]);
});

test('a circle is listed too', () => {
  const round = flowSchema.parse({ ...flow, edges: [...flow.edges, { from: 'last', port: 'done', to: 'loop' }] });
  expect(new Set(outlineRows(round, new Set()).map(({ id }) => id)).size).toBe(5);
});

describe('the outline', () => {
  let stop = () => {};
  beforeEach(() => {
    queryClient.setQueryData(keys.nodeTypes, nodeTypes.map(describeNodeType));
    useDocument.getState().open(resourceOf(flow));
    stop = listenToKeys();
    render(
      <QueryClientProvider client={queryClient}>
        <Outline />
      </QueryClientProvider>,
    );
  });
  afterEach(() => {
    stop();
    cleanup();
    useSession.getState().reset();
  });
  const row = (name: RegExp) => screen.getByRole('treeitem', { name });

  test('says of each step its place, and what it comes after', () => {
    expect(row(/^LOOP/).getAttribute('aria-label')).toBe('LOOP, step 2 of 4, after FIRST');
    expect(row(/^INNER/).getAttribute('aria-level')).toBe('2');
  });

  test('arrows walk and fold, and what is walked to is selected', () => {
    row(/^FIRST/).focus();
    fireEvent.keyDown(row(/^FIRST/), { key: 'ArrowDown' });
    expect(useSession.getState().selection.nodes).toEqual(['loop']);
    fireEvent.keyDown(row(/^LOOP/), { key: 'ArrowLeft' });
    expect(screen.queryByRole('treeitem', { name: /^INNER/ })).toBeNull();
    fireEvent.keyDown(row(/^LOOP/), { key: 'ArrowRight' });
    fireEvent.keyDown(row(/^LOOP/), { key: 'ArrowRight' });
    expect(useSession.getState().selection.nodes).toEqual(['inner']);
    fireEvent.keyDown(row(/^INNER/), { key: 'ArrowLeft' });
    expect(useSession.getState().selection.nodes).toEqual(['loop']);
  });

  test('the commands of the canvas work on it: a step is deleted from here, and undone', () => {
    row(/^LOOSE/).focus();
    act(() => void fireEvent.keyDown(row(/^LOOSE/), { key: 'Delete' }));
    expect(useDocument.getState().flow.nodes.map(({ id }) => id)).not.toContain('loose');
    act(() => useDocument.getState().undo());
    expect(row(/^LOOSE/)).toBeTruthy();
  });
});
