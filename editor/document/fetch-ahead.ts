// Parts of the editor that its first picture does without: fetched when the window has come to rest, so that copying, renaming and
// filling in forms go on should the server go away. It opens nothing and waits for nothing.
const restMs = 4_000;

const parts: readonly (() => Promise<unknown>)[] = [
  () => import('./paste.ts'),
  () => import('../inspector/NodePanel.tsx'),
  () => import('../inspector/ExpressionEditor.tsx'),
  () => import('../inspector/ExpressionPreview.tsx'),
  () => import('../ui/PickerPopup.tsx'),
  () => import('../commands/CommandPalette.tsx'),
];

/** Returns how to think better of it. */
export function fetchAhead(): () => void {
  const timer = setTimeout(() => {
    // One that does not come is asked for again when it is needed, and says so then.
    for (const part of parts) part().catch(() => undefined);
  }, restMs);
  return () => clearTimeout(timer);
}
