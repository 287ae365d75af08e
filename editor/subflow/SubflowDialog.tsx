// Asks for the name of the flow that a selection becomes, and shows what it will ask for and what it will give back. The new flow is
// made and published first; only then the steps here give way to the one that runs it.
import { Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call, keys, queryClient, useNodeTypes } from '../api.ts';
import { focusCard } from '../canvas/actions.ts';
import { fitContainers } from '../canvas/fit.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { toast } from '../ui/toast.ts';
import { type Subflow, toSubflow } from './to-subflow.ts';
import './SubflowDialog.css';

const close = () => useSession.getState().set({ overlay: null });

export default function SubflowDialog() {
  const flow = useDocument((state) => state.flow);
  const types = useNodeTypes();
  const [ids] = useState(() => useSession.getState().selection.nodes);
  const [name, setName] = useState('');
  const made = useMemo(() => toSubflow(flow, ids, name, types.of), [flow, ids, name, types]);
  const why = typeof made === 'string' ? made : null;
  const create = useMutation({
    mutationFn: async (subflow: Subflow) => {
      await flushSave();
      return createFlow(subflow);
    },
    onSuccess: ({ id, published }, subflow) => {
      close();
      const { edit } = useDocument.getState();
      let step = '';
      edit(`Make a flow of ${count(ids.length, 'step')}`, () => {
        const parent = subflow.parentWith(id);
        step = parent.id;
        return fitContainers(parent.flow, types.of);
      });
      useSession.getState().select({ nodes: [step] });
      focusCard(step);
      toast({
        title: `“${subflow.child.name}” is a flow of its own now.`,
        intent: published === null ? 'success' : 'warning',
        ...(published === null ? {} : { body: `It is not published yet: ${published}` }),
      });
    },
  });
  const ready = name.trim() !== '' && typeof made !== 'string' && !create.isPending;
  return (
    <FormDialog
      title="Make a flow of the selection"
      width={560}
      contentClass="subflow"
      onClose={close}
      onSubmit={() => ready && create.mutate(made as Subflow)}
      action={{
        word: create.isPending ? 'Making it …' : 'Make the flow',
        testId: 'subflow-confirm',
        disabled: !ready,
        busy: create.isPending,
      }}
    >
      {why === null ? (
        <p>The selected steps move into a flow of their own. One step that runs it takes their place.</p>
      ) : (
        <MessageBar intent="warning" layout="multiline" data-testid="subflow-why">
          <MessageBarBody>{why}</MessageBarBody>
        </MessageBar>
      )}
      <Field label="Name of the new flow" required>
        <Input autoFocus value={name} maxLength={200} onChange={(_, { value }) => setName(value)} data-testid="subflow-name" />
      </Field>
      {typeof made === 'string' ? null : <Given made={made} />}
      {create.error ? (
        <MessageBar intent="error">
          <MessageBarBody>{create.error.message}</MessageBarBody>
        </MessageBar>
      ) : null}
    </FormDialog>
  );
}

function Given({ made: { asks, gives } }: { readonly made: Subflow }) {
  return (
    <>
      <section aria-label="What it asks for">
        <h3>It will ask for</h3>
        {asks.length === 0 ? <p className="subflow-none">Nothing: it takes no value from the steps around it.</p> : null}
        <dl className="subflow-list" tabIndex={0} data-testid="subflow-inputs">
          {asks.map(({ input, value }) => (
            <div key={input.name}>
              <dt>{input.title ?? input.name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {gives.length > 0 ? (
        <section aria-label="What it gives back">
          <h3>It will give back</h3>
          <p className="subflow-names">{gives.join(', ')}</p>
        </section>
      ) : null}
    </>
  );
}

/** Makes and publishes it, with the connections that its steps had here. `published` says why it could not be. */
async function createFlow({ child }: Subflow): Promise<{ readonly id: string; readonly published: string | null }> {
  const { flowId } = useDocument.getState();
  const { id } = await call('createFlow', { body: { document: JSON.parse(JSON.stringify(child)) } });
  void queryClient.invalidateQueries({ queryKey: keys.flows() });
  const { items } = await call('getBindings', { params: { id: flowId ?? '' } });
  const wanted = items.filter(
    (one) => !one.byDefault && one.connectionId !== null && child.connections.some((slot) => slot.name === one.slot),
  );
  if (wanted.length > 0)
    await call('saveBindings', {
      params: { id },
      body: { bindings: Object.fromEntries(wanted.map(({ slot, connectionId }) => [slot, connectionId])) },
    });
  try {
    await call('publishFlow', { params: { id }, body: { message: 'Taken out of another flow' } });
    return { id, published: null };
  } catch (thrown) {
    return { id, published: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
