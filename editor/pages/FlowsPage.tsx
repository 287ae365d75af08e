// All flows: find one, see how it does, act on it.
import { Button } from '@fluentui/react-components';
import { useDeferredValue, useState } from 'react';
import { useLocation } from 'wouter';
import { FlowTable } from '../home/FlowTable.tsx';
import { NewFlowButton } from '../home/NewFlowButton.tsx';
import { useFlows } from '../home/use-home.ts';
import { useLiveLists } from '../home/use-live-lists.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import { SearchBox } from './frame/SearchBox.tsx';
import './frame/list-table.css';

export function FlowsPage() {
  useLiveLists();
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const q = useDeferredValue(search.trim());
  const { data, error, refetch } = useFlows(q === '' ? undefined : q);
  const items = data?.items;
  return (
    <PageFrame
      name="Flows"
      title="Flows"
      sub="What this project can run: by hand, on a schedule, by a webhook."
      actions={
        <>
          <Button onClick={() => go('/templates')}>Start from a template</Button>
          <NewFlowButton />
        </>
      }
    >
      <SearchBox label="Search flows" value={search} onChange={setSearch} says={items && count(items.length, 'flow')} />
      {error ? (
        <ErrorCard
          title="The flows could not be read"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      ) : !items ? (
        <Skeleton label="Reading the flows" lines={6} />
      ) : items.length === 0 ? (
        <EmptyState
          icon="flow"
          title={q === '' ? 'No flows yet' : `No flow fits “${q}”`}
          actions={
            q === '' ? (
              <Button onClick={() => go('/')}>Three ways to begin</Button>
            ) : (
              <Button onClick={() => setSearch('')}>Show all</Button>
            )
          }
        >
          {q === '' ? 'A flow reads, decides and acts on your backups.' : 'The search looks at names and descriptions.'}
        </EmptyState>
      ) : (
        <Panel title={`${count(items.length, 'flow')}${data.next ? ', newest change first' : ''}`} label="Flows">
          <div className="list-scroll">
            <FlowTable flows={items} />
          </div>
        </Panel>
      )}
    </PageFrame>
  );
}
