// The button beside a run that has ended: makes a test of it. The dialog comes when it is asked for.
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { Run } from '../../nodes/kit/records.ts';
import { useDocument } from '../document/store.ts';

const SaveAsTest = lazy(() => import('./SaveAsTest.tsx'));

export function SaveRunAsTest({ run }: { readonly run: Run }) {
  const readOnly = useDocument((state) => state.readOnly);
  const [open, setOpen] = useState(false);
  // Only a part of the flow ran: nobody knows what the whole of it does.
  if (readOnly || run.trigger.type === 'part') return null;
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="save-run-as-test" title="From now on this is how the flow is to behave">
        Save as test …
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <SaveAsTest run={run} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
