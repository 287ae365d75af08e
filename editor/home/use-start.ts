// Begins a flow from the page and goes there. One thing at a time; what goes wrong becomes a message.
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useNodeTypes } from '../api.ts';
import { toast, toastError } from '../ui/toast.ts';
import { createFlow, flowWithTrigger, type Imported, importChosenFile, importText, type StartTrigger } from './start-flow.ts';

export function useStart() {
  const nodeTypes = useNodeTypes();
  const [, go] = useLocation();
  const arrive = (imported: Imported | null) => {
    if (imported === null) return;
    if ('to' in imported) go(imported.to);
    else toast({ title: 'The file could not be imported', body: imported.problem, intent: 'error' });
  };
  const trigger = useMutation({
    mutationFn: (type: StartTrigger) => createFlow(flowWithTrigger(type, nodeTypes.of(type))),
    onSuccess: (to) => go(to),
    onError: (error) => toastError('The flow could not be made', error),
  });
  const file = useMutation({
    mutationFn: (dropped: File | null) => (dropped ? dropped.text().then(importText) : importChosenFile()),
    onSuccess: arrive,
    onError: (error) => toastError('The file could not be imported', error),
  });
  return {
    busy: trigger.isPending || file.isPending,
    withTrigger: (type: StartTrigger) => trigger.mutate(type),
    importFile: () => file.mutate(null),
    importDropped: (dropped: File) => file.mutate(dropped),
  };
}
