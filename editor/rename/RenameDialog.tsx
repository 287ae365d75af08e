// Renames a step, its title and its name in expressions: shows every expression that will follow before it does, and why a name
// cannot be taken. One edit, one undo.
import { Field, Input } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { nodeOf, setNode } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { RewriteList } from './RewriteList.tsx';
import { renameNode, rewritesOf, whyNotId } from './rename.ts';

const close = () => useSession.getState().set({ overlay: null });

export default function RenameDialog() {
  const flow = useDocument((state) => state.flow);
  const [from] = useState(() => useSession.getState().selection.nodes[0] ?? '');
  const node = nodeOf(flow, from);
  const [title, setTitle] = useState(node?.title ?? '');
  const [id, setId] = useState(from);
  const why = id === from ? null : whyNotId(flow, from, id);
  const rewrites = useMemo(() => (id === from || why !== null ? [] : rewritesOf(flow, from, id)), [flow, from, id, why]);
  const uses = useMemo(() => rewritesOf(flow, from, `${from}X`).length, [flow, from]);
  if (!node) return null;
  const rename = () => {
    if (why !== null) return;
    close();
    useDocument
      .getState()
      .edit(`Rename ${from}${id === from ? '' : ` to ${id}`}`, (now) =>
        renameNode(title === (node.title ?? '') ? now : setNode(now, from, { title: title.trim() || undefined }), from, id),
      );
    useSession.getState().select({ nodes: [id] });
  };
  return (
    <FormDialog
      title="Rename the step"
      width={520}
      onClose={close}
      onSubmit={rename}
      action={{ word: 'Rename', testId: 'rename-confirm', disabled: why !== null }}
    >
      <Field label="Title">
        <Input autoFocus value={title} onChange={(_, { value }) => setTitle(value)} maxLength={200} />
      </Field>
      <Field
        label="Name in expressions"
        {...(why === null ? {} : { validationMessage: why, validationState: 'error' as const })}
        hint={uses === 0 ? 'No expression names this step yet.' : `${count(uses, 'expression names', 'expressions name')} this step.`}
      >
        <Input value={id} onChange={(_, { value }) => setId(value)} style={{ fontFamily: 'var(--mono)' }} data-testid="rename-id" />
      </Field>
      {rewrites.length > 0 ? (
        <section aria-label="What follows">
          <p style={{ marginBottom: 8 }}>
            {rewrites.length === 1 ? 'This expression follows:' : `These ${rewrites.length} expressions follow:`}
          </p>
          <RewriteList flow={flow} rewrites={rewrites} />
        </section>
      ) : null}
    </FormDialog>
  );
}
