// Everything that is wrong with the open flow, in sentences; Enter goes to the step and puts the cursor into the field.

import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { nodeTypesNow } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { isCalm, paramPath, useCalm } from './calm.ts';
import { nodeOf } from './edits.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import './ProblemsList.css';

export function ProblemsList() {
  const problems = useDocument((state) => state.problems);
  const flow = useDocument((state) => state.flow);
  const calm = useCalm();
  if (problems.length === 0)
    return (
      <EmptyState icon="check" title="No problems">
        The flow can be run and published.
      </EmptyState>
    );
  const kindOf = (item: ProblemItem) => (isCalm(item, calm) ? 'open' : item.severity === 'warning' ? 'warning' : 'error');
  const order = (item: ProblemItem) => ['error', 'open', 'warning'].indexOf(kindOf(item));
  return (
    <ul className="problems" data-testid="problems">
      {[...problems]
        .sort((a, b) => order(a) - order(b))
        .map((item) => {
          const node = item.nodeId === undefined ? undefined : nodeOf(flow, item.nodeId);
          return (
            <li key={`${item.code} ${item.path} ${item.message}`}>
              <button type="button" className="problems-item" onClick={() => show(item)}>
                <Icon name={looks[kindOf(item)].icon} size={16} className={`problems-${kindOf(item)}`} />
                <span className="visually-hidden">{looks[kindOf(item)].word}:</span>
                <span className="problems-text">{item.message}</span>
                <span className="problems-where">{node ? titleOf(node, nodeTypesNow().of(node.type, node.version)) : 'the flow'}</span>
              </button>
            </li>
          );
        })}
    </ul>
  );
}

const looks = {
  error: { icon: 'alert', word: 'Problem' },
  open: { icon: 'edit', word: 'To fill in' },
  warning: { icon: 'warning', word: 'Warning' },
} as const;

/** `/nodes/3/params/vault` is the field `/vault` of that step. */
function show({ nodeId, path }: ProblemItem): void {
  const { focus, select } = useSession.getState();
  if (nodeId === undefined) {
    select({});
    return;
  }
  focus(nodeId, paramPath(path));
  reveal(boundsOf(useDocument.getState().flow, nodeTypesNow().of, [nodeId]));
}
