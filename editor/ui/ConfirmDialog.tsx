// The dialog of confirm(). The focus is on the safe side: Cancel, or the field for the name.
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
import type { OpenQuestion } from './confirm.ts';
import './ConfirmDialog.css';

export default function ConfirmDialog({ question }: { readonly question: OpenQuestion }) {
  const { title, text, action, typeName, destructive, answer } = question;
  const [typed, setTyped] = useState('');
  const ready = typeName === undefined || typed.trim() === typeName;
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && answer(false)}>
      <DialogSurface className="confirm-dialog">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) answer(true);
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent>
              <p className="confirm-text">{text}</p>
              {typeName === undefined ? null : (
                <Field label={`Type ${typeName} to go on`}>
                  <Input autoFocus value={typed} onChange={(_, data) => setTyped(data.value)} data-testid="confirm-name" />
                </Field>
              )}
            </DialogContent>
            <DialogActions>
              <Button autoFocus={typeName === undefined} onClick={() => answer(false)}>
                Cancel
              </Button>
              <Button
                type="submit"
                appearance="primary"
                disabled={!ready}
                className={destructive ? 'confirm-destroy' : ''}
                data-testid="confirm-action"
              >
                {action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
