// Copy, cut and paste: by the browser's own events, which need no permission, and by the menu, which asks the clipboard.
import { nodeTypesNow } from '../api.ts';
import { say } from '../canvas/actions.ts';
import { containerAt } from '../canvas/drop-target.ts';
import { fitContainers } from '../canvas/fit.ts';
import { placeOf } from '../canvas/place-of.ts';
import { mayStandIn } from '../canvas/rules.ts';
import { canvasElement, seenMiddle, toCanvas } from '../canvas/viewport.ts';
import { writeClip } from '../document/copy.ts';
import type { Point } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { count } from '../ui/format.ts';
import { isTyping } from './keys.ts';
import { removeSelection } from './remove-selection.ts';

let pointer: Point | null = null;

/** The selected part as text; null when nothing is selected. */
function clip(): string | null {
  const { nodes } = useSession.getState().selection;
  return nodes.length === 0 ? null : writeClip(useDocument.getState().flow, nodes);
}

export async function copySelection(): Promise<boolean> {
  const text = clip();
  if (text === null) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    say('The browser does not let this page write to the clipboard. Use Ctrl+C.');
    return false;
  }
}

export async function pasteFromClipboard(): Promise<void> {
  try {
    await pasteText(await navigator.clipboard.readText());
  } catch {
    say('The browser does not let this page read the clipboard. Use Ctrl+V.');
  }
}

/** Adds what a text holds, at the pointer where it is over the canvas, else in the middle. */
async function pasteText(text: string): Promise<boolean> {
  const { paste, readClip } = await import('../document/paste.ts');
  const { flow, edit, readOnly } = useDocument.getState();
  if (readOnly) return false;
  const part = readClip(text);
  if (!part) {
    say('The clipboard holds no steps. Copy some in this or another flow first.');
    return false;
  }
  const typeOf = nodeTypesNow().of;
  const middle = seenMiddle();
  const at = pointer ? toCanvas(pointer) : { x: middle.x - 120, y: middle.y - 32 };
  const wished = containerAt(flow, typeOf, at);
  const fits = part.nodes.every(
    (node) => node.parent !== undefined || mayStandIn(flow, typeOf, typeOf(node.type, node.version), wished) === true,
  );
  const parent = fits ? wished : undefined;
  const origin = parent === undefined ? { x: 0, y: 0 } : placeOf(flow, parent);
  const snap = (value: number) => Math.round(value / 8) * 8;
  const added = paste(flow, part, { at: { x: snap(at.x - origin.x), y: snap(at.y - origin.y) }, parent });
  edit(`Paste ${count(added.ids.length, 'step')}`, () => fitContainers(added.flow, typeOf));
  useSession.getState().select({ nodes: added.ids });
  return true;
}

/** Fields keep their own clipboard, and what is not in sight does not change. */
const isElsewhere = (target: EventTarget | null): boolean => isTyping(target) || useSession.getState().tab !== 'build';

/** Listens to the browser's clipboard events while the editor is open. */
export function listenToClipboard(): () => void {
  const copy = (event: ClipboardEvent) => {
    if (isElsewhere(event.target) || (document.getSelection()?.toString() ?? '') !== '') return;
    const text = clip();
    if (text === null) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    if (event.type === 'cut' && !useDocument.getState().readOnly) removeSelection('Cut');
  };
  const pasted = (event: ClipboardEvent) => {
    if (isElsewhere(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    void pasteText(text);
  };
  const moved = (event: PointerEvent) => {
    pointer = event.target instanceof Node && canvasElement()?.contains(event.target) ? { x: event.clientX, y: event.clientY } : null;
  };
  document.addEventListener('copy', copy);
  document.addEventListener('cut', copy);
  document.addEventListener('paste', pasted);
  document.addEventListener('pointermove', moved);
  return () => {
    document.removeEventListener('copy', copy);
    document.removeEventListener('cut', copy);
    document.removeEventListener('paste', pasted);
    document.removeEventListener('pointermove', moved);
  };
}
