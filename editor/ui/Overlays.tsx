// What may appear over every page: toasts, questions, reports. Their code is loaded when the first one comes.
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { onQuestion, questionNow } from './confirm.ts';
import { returnFocus } from './focus-return.ts';
import { onReport, reportNow } from './report.ts';
import { onToast, toast } from './toast.ts';

const FocusManager = lazy(() => import('./FocusManager.tsx'));
const ToastHost = lazy(() => import('./ToastHost.tsx'));
const ConfirmDialog = lazy(() => import('./ConfirmDialog.tsx'));
const ReportDialog = lazy(() => import('./ReportDialog.tsx'));

export function Overlays() {
  const question = useSyncExternalStore(onQuestion, questionNow);
  const report = useSyncExternalStore(onReport, reportNow);
  const [toasts, setToasts] = useState(false);
  const [touched, setTouched] = useState(false);
  useEffect(returnFocus, []);
  useEffect(() => {
    const first = () => setTouched(true);
    for (const kind of ['pointerdown', 'keydown'] as const) addEventListener(kind, first, { capture: true, once: true });
    return () => {
      for (const kind of ['pointerdown', 'keydown'] as const) removeEventListener(kind, first, { capture: true });
    };
  }, []);
  useEffect(() => {
    if (toasts) return;
    const stop = onToast((message) => {
      stop();
      setToasts(true);
      // Kept until the host listens.
      toast(message);
    });
    return stop;
  }, [toasts]);
  // Each waits by itself: while the first toast is loaded, a shared boundary would take the focus manager away for a moment, and
  // with it what it knows of a dialog that is just closing.
  return (
    <>
      {/* No dialog opens before somebody has pressed something: it need not come with the page. */}
      <Suspense fallback={null}>{touched ? <FocusManager /> : null}</Suspense>
      <Suspense fallback={null}>{toasts ? <ToastHost /> : null}</Suspense>
      <Suspense fallback={null}>{question ? <ConfirmDialog key={question.title} question={question} /> : null}</Suspense>
      <Suspense fallback={null}>{report ? <ReportDialog report={report} /> : null}</Suspense>
    </>
  );
}
