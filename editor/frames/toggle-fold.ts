// Folds a frame or opens it, as one step of the history. What is only looked at is folded for the eye: nothing of it is saved.
import { nodeTypesNow } from '../api.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { isFolded } from './folding.ts';
import { fold, unfold } from './frame-edits.ts';

export function toggleFold(id: string): void {
  const { flow, readOnly, edit } = useDocument.getState();
  const frame = flow.frames.find((each) => each.id === id);
  if (!frame) return;
  const change = isFolded(frame) ? unfold : fold;
  const { of: typeOf } = nodeTypesNow();
  if (readOnly) {
    const shown = change(flow, typeOf, id);
    useDocument.setState({ flow: shown, savedFlow: shown });
  } else edit(`${isFolded(frame) ? 'Open' : 'Fold'} “${frame.title ?? 'Frame'}”`, (now) => change(now, typeOf, id));
  useSession.getState().select({ nodes: [id] });
}
