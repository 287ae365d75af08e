// Beside the canvas while two versions are compared: every difference, to be gone through one by one.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { nodeTypesNow } from '../api.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ChangeList } from './ChangeList.tsx';
import type { Change } from './changes.ts';
import { type Comparison, useShelf } from './shelf.ts';
import { nameOfSide } from './side-name.ts';
import './ComparePanel.css';

export default function ComparePanel() {
  const comparison = useShelf((shelf) => shelf.comparison);
  return comparison ? <Compared comparison={comparison} /> : null;
}

function Compared({ comparison: { before, after, changes } }: { readonly comparison: Comparison }) {
  const places = changes.filter(({ nodeId, edge }) => nodeId !== undefined || edge !== undefined);
  const [current, setCurrent] = useState<Change | null>(null);
  const go = (change: Change | undefined) => {
    if (!change) return;
    setCurrent(change);
    show(change);
  };
  const step = (by: number) => {
    const at = current ? places.indexOf(current) + by : by > 0 ? 0 : places.length - 1;
    go(places[(at + places.length) % places.length]);
  };
  return (
    <aside className="compare" aria-label="What differs" data-testid="compare">
      <header className="compare-head">
        <h2>
          {nameOfSide(before)} <span aria-hidden="true">→</span>
          <span className="visually-hidden">to</span> {nameOfSide(after)}
        </h2>
        <Button
          size="small"
          appearance="subtle"
          icon={<Icon name="chevron-up" size={16} />}
          aria-label="Previous difference"
          disabled={places.length === 0}
          onClick={() => step(-1)}
        />
        <Button
          size="small"
          appearance="subtle"
          icon={<Icon name="chevron-down" size={16} />}
          aria-label="Next difference"
          disabled={places.length === 0}
          onClick={() => step(1)}
          data-testid="next-difference"
        />
      </header>
      {changes.length === 0 ? (
        <EmptyState icon="check" title="No difference">
          Both do exactly the same.
        </EmptyState>
      ) : (
        <ChangeList changes={changes} before={before.flow} after={after.flow} current={current} onPick={go} />
      )}
    </aside>
  );
}

/** Both ends of a line; a step alone. */
function show({ nodeId, edge }: Change): void {
  const { flow } = useDocument.getState();
  const ends = edge === undefined ? undefined : flow.edges.find(({ from, port, to }) => `${from}:${port}:${to}` === edge);
  const ids = nodeId !== undefined ? [nodeId] : ends ? [ends.from, ends.to] : [];
  useSession.getState().select(nodeId !== undefined ? { nodes: [nodeId] } : edge !== undefined ? { edges: [edge] } : {});
  reveal(boundsOf(flow, nodeTypesNow().of, ids));
}
