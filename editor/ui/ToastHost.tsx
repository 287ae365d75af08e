// Shows toasts with Fluent's toaster. Mounted once; loaded when the first toast comes.
import { Link, Toast, ToastBody, Toaster, ToastFooter, ToastTitle, useToastController } from '@fluentui/react-components';
import { useEffect } from 'react';
import { onToast } from './toast.ts';

const toasterId = 'vaultflow-toasts';

export default function ToastHost() {
  const { dispatchToast } = useToastController(toasterId);
  useEffect(
    () =>
      onToast(({ title, body, intent = 'info', action }) =>
        dispatchToast(
          <Toast>
            <ToastTitle>{title}</ToastTitle>
            {body ? <ToastBody>{body}</ToastBody> : null}
            {action ? (
              <ToastFooter>
                <Link onClick={action.run}>{action.label}</Link>
              </ToastFooter>
            ) : null}
          </Toast>,
          { intent, timeout: intent === 'error' ? 10_000 : 4_000 },
        ),
      ),
    [dispatchToast],
  );
  return <Toaster toasterId={toasterId} position="bottom-end" />;
}
