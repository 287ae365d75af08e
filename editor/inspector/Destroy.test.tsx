// What a step that cannot be undone shows before it is published: the mark on its card, what it hits, the name that is typed.
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { queryClient } from '../api.ts';
import { DestroyMark } from '../canvas/DestroyMark.tsx';
import { resourceOf } from '../document/resource.test-support.ts';
import { useDocument } from '../document/store.ts';
import PublishDialog from '../versions/PublishDialog.tsx';
import '../ui/no-motion.test-support.ts';
import { Destroy } from './Destroy.tsx';
import { FormProvider, noProblems } from './form-context.ts';

afterEach(cleanup);

const stop = describeNodeType(nodeTypes.find(({ type }) => type === 'azure-backup.stop-protection') as (typeof nodeTypes)[number]);
const web = '/subscriptions/s/vaults/v/protectedItems/VM;iaasvmcontainerv2;rg;vm-web-01';
const sql = web.replace('vm-web-01', 'vm-sql-01');

function open(params: FlowNode['params'], settings?: FlowNode['settings']) {
  const node = { id: 'stop', type: stop.type, title: 'Stop it', position: { x: 0, y: 0 }, params, ...(settings ? { settings } : {}) };
  useDocument.getState().open(resourceOf(flowSchema.parse({ format: 1, name: 'Stop', nodes: [node] })));
  const form = {
    problemsAt: noProblems,
    readOnly: false,
    nodeId: 'stop',
    focusPath: null,
    choices: { key: [], ask: async () => [{ value: web, label: 'vm-web-01', detail: 'vault-weu-prod · Protected' }] },
  };
  const Shown = () => {
    const now = useDocument(({ flow }) => flow.nodes[0] as FlowNode);
    return (
      <>
        <DestroyMark node={now} type={stop} />
        <Destroy node={now} type={stop} />
      </>
    );
  };
  render(
    <QueryClientProvider client={queryClient}>
      <FormProvider value={form}>
        <Shown />
      </FormProvider>
    </QueryClientProvider>,
  );
}
const confirmed = () => useDocument.getState().flow.nodes[0]?.settings?.confirmed;
const typeName = (text: string) => fireEvent.change(screen.getByTestId('destroy-name'), { target: { value: text } });

test('a step that keeps the data asks nothing and has no mark', () => {
  open({ item: web, data: 'keep' });
  expect(screen.queryByTestId('destroy')).toBeNull();
  expect(screen.queryByTestId('destroys-stop')).toBeNull();
});

test('what it hits is named as the list names it, and its name is typed once', async () => {
  open({ item: web, data: 'delete' });
  expect(screen.getByTestId('destroys-stop').textContent).toBe('cannot be undone');
  expect(await screen.findByText('vm-web-01 (vault-weu-prod · Protected)')).toBeTruthy();
  typeName('vm-web');
  expect(confirmed()).toBeUndefined();
  typeName('VM-web-01');
  expect(confirmed()).toBe('vm-web-01');
  expect(screen.getByTestId('destroy-confirmed').textContent).toContain('Confirmed for vm-web-01');
  fireEvent.click(screen.getByRole('button', { name: 'Take back' }));
  expect(confirmed()).toBeUndefined();
  expect((screen.getByTestId('destroy-name') as HTMLInputElement).value).toBe('');
});

test('set to hit something else it asks again, and says what was confirmed', () => {
  open({ item: sql, data: 'delete' }, { confirmed: 'vm-web-01' });
  expect(screen.getByTestId('destroy').textContent).toContain('Confirmed was “vm-web-01”');
  expect(screen.getByLabelText('Type “vm-sql-01” to confirm')).toBeTruthy();
});

test('where an expression names it, the word “delete” is typed', () => {
  open({ item: '{{ item.id }}', data: '{{ inputs.data }}' });
  expect(screen.getByTestId('destroys-stop').textContent).toBe('may not be undone');
  expect(screen.getByTestId('destroy').textContent).toContain('As an expression decides');
  typeName('delete');
  expect(confirmed()).toBe('delete');
});

test('publishing lists what nobody has confirmed, and does not forbid it', () => {
  open({ item: web, data: 'delete' });
  const message = '“Stop it” does to “vm-web-01” what cannot be undone, and nobody has confirmed it.';
  const problem = { code: 'destroy_unconfirmed', path: '/nodes/0/settings/confirmed', message, severity: 'warning' as const };
  useDocument.setState({ problems: [problem] });
  cleanup();
  render(
    <QueryClientProvider client={queryClient}>
      <PublishDialog />
    </QueryClientProvider>,
  );
  expect(screen.getByTestId('publish-unconfirmed').textContent).toContain(message);
  expect((screen.getByTestId('publish-confirm') as HTMLButtonElement).disabled).toBe(false);
});
