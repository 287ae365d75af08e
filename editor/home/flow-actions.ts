// What can be done with a flow from a list, without opening it. Each says what came of it as a message.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { toast, toastError } from '../ui/toast.ts';
import { createFlow } from './start-flow.ts';

const refresh = () => Promise.all([keys.flows(), keys.overview].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

/** The flow's document, read as a flow; a message when it cannot be. */
export async function readFlow(id: string): Promise<Flow | null> {
  try {
    const [{ document }, { parseFlow }] = await Promise.all([call('getFlow', { params: { id } }), import('../../nodes/kit/flow.ts')]);
    const parsed = parseFlow(document);
    if ('flow' in parsed) return parsed.flow;
    const [first] = parsed.problems;
    throw new Error(`Its document cannot be read: ${first?.path ?? ''} ${first?.message ?? ''}`);
  } catch (error) {
    toastError('The flow could not be read', error);
    return null;
  }
}

export async function exportFlow(id: string): Promise<void> {
  const flow = await readFlow(id);
  if (flow) (await import('../document/files.ts')).exportFile(flow);
}

/** The address of the copy, or null. */
export async function duplicateFlow({ id, name }: FlowSummary): Promise<string | null> {
  try {
    const { document } = await call('getFlow', { params: { id } });
    return await createFlow({ ...document, name: `${name} (copy)`.slice(0, 200) });
  } catch (error) {
    toastError('The flow could not be copied', error);
    return null;
  }
}

export async function switchFlow({ id, name, enabled }: FlowSummary): Promise<void> {
  try {
    await call(enabled ? 'disableFlow' : 'enableFlow', { params: { id } });
    await refresh();
    toast({
      title: enabled ? `“${name}” is switched off` : `“${name}” is armed`,
      body: enabled ? 'Its triggers start nothing; runs under way go on.' : 'Its triggers start runs of the published version.',
      intent: 'success',
    });
  } catch (error) {
    toastError(enabled ? 'The flow could not be switched off' : 'The flow could not be armed', error);
  }
}

export async function deleteFlow({ id, name, enabled }: FlowSummary): Promise<void> {
  const text = `Its draft, versions and triggers are gone. Its runs stay readable.${enabled ? ' It is armed now: nothing will start it any more.' : ''}`;
  if (!(await confirm({ title: `Delete “${name}”?`, text, action: 'Delete', destructive: true, ...(enabled ? { typeName: name } : {}) })))
    return;
  try {
    await call('deleteFlow', { params: { id } });
    queryClient.removeQueries({ queryKey: keys.flow(id) });
    await refresh();
    toast({ title: `“${name}” is deleted`, intent: 'success' });
  } catch (error) {
    toastError('The flow could not be deleted', error);
  }
}
