// "Retry from here": a new run that takes over what succeeded. Offered when the old run has ended; the old one never changes.
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { call, queryClient } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { toast, toastError } from '../ui/toast.ts';
import { showRun } from './show-run.ts';
import './RetryButton.css';

export function RetryButton({ run, step }: { readonly run: Run; readonly step: Step | null }) {
  const newest = useDocument(({ summary }) => (summary?.id === run.flowId ? summary.publishedVersion : null));
  const retry = useMutation({
    mutationFn: (version: 'same' | 'newest') =>
      call('retryRun', { params: { id: run.id }, body: { ...(step ? { steps: [step.key] } : {}), version } }),
    onSuccess: (accepted) => {
      toast({ title: `Run ${accepted.number} has started`, body: 'It takes over what succeeded.', intent: 'success' });
      void queryClient.invalidateQueries({ queryKey: ['runs'] });
      showRun(run.flowId, accepted.runId);
    },
    onError: (error) => toastError('The retry was not started', error),
  });
  return (
    <span className="retry-button">
      <Button
        size="small"
        disabled={retry.isPending}
        data-testid="retry-from-here"
        title="Starts a new run that takes over what succeeded before"
        onClick={() => retry.mutate('same')}
      >
        {retry.isPending ? 'Starting …' : 'Retry from here'}
      </Button>
      {newest !== null && newest > run.version ? (
        <button type="button" className="retry-button-newest" disabled={retry.isPending} onClick={() => retry.mutate('newest')}>
          with v{newest}
        </button>
      ) : null}
    </span>
  );
}
