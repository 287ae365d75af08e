// The right panel: the selected step, the flow when nothing is selected, or how many are selected. The editor's page gives it
// its place; it closes nothing and saves nothing by itself.
import { lazy, Suspense } from 'react';
import { goTo } from '../commands/go.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { FlowPanel } from './FlowPanel.tsx';
import './Inspector.css';

// A step's form brings the expression language along; a flow that is only opened does without.
const NodePanel = lazy(async () => ({ default: (await import('./NodePanel.tsx')).NodePanel }));
const BoxPanel = lazy(async () => ({ default: (await import('./BoxPanel.tsx')).BoxPanel }));

export function Inspector() {
  const nodes = useSession(({ selection }) => selection.nodes);
  const only = nodes.length === 1 ? nodes[0] : undefined;
  const node = useDocument(({ flow }) => (only === undefined ? undefined : flow.nodes.find(({ id }) => id === only)));
  const box = useDocument(({ flow }) => [...flow.notes, ...flow.frames].find(({ id }) => id === only)?.id);
  return (
    <aside
      className="inspector"
      aria-label="Settings"
      data-testid="inspector"
      onKeyDown={(event) => only !== undefined && backOnEscape(event, only)}
    >
      <ErrorBoundary what="These settings" key={only ?? 'flow'}>
        {node ? (
          <Suspense fallback={<Skeleton label="Opening the settings" />}>
            <NodePanel node={node} />
          </Suspense>
        ) : box !== undefined ? (
          <Suspense fallback={<Skeleton label="Opening the settings" />}>
            <BoxPanel id={box} />
          </Suspense>
        ) : nodes.length > 1 ? (
          <EmptyState icon="group" title={`${nodes.length} selected`}>
            Select one step to see its settings. Copy, move, disable and delete work on all of them.
          </EmptyState>
        ) : (
          <FlowPanel />
        )}
      </ErrorBoundary>
    </aside>
  );
}

/** Back to the card, unless the key closed something that was open in the form. */
function backOnEscape(event: React.KeyboardEvent<HTMLElement>, id: string): void {
  if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
  event.preventDefault();
  event.stopPropagation();
  goTo(id);
}
