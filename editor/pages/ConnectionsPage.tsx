// Stored access to other systems: what there is, whether it works, who uses it.
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { Connection } from '../../nodes/kit/wire/system.ts';
import { useConnectionKinds, useConnections } from '../api.ts';
import { ConnectionRow } from '../connections/ConnectionRow.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';

const ConnectionDialog = lazy(() => import('../connections/ConnectionDialog.tsx').then((module) => ({ default: module.ConnectionDialog })));

export function ConnectionsPage() {
  const { data, error, refetch } = useConnections();
  const { data: kinds = [] } = useConnectionKinds();
  const [open, setOpen] = useState<Connection | 'new' | null>(null);
  const create = (
    <Button appearance="primary" onClick={() => setOpen('new')} data-testid="new-connection">
      New connection
    </Button>
  );
  return (
    <PageFrame
      name="Connections"
      title="Connections"
      sub="Flows name what they need; here stands how to reach it. Secrets are stored encrypted and never shown again."
      actions={create}
    >
      {error ? (
        <ErrorCard
          title="The connections could not be read"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      ) : !data ? (
        <Skeleton label="Reading the connections" />
      ) : data.length === 0 ? (
        <EmptyState icon="key" title="No connections yet" actions={create}>
          A flow that asks Azure, sends mail or posts a message needs one.
        </EmptyState>
      ) : (
        <Panel title={count(data.length, 'connection')} label="Connections">
          <ul>
            {data.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                kind={kinds.find(({ kind }) => kind === connection.kind)}
                onEdit={() => setOpen(connection)}
              />
            ))}
          </ul>
        </Panel>
      )}
      {open ? (
        <Suspense fallback={null}>
          <ConnectionDialog {...(open === 'new' ? {} : { connection: open })} onClose={() => setOpen(null)} onSaved={() => setOpen(null)} />
        </Suspense>
      ) : null}
    </PageFrame>
  );
}
