// Deleting what is selected: one edit, and focus goes to the step before, so that it is never lost.
import { focusCard } from '../canvas/actions.ts';
import { remove } from '../document/remove.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { count } from '../ui/format.ts';
import { nextFocus } from './walk.ts';

export function removeSelection(word = 'Delete'): void {
  const { nodes, edges } = useSession.getState().selection;
  const { flow, edit } = useDocument.getState();
  const next = nodes.length > 0 ? nextFocus(flow, nodes) : null;
  const label = nodes.length > 0 ? `${word} ${count(nodes.length, 'step')}` : `${word} ${count(edges.length, 'line')}`;
  edit(label, (now) => remove(now, nodes, edges));
  useSession.getState().select(next === null ? {} : { nodes: [next] });
  // Focus is never lost: it goes to the step before.
  if (next !== null) focusCard(next);
}
