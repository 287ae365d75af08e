// A dialog that asks for something: fields between a title and two buttons, Cancel and the one that submits. Enter in a field submits.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import './FormDialog.css';

interface FormDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  /** The button that submits; without one there is nothing left but to close. */
  readonly action?: {
    readonly word: string;
    readonly testId: string;
    readonly disabled?: boolean;
    /** It keeps the focus while the server works. */
    readonly busy?: boolean;
  };
  readonly cancel?: string;
  /** Before the buttons: what went wrong, another way out. */
  readonly beside?: ReactNode;
  readonly className?: string;
  readonly contentClass?: string;
  /** In pixels, where the usual width is too much. */
  readonly width?: number;
  readonly children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  const { title, onClose, onSubmit, action, cancel = 'Cancel', beside, className, contentClass, width, children } = props;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface {...(className ? { className } : {})} {...(width ? { style: { maxWidth: width } } : {})}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!action?.busy) onSubmit();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={contentClass ?? 'form-dialog-content'}>{children}</DialogContent>
            <DialogActions>
              {beside}
              <Button onClick={onClose}>{cancel}</Button>
              {action ? (
                <Button
                  type="submit"
                  appearance="primary"
                  disabled={action.disabled === true && !action.busy}
                  disabledFocusable={action.busy === true}
                  data-testid={action.testId}
                >
                  {action.word}
                </Button>
              ) : null}
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
