import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { keys, queryClient } from '../api.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { addStep, link, moveTo } from './actions.ts';
import { FlowCanvas } from './FlowCanvas.tsx';

const types = nodeTypes.map(describeNodeType);
const flow = flowSchema.parse({
  format: 1,
  name: 'Canvas',
  nodes: [
    { id: 'byHand', type: 'core.manual', title: 'Run by hand', position: { x: 0, y: 0 } },
    { id: 'list', type: 'core.set', title: 'List things', position: { x: 260, y: 0 } },
    { id: 'each', type: 'core.for-each', title: 'For each thing', position: { x: 0, y: 120 }, size: { width: 400, height: 200 } },
    { id: 'lost', type: 'custom.gone', position: { x: 500, y: 0 } },
  ],
  edges: [{ from: 'byHand', port: 'done', to: 'list' }],
});

beforeEach(() => {
  queryClient.setQueryData(keys.nodeTypes, types);
  useDocument.getState().open(resourceOf(flow));
  // React Flow draws what is in sight; a page of tests has no size of its own.
  for (const [name, size] of [
    ['offsetWidth', 1_200],
    ['offsetHeight', 800],
    ['clientWidth', 1_200],
    ['clientHeight', 800],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  render(
    <QueryClientProvider client={queryClient}>
      <FlowCanvas />
    </QueryClientProvider>,
  );
});

afterEach(() => {
  cleanup();
  useSession.getState().reset();
});

describe('the canvas', () => {
  test('draws every step with its type, even one that nobody knows any more', async () => {
    expect((await screen.findByTestId('node-byHand')).dataset.nodeType).toBe('core.manual');
    expect(screen.getByTestId('node-list').textContent).toContain('List things');
    expect(screen.getByTestId('node-lost').textContent).toContain('There is no step of type custom.gone here');
    expect(screen.getByTestId('node-each').dataset.status).toBe('none');
  });

  test('handles are named by step and port', async () => {
    expect(await screen.findByTestId('handle-byHand-done')).toBeTruthy();
    expect(screen.queryByTestId('handle-byHand-in')).toBeNull();
    expect(screen.getByTestId('handle-list-failed')).toBeTruthy();
  });

  test('a step added by the palette appears, is selected, and goes again with undo', async () => {
    act(() => void addStep(types.find(({ type }) => type === 'core.delay') as (typeof types)[number]));
    const id = useSession.getState().selection.nodes[0] as string;
    expect(await screen.findByTestId(`node-${id}`)).toBeTruthy();
    act(() => useDocument.getState().undo());
    expect(screen.queryByTestId(`node-${id}`)).toBeNull();
  });

  test('a line that may not be is refused and leaves the document alone', () => {
    act(() => void link({ from: 'list', port: 'done', to: 'byHand' }));
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });

  test('a step dropped in a container stands inside it, one undo away', () => {
    act(() => moveTo(new Map([['list', { x: 24, y: 64 }]]), { ids: ['list'], parent: 'each' }));
    expect(useDocument.getState().flow.nodes[1]).toMatchObject({ parent: 'each' });
    expect(useDocument.getState().flow.edges).toEqual([]);
    expect(useDocument.getState().undoLabel).toBe('Move “List things”');
    act(() => useDocument.getState().undo());
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });

  test('a refused move leaves the step where it was', () => {
    act(() => moveTo(new Map([['byHand', { x: 24, y: 64 }]]), { ids: ['byHand'], parent: 'each' }));
    expect(useDocument.getState().flow.nodes[0]).toMatchObject({ position: { x: 0, y: 0 } });
    expect(useDocument.getState().canUndo).toBe(false);
  });
});
