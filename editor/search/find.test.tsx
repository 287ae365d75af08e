import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { keys, queryClient } from '../api.ts';
import { FlowCanvas } from '../canvas/FlowCanvas.tsx';
import { runCommand } from '../commands/run.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { Find } from './Find.tsx';
import { findIn, placesOf } from './find.ts';
import '../ui/no-motion.test-support.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf = (name: string) => types.find(({ type }) => type === name) ?? null;
const flow: Flow = flowSchema.parse({
  format: 1,
  name: 'Nightly',
  inputs: [{ name: 'vault', title: 'Vault to look at', schema: { type: 'string' } }],
  nodes: [
    { id: 'byHand', type: 'core.manual', title: 'Run by hand', position: { x: 0, y: 0 } },
    {
      id: 'text',
      type: 'core.set',
      title: 'Say it',
      position: { x: 300, y: 0 },
      params: { values: [{ name: 'greeting', value: 'Hello {{ inputs.vault }}' }] },
    },
    { id: 'gone', type: 'custom.gone', position: { x: 600, y: 0 }, params: { deep: { list: [1, 'Vault'] } } },
  ],
  edges: [{ from: 'byHand', port: 'done', to: 'text' }],
  notes: [{ id: 'note', position: { x: 0, y: 200 }, text: 'Ask Marta about this vault' }],
});

const found = (query: string) => findIn(placesOf(flow, typeOf), query).map(({ id, where, field }) => [id, where, field]);

describe('what is found', () => {
  test('names, settings, expressions, notes and inputs, wherever they stand and however they are written', () => {
    expect(found('VAULT')).toEqual([
      [null, 'Input', null],
      ['text', 'Values', '/values/0/value'],
      ['gone', 'Deep', '/deep/list/1'],
      ['note', 'Text', null],
    ]);
    expect(found('by hand')).toEqual([
      ['byHand', 'Title', null],
      ['byHand', 'Kind of step', null],
    ]);
  });

  test('nothing is found for nothing', () => {
    expect(found('  ')).toEqual([]);
    expect(found('restore')).toEqual([]);
  });

  test('the place in the text is that of the words', () => {
    const [hit] = findIn(placesOf(flow, typeOf), 'inputs.vault');
    expect(hit?.text.slice(hit.from, hit.to)).toBe('inputs.vault');
  });
});

describe('the search on the canvas', () => {
  beforeEach(() => {
    queryClient.setQueryData(keys.nodeTypes, types);
    useDocument.getState().open(resourceOf(flow));
    render(
      <QueryClientProvider client={queryClient}>
        <FlowCanvas />
        <Find />
      </QueryClientProvider>,
    );
  });
  afterEach(() => {
    cleanup();
    useSession.getState().reset();
  });

  const cardOf = (id: string) => screen.getByTestId(`node-${id}`).closest<HTMLElement>('.react-flow__node');

  test('dims what does not match, Enter goes from hit to hit, Escape brings everything back', async () => {
    act(() => runCommand('find'));
    const field = await screen.findByRole('textbox', { name: 'Find in this flow' });
    fireEvent.change(field, { target: { value: 'vault' } });
    expect(cardOf('byHand')?.className).toContain('mark-none');
    expect(cardOf('text')?.className).toContain('mark-found');
    expect(screen.getByRole('status').textContent).toBe('1 of 4');
    fireEvent.keyDown(field, { key: 'Enter' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(useSession.getState().selection.nodes).toEqual(['text']);
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(useSession.getState().selection.nodes).toEqual(['note']);
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByTestId('find')).toBeNull();
    expect(cardOf('byHand')?.className).not.toContain('mark-');
  });

  test('a click on a hit opens the field it stands in', async () => {
    act(() => runCommand('find'));
    fireEvent.change(await screen.findByRole('textbox', { name: 'Find in this flow' }), { target: { value: 'hello' } });
    fireEvent.click(screen.getByRole('button', { name: /Say it/ }));
    expect(useSession.getState()).toMatchObject({ selection: { nodes: ['text'] }, focusField: '/values/0/value', inspectorTab: 'setup' });
  });
});
