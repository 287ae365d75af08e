// The dialogs of the editor, one at a time, each loaded when it is first opened.
import { lazy, Suspense } from 'react';
import type { PartKind } from '../part-run/PartRunDialog.tsx';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';

const CommandPalette = lazy(() => import('../commands/CommandPalette.tsx'));
const ShortcutSheet = lazy(() => import('../commands/ShortcutSheet.tsx'));
const RunDialog = lazy(async () => ({ default: (await import('../runs/RunDialog.tsx')).RunDialog }));
const RenameDialog = lazy(() => import('../rename/RenameDialog.tsx'));
const PartRunDialog = lazy(() => import('../part-run/PartRunDialog.tsx'));
const SubflowDialog = lazy(() => import('../subflow/SubflowDialog.tsx'));
const DebugRunDialog = lazy(() => import('../breakpoints/DebugRunDialog.tsx'));
const PinDialog = lazy(() => import('../pins/PinDialog.tsx'));
const PublishDialog = lazy(() => import('../versions/PublishDialog.tsx'));

const SaveTemplateDialog = lazy(async () => ({ default: (await import('../templates/SaveTemplateDialog.tsx')).SaveTemplateDialog }));

const close = () => useSession.getState().set({ overlay: null });

export function FlowOverlays() {
  const overlay = useSession((state) => state.overlay);
  return (
    <Suspense fallback={null}>
      {overlay === 'commands' ? <CommandPalette /> : null}
      {overlay === 'shortcuts' ? <ShortcutSheet /> : null}
      {overlay === 'rename' ? <RenameDialog /> : null}
      {overlay === 'subflow' ? <SubflowDialog /> : null}
      {overlay === 'publish' ? <PublishDialog /> : null}
      {overlay === 'run-only' || overlay === 'run-to' || overlay === 'run-from' ? (
        <PartRunDialog kind={overlay.slice('run-'.length) as PartKind} onClose={close} />
      ) : null}
      {overlay === 'run-debug' ? <DebugRunDialog onClose={close} /> : null}
      {overlay === 'pin' ? <PinDialog onClose={close} /> : null}
      {overlay === 'run' ? <RunDialog onClose={close} /> : null}
      {overlay === 'save-template' ? <SaveTemplateDialog flow={useDocument.getState().flow} selection={null} onClose={close} /> : null}
      {overlay === 'save-selection-template' ? (
        <SaveTemplateDialog flow={useDocument.getState().flow} selection={[...useSession.getState().selection.nodes]} onClose={close} />
      ) : null}
    </Suspense>
  );
}
