// Asks for the folder that flows go to: one of those there are, or a new name. Folders in folders are written with "/".
import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { folderRule, foldersAround, readFolder } from '../../nodes/kit/library.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { changeFlows, type Picked, pickedCount } from './change-flows.ts';
import { useShelves } from './use-library.ts';

interface MoveDialogProps {
  readonly picked: Picked;
  /** Where they lie now, if all in one. */
  readonly from: string;
  readonly onClose: () => void;
  readonly onMoved?: () => void;
}

export function MoveDialog({ picked, from, onClose, onMoved }: MoveDialogProps) {
  const [typed, setTyped] = useState(from);
  const [busy, setBusy] = useState(false);
  const { data } = useShelves();
  const folder = readFolder(typed);
  const known = [...new Set((data?.folders ?? []).flatMap((shelf) => foldersAround(shelf.folder)))];
  const first = 'flows' in picked && picked.flows.length === 1 ? picked.flows[0] : undefined;
  const submit = async () => {
    if (folder === null) return;
    setBusy(true);
    const moved = await changeFlows({ do: 'move', folder }, picked);
    setBusy(false);
    if (!moved) return;
    onMoved?.();
    onClose();
  };
  return (
    <FormDialog
      title={first ? `Move “${first.name}”` : `Move ${count(pickedCount(picked), 'flow')}`}
      width={480}
      onClose={onClose}
      onSubmit={() => void submit()}
      action={{ word: folder === '' ? 'Move out of folders' : 'Move', testId: 'move-submit', disabled: folder === null, busy }}
    >
      <Field
        label="Folder"
        hint="Production/Nightly is the folder Nightly in the folder Production. A new name makes a new folder; empty is no folder."
        {...(folder === null ? { validationMessage: `${folderRule}.` } : {})}
      >
        <Input
          autoFocus
          value={typed}
          onChange={(_, { value }) => setTyped(value)}
          input={{ list: 'library-folders' }}
          autoComplete="off"
          spellCheck={false}
          data-testid="move-folder"
        />
      </Field>
      <datalist id="library-folders">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormDialog>
  );
}
