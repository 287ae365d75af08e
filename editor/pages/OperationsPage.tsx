// How the machine stands: the page to open when something is slow, late, or about to be updated. It reads itself anew every few seconds.
import { Button } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call, keys, queryClient, useMe } from '../api.ts';
import { headline } from '../operations/headline.ts';
import { Budgets, Machine, Missed, Schedules, Sleeping, Workers } from '../operations/Panels.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { PageFrame } from './frame/PageFrame.tsx';
import '../operations/Operations.css';

const EVERY_MS = 5_000;

export function OperationsPage() {
  const { data: me } = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: keys.operations,
    queryFn: ({ signal }) => call('operations', { signal }),
    refetchInterval: EVERY_MS,
  });
  const backup = useMutation({
    mutationFn: () => call('backupNow'),
    onSuccess: async ({ name }) => {
      toast({ title: 'The database was backed up', intent: 'success', body: name });
      await queryClient.invalidateQueries({ queryKey: keys.operations });
    },
    onError: (thrown) => toastError('The database could not be backed up', thrown),
  });
  const mayBackUp = me?.admin && data?.backup != null;
  return (
    <PageFrame
      name="Operations"
      title="Operations"
      sub={data && !error ? headline(data) : 'What waits, who works, what comes next.'}
      actions={
        mayBackUp ? (
          <Button onClick={() => backup.mutate()} disabled={backup.isPending} data-testid="backup-now">
            {backup.isPending ? 'Backing up …' : 'Back up now'}
          </Button>
        ) : null
      }
    >
      {error ? (
        <ErrorCard
          title="The server did not say how it stands"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      ) : !data ? (
        <Skeleton label="Asking the server how it stands" lines={8} />
      ) : (
        <div className="operations" data-testid="operations">
          <Machine facts={data} />
          <Workers facts={data} />
          <Sleeping facts={data} />
          <Schedules facts={data} />
          <Missed facts={data} />
          <Budgets facts={data} />
        </div>
      )}
    </PageFrame>
  );
}
