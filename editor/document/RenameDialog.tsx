// Renames a step by its id: says how many expressions will follow, and why a name cannot be taken.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { useState } from 'react';
import { count } from '../ui/format.ts';
import { nodeOf, setNode } from './edits.ts';
import { referencesTo, renameNode, whyNotId } from './rename.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';

const close = () => useSession.getState().set({ overlay: null });

export default function RenameDialog() {
  const flow = useDocument((state) => state.flow);
  const from = useSession((state) => state.selection.nodes[0]) ?? '';
  const node = nodeOf(flow, from);
  const [title, setTitle] = useState(node?.title ?? '');
  const [id, setId] = useState(from);
  if (!node) return null;
  const why = id === from ? null : whyNotId(flow, from, id);
  const followers = id === from ? 0 : referencesTo(flow, from);
  const rename = () => {
    if (why !== null) return;
    close();
    useDocument
      .getState()
      .edit(`Rename ${from}`, (now) => renameNode(setNode(now, from, { title: title.trim() === '' ? undefined : title.trim() }), from, id));
    useSession.getState().select({ nodes: [id] });
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close())}>
      <DialogSurface style={{ maxWidth: 440 }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rename();
          }}
        >
          <DialogBody>
            <DialogTitle>Rename the step</DialogTitle>
            <DialogContent style={{ display: 'grid', gap: 12 }}>
              <Field label="Title">
                <Input autoFocus value={title} onChange={(_, { value }) => setTitle(value)} maxLength={200} />
              </Field>
              <Field
                label="Name in expressions"
                {...(why === null ? {} : { validationMessage: why, validationState: 'error' as const })}
                hint={followers > 0 ? `${count(followers, 'text')} that name it will follow.` : `Used as {{ steps.${id}.… }}`}
              >
                <Input value={id} onChange={(_, { value }) => setId(value)} style={{ fontFamily: 'var(--mono)' }} data-testid="rename-id" />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>Cancel</Button>
              <Button appearance="primary" type="submit" disabled={why !== null}>
                Rename
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
