// Gives a folder another name or place; everything in it goes along.
import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { folderRule, readFolder } from '../../nodes/kit/library.ts';
import { call } from '../api.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { toastError } from '../ui/toast.ts';
import { refreshLists } from './change-flows.ts';
import { allFlows, writeQuery } from './library-query.ts';

export function RenameFolderDialog({ folder, onClose }: { readonly folder: string; readonly onClose: () => void }) {
  const [typed, setTyped] = useState(folder);
  const [busy, setBusy] = useState(false);
  const [, go] = useLocation();
  const to = readFolder(typed);
  const submit = async () => {
    if (to === null) return;
    setBusy(true);
    try {
      await call('renameFolder', { body: { from: folder, to } });
      await refreshLists();
      go(writeQuery({ ...allFlows, folder: to === '' ? null : to }));
      onClose();
    } catch (error) {
      toastError('The folder was not renamed', error);
    }
    setBusy(false);
  };
  return (
    <FormDialog
      title={`Rename or move “${folder}”`}
      width={480}
      onClose={onClose}
      onSubmit={() => void submit()}
      action={{ word: 'Rename', testId: 'rename-folder', disabled: to === null || to === folder, busy }}
    >
      <Field
        label="New name"
        hint="With “/” it goes into another folder. Empty takes its flows out of it."
        {...(to === null ? { validationMessage: `${folderRule}.` } : {})}
      >
        <Input
          autoFocus
          value={typed}
          onChange={(_, { value }) => setTyped(value)}
          autoComplete="off"
          spellCheck={false}
          data-testid="rename-folder-name"
        />
      </Field>
    </FormDialog>
  );
}
