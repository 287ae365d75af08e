// What canvas, palette and commands do to the open document in one step each: rules asked, one labelled edit, selection moved,
// the result brought into sight.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { nodeTypesNow } from '../api.ts';
import { calmDown } from '../document/calm.ts';
import { connect, disconnect, edgeKey, type Point, reconnect } from '../document/edits.ts';
import { setParent } from '../document/place.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { seenAs } from '../frames/folding.ts';
import { takeIn } from '../frames/frame-edits.ts';
import { count } from '../ui/format.ts';
import { toast } from '../ui/toast.ts';
import { placeAfterSelection, type Where, withStep } from './add-step.ts';
import { titleOf } from './card-size.ts';
import { fitContainers } from './fit.ts';
import { type Link, mayConnect, mayMoveInto } from './rules.ts';
import { boundsOf, canvasElement, reveal } from './viewport.ts';

/** A sentence about what just happened, or why it did not. */
export const say = (title: string): void => toast({ title, intent: 'info' });

/** Adds a step; without a place: where it makes most sense. The id, or null when it may not stand there (which is said). */
export function addStep(type: NodeTypeJson, where?: Where): string | null {
  const { flow, edit, readOnly } = useDocument.getState();
  if (readOnly) return null;
  const typeOf = nodeTypesNow().of;
  const place = where ?? placeAfterSelection(flow, typeOf, type, useSession.getState().selection.nodes);
  const added = withStep(flow, typeOf, type, place);
  if (typeof added === 'string') {
    say(added);
    return null;
  }
  calmDown(added.id);
  edit(`Add ${type.title}`, () => added.flow);
  useSession.getState().focus(added.id);
  // Where a hand has put it, it stays: the view moves only to a place that was chosen for it, and keeps in sight what it follows.
  const seen = place.after ? [place.after.node, added.id] : [added.id];
  if (!where || !('at' in where)) requestAnimationFrame(() => reveal(boundsOf(useDocument.getState().flow, typeOf, seen)));
  return added.id;
}

/** Draws a line; says why when it may not be. */
export function link(wish: Link): boolean {
  const { flow, edit, readOnly } = useDocument.getState();
  if (readOnly) return false;
  const verdict = mayConnect(flow, nodeTypesNow().of, wish);
  if (verdict !== true) {
    say(verdict);
    return false;
  }
  edit('Connect', (now) => connect(now, { ...wish }));
  return true;
}

/** Takes the end of a line to another step; says why when it may not be. */
export function relink(key: string, wish: Link): boolean {
  const { flow, edit, readOnly } = useDocument.getState();
  if (readOnly || key === edgeKey(wish)) return false;
  const verdict = mayConnect(disconnect(flow, [key]), nodeTypesNow().of, wish);
  if (verdict !== true) {
    say(verdict);
    return false;
  }
  edit('Move line', (now) => reconnect(now, key, wish));
  useSession.getState().select({ edges: [edgeKey(wish)] });
  return true;
}

/** Dropped in the void: the line goes, one undo away. */
export function dropLine(key: string): void {
  const { edit, readOnly } = useDocument.getState();
  if (readOnly) return;
  edit('Delete 1 line', (now) => disconnect(now, [key]));
  toast({ title: 'The line was taken away.', intent: 'info', action: { label: 'Undo', run: () => useDocument.getState().undo() } });
}

/** Moves nodes to positions; across a container's frame when `parent` is another one. */
export function moveTo(
  positions: ReadonlyMap<string, Point>,
  across?: { readonly ids: readonly string[]; readonly parent: string | undefined },
  into?: { readonly ids: readonly string[]; readonly frame: string },
): void {
  const { flow, edit } = useDocument.getState();
  const typeOf = nodeTypesNow().of;
  const things = positions.size;
  const label = things === 1 ? `Move ${nameOf([...positions.keys()][0] as string)}` : `Move ${count(things, 'step')}`;
  let cut = 0;
  const verdict = across ? mayMoveInto(flow, typeOf, across.ids, across.parent) : true;
  if (verdict !== true) say(verdict);
  edit(label, (now) => {
    let next = now;
    if (across && verdict === true) {
      const moved = setParent(next, across.ids, across.parent, positions);
      cut = moved.cut;
      next = moved.flow;
    }
    const nodes = next.nodes.map((node) => {
      const to = positions.get(node.id);
      // A refused move across a frame leaves the card where it was.
      if (!to || (across?.ids.includes(node.id) && verdict !== true)) return node;
      return to.x === node.position.x && to.y === node.position.y ? node : { ...node, position: { ...node.position, x: to.x, y: to.y } };
    });
    const shifted = <T extends { id: string; position: Point }>(entry: T): T => {
      const to = positions.get(entry.id);
      return to ? { ...entry, position: { ...entry.position, x: to.x, y: to.y } } : entry;
    };
    if (nodes.some((node, i) => node !== next.nodes[i])) next = { ...next, nodes };
    if ([...now.notes, ...now.frames].some(({ id }) => positions.has(id)))
      next = { ...next, notes: next.notes.map(shifted), frames: next.frames.map(shifted) };
    const held = into ? into.ids.reduce((grown, id) => takeIn(grown, typeOf, into.frame, id), next) : next;
    return fitContainers(held, typeOf);
  });
  if (cut > 0) say(`${count(cut, 'line was', 'lines were')} taken away: lines cannot cross a frame.`);
}

export function nameOf(id: string): string {
  const { flow } = useDocument.getState();
  const node = flow.nodes.find((each) => each.id === id);
  if (node) return `“${titleOf(node, nodeTypesNow().of(node.type, node.version))}”`;
  return flow.notes.some((note) => note.id === id) ? 'note' : 'frame';
}

/** Puts the keyboard onto a card. */
export function focusCard(id: string, framesLeft = 30): void {
  requestAnimationFrame(() => {
    const seen = seenAs(useDocument.getState().flow, id);
    const card = canvasElement()?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(seen)}"]`);
    // A card out of sight is drawn when the view has come to it.
    if (card) card.focus({ preventScroll: true });
    else if (framesLeft > 0) focusCard(id, framesLeft - 1);
  });
}
