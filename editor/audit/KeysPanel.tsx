// The keys that stored secrets are sealed with: which one, since when, how far a change has come, and the button for a new one.
import { Button } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { KeysView } from '../../nodes/kit/wire/keys.ts';
import { call, queryClient } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count, exact, moment } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast, toastError } from '../ui/toast.ts';

const queryKey = ['keys'];
const changing = ({ keys, left, broken }: KeysView): boolean => keys.length > 1 && left > broken;

export function KeysPanel() {
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call('keys', { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.keys.length > 1 ? 1_000 : false),
  });
  const rotate = useMutation({
    mutationFn: () => call('rotateKey'),
    onSuccess: () => toast({ title: 'A new key is in use; what is stored is sealed anew', intent: 'success' }),
    onError: (thrown) => toastError('The key was not changed', thrown),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return (
    <Panel title="Key for stored secrets" testId="keys">
      <div className="audit-keys">
        {error ? (
          <ErrorCard
            title="How the keys stand is not known"
            failure={{ message: error.message }}
            actions={<Button onClick={() => refetch()}>Try again</Button>}
          />
        ) : data ? (
          <>
            <Standing keys={data} />
            <Button onClick={() => rotate.mutate()} disabled={rotate.isPending || data.keys.length > 1} data-testid="rotate-key">
              Change the key
            </Button>
          </>
        ) : (
          <Skeleton label="Reading the keys" lines={2} />
        )}
      </div>
    </Panel>
  );
}

function Standing({ keys }: { readonly keys: KeysView }) {
  const active = keys.keys.find((key) => key.active);
  const free = keys.masters.filter(({ needed, first }) => !needed && !first);
  return (
    <div role="status">
      <p>
        New secrets are sealed with key {active?.number}
        {active ? <span title={exact(active.createdAt)}>, made {moment(active.createdAt)}</span> : null}.{' '}
        {changing(keys)
          ? `${count(keys.left, 'secret')} still to be sealed anew.`
          : keys.left === 0
            ? 'Nothing is sealed with an older one.'
            : null}
      </p>
      {keys.broken > 0 ? (
        <p className="audit-keys-broken">{count(keys.broken, 'secret')} cannot be opened with any key: enter them again.</p>
      ) : null}
      <p className="audit-keys-masters">
        Wrapped by{' '}
        {keys.masters
          .filter(({ needed }) => needed)
          .map(({ says }) => says)
          .join(', ')}
        .{free.length > 0 ? ` Not needed any more, except for backups from before: ${free.map(({ says }) => says).join(', ')}.` : ''}
      </p>
    </div>
  );
}
