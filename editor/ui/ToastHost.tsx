// Shows toasts with Fluent's toaster, in a landmark of their own. Mounted once; loaded when the first toast comes.
import { Link, Toast, ToastBody, Toaster, ToastFooter, ToastTitle, useToastController } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { onToast } from './toast.ts';

const toasterId = 'vaultflow-toasts';

export default function ToastHost() {
  const { dispatchToast } = useToastController(toasterId);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => {
    // Before the toaster is there nobody would hear.
    if (!place) return;
    return onToast(({ title, body, intent = 'info', action }) =>
      dispatchToast(
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          {body ? <ToastBody style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{body}</ToastBody> : null}
          {action ? (
            <ToastFooter>
              <Link onClick={action.run}>{action.label}</Link>
            </ToastFooter>
          ) : null}
        </Toast>,
        { intent, timeout: intent === 'error' ? 10_000 : 4_000 },
      ),
    );
  }, [place, dispatchToast]);
  return (
    <section ref={setPlace} aria-label="Messages">
      {place ? <Toaster toasterId={toasterId} position="bottom-end" mountNode={place} /> : null}
    </section>
  );
}
