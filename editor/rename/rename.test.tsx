import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { keys, queryClient } from '../api.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import '../ui/no-motion.test-support.ts';
import { changedPart } from './changed-part.ts';
import RenameDialog from './RenameDialog.tsx';
import { renameNode, rewritesOf, whyNotId } from './rename.ts';

const node = (id: string, more: object = {}) => ({ id, type: 'core.set', version: 1, position: { x: 0, y: 0 }, params: {}, ...more });
const flow: Flow = flowSchema.parse({
  format: 1,
  name: 'Test',
  nodes: [
    node('list'),
    node('use', {
      parent: 'list',
      params: { text: 'steps.list stays', value: '{{ steps.list.items[0].name }}', rows: [{ a: "{{ errors['list'].code }}" }] },
    }),
  ],
  edges: [{ from: 'list', port: 'done', to: 'use' }],
  settings: { concurrency: { key: '{{ steps.list.id }}' } },
});

describe('renaming', () => {
  test('lines, what is inside, expressions and settings follow; plain text does not', () => {
    const next = renameNode(flow, 'list', 'listItems');
    expect(next.edges).toEqual([{ from: 'listItems', port: 'done', to: 'use' }]);
    expect(next.nodes[1]).toMatchObject({
      parent: 'listItems',
      params: { text: 'steps.list stays', value: '{{ steps.listItems.items[0].name }}' },
    });
    expect(next.settings.concurrency?.key).toBe('{{ steps.listItems.id }}');
  });

  test('a taken or unusable name is refused with the reason', () => {
    expect(renameNode(flow, 'list', 'USE')).toBe(flow);
    expect(whyNotId(flow, 'list', 'use')).toMatch(/taken/);
    expect(whyNotId(flow, 'list', 'Not a name')).toMatch(/small letter/);
    expect(whyNotId(flow, 'list', 'constructor')).not.toBeNull();
    expect(whyNotId(flow, 'list', 'lIst'.toLowerCase())).toBeNull();
  });

  test('there and back again is the same flow, whatever the names', () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,20}$/).filter((id) => whyNotId(flow, 'list', id) === null && id !== 'list');
    fc.assert(
      fc.property(name, (to) => {
        expect(renameNode(renameNode(flow, 'list', to), to, 'list')).toEqual(flow);
      }),
    );
  });

  test('the preview holds exactly the texts that change, and each as it will be', () => {
    const next = renameNode(flow, 'list', 'vaults');
    const seen = rewritesOf(flow, 'list', 'vaults');
    expect(seen.map(({ nodeId, path }) => [nodeId, path.join('.')])).toEqual([
      ['use', 'value'],
      ['use', 'rows.0.a'],
      [null, 'concurrency.key'],
    ]);
    const after = JSON.stringify(next);
    for (const { before, after: text } of seen) {
      expect(after).toContain(JSON.stringify(text));
      expect(after).not.toContain(JSON.stringify(before));
    }
  });
});

test('a change is shown in whole words, with a little around it', () => {
  expect(changedPart('{{ steps.list.count }}', '{{ steps.listItems.count }}')).toEqual({
    start: '{{ steps.',
    gone: 'list',
    come: 'listItems',
    end: '.count }}',
  });
  expect(changedPart(`${'x '.repeat(60)}{{ steps.a }}`, `${'x '.repeat(60)}{{ steps.b }}`).start).toHaveLength(49);
});

describe('the dialog', () => {
  afterEach(() => {
    cleanup();
    useSession.getState().reset();
  });

  test('shows which expressions follow before it renames, and one undo takes all of it back', () => {
    queryClient.setQueryData(keys.nodeTypes, []);
    useDocument.getState().open(resourceOf(flow));
    useSession.getState().select({ nodes: ['list'] });
    render(
      <QueryClientProvider client={queryClient}>
        <RenameDialog />
      </QueryClientProvider>,
    );
    expect(screen.queryByTestId('rewrites')).toBeNull();
    fireEvent.change(screen.getByTestId('rename-id'), { target: { value: 'vaults' } });
    expect(screen.getByTestId('rewrites').querySelectorAll('li')).toHaveLength(3);
    expect(screen.getByTestId('rewrites').querySelector('ins')?.textContent).toBe('vaults');
    fireEvent.click(screen.getByTestId('rename-confirm'));
    expect(useDocument.getState().flow.nodes[0]?.id).toBe('vaults');
    expect(useSession.getState().selection.nodes).toEqual(['vaults']);
    useDocument.getState().undo();
    expect(useDocument.getState().flow).toBe(useDocument.getState().savedFlow);
  });
});
