// The place of the search on the canvas; the search itself is loaded when it is first opened.
import { lazy, Suspense } from 'react';
import { useSession } from '../document/session.ts';

const FindPanel = lazy(() => import('./FindPanel.tsx'));

export function Find() {
  const open = useSession((state) => state.overlay === 'find');
  return open ? (
    <Suspense fallback={null}>
      <FindPanel />
    </Suspense>
  ) : null;
}
