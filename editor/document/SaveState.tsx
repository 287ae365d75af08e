// Whether what you see is on the server, in a word; conflicts have their own bar.
import { useDocument } from './store.ts';

const words = { saved: 'Saved', saving: 'Saving …', unsaved: 'Saving …', conflict: 'Not saved', offline: 'Offline, kept here' } as const;

export function SaveState() {
  const save = useDocument((state) => state.save);
  const says = useDocument((state) => state.saveSays);
  const readOnly = useDocument((state) => state.readOnly);
  if (readOnly) return null;
  return (
    <span className={`save-state save-state-${save}`} role="status" title={says ?? undefined} data-testid="save-state" data-state={save}>
      {words[save]}
    </span>
  );
}
