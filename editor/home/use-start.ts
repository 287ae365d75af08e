// Begins a flow from the page and goes there. One thing at a time; what goes wrong becomes a message, of files a report that stays.
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { fetchNodeTypes, nodeTypesNow, useNodeTypes } from '../api.ts';
import { toastError } from '../ui/toast.ts';
import { createFlow, flowWithTrigger, type StartTrigger } from './start-flow.ts';

export function useStart() {
  // Read ahead: the page that opens needs it too.
  useNodeTypes();
  const [, go] = useLocation();
  const trigger = useMutation({
    mutationFn: async (type: StartTrigger) => {
      // Who is quicker than the list of steps waits for it: the first step has the title of its type.
      await fetchNodeTypes();
      return createFlow(flowWithTrigger(type, nodeTypesNow().of(type)));
    },
    onSuccess: ({ id }) => go(`/flows/${id}`),
    onError: (error) => toastError('The flow could not be made', error),
  });
  const files = useMutation({
    mutationFn: async (dropped: readonly File[] | null) => {
      const { importChosenFiles, importFiles } = await import('../library/import-files.ts');
      return dropped ? importFiles(dropped) : importChosenFiles();
    },
    onSuccess: (to) => (to === null ? undefined : go(to)),
    onError: (error) => toastError('The files could not be imported', error),
  });
  return {
    busy: trigger.isPending || files.isPending,
    withTrigger: (type: StartTrigger) => trigger.mutate(type),
    importFiles: () => files.mutate(null),
    importDropped: (dropped: readonly File[]) => files.mutate(dropped),
  };
}
