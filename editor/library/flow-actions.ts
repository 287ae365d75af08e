// What can be done with a flow from a list, without opening it. Each says what came of it as a message.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { toast, toastError } from '../ui/toast.ts';
import { refreshLists } from './change-flows.ts';

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

/** The address of the copy, or null. */
export async function duplicateFlow({ id }: FlowSummary): Promise<string | null> {
  try {
    const copy = await call('duplicateFlow', { params: { id } });
    await refreshLists();
    return `/flows/${copy.id}`;
  } catch (error) {
    toastError('The flow could not be copied', error);
    return null;
  }
}

export async function favourFlow({ id, favourite }: Pick<FlowSummary, 'id' | 'favourite'>): Promise<void> {
  try {
    await call('favourFlow', { params: { id }, body: { favourite: !favourite } });
    await refreshLists();
  } catch (error) {
    toastError('The favourite was not kept', error);
  }
}

export async function deleteFlow({ id, name, enabled }: FlowSummary): Promise<void> {
  const text = `Its draft, versions and triggers are gone. Its runs stay readable.${enabled ? ' It is armed now: nothing will start it any more.' : ''}`;
  if (!(await confirm({ title: `Delete “${name}”?`, text, action: 'Delete', destructive: true, ...(enabled ? { typeName: name } : {}) })))
    return;
  try {
    await call('deleteFlow', { params: { id } });
    queryClient.removeQueries({ queryKey: keys.flow(id) });
    await refreshLists();
    toast({ title: `“${name}” is deleted`, intent: 'success' });
  } catch (error) {
    toastError('The flow could not be deleted', error);
  }
}
