// Connecting by keyboard: C takes the selected step, arrows choose the target, Tab the way out, Enter connects, Escape leaves.
import { nodeTypesNow } from '../api.ts';
import { link, nameOf, relink, say } from '../canvas/actions.ts';
import { ownPortsOf } from '../canvas/card-size.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { placeOf } from '../canvas/place-of.ts';
import { mayConnect } from '../canvas/rules.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { disconnect, edgeKey, nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import type { Command } from './command.ts';
import { goTo } from './go.ts';

/** Steps that this way out may lead to, nearest first. */
function targets(from: string, port: string, instead?: string): readonly string[] {
  const { flow: whole } = useDocument.getState();
  const flow = instead === undefined ? whole : disconnect(whole, [instead]);
  const typeOf = nodeTypesNow().of;
  const home = placeOf(flow, from);
  const far = (id: string) => {
    const { x, y } = placeOf(flow, id);
    return Math.hypot(x - home.x, y - home.y);
  };
  return flow.nodes
    .filter(({ id }) => mayConnect(flow, typeOf, { from, port, to: id }) === true)
    .map(({ id }) => id)
    .sort((a, b) => far(a) - far(b));
}

const portsOf = (id: string): readonly string[] => {
  const node = nodeOf(useDocument.getState().flow, id);
  return node ? [...ownPortsOf(node, nodeTypesNow().of(node.type, node.version)), 'failed', 'always', 'skipped'] : [];
};

function aim(from: string, port: string, to: string, instead?: string): void {
  setGesture({ linking: { from, port, ...(instead === undefined ? {} : { instead }) }, linkTarget: to });
  reveal(boundsOf(useDocument.getState().flow, nodeTypesNow().of, [to]));
}

const chosenLine = () => {
  const { nodes, edges } = useSession.getState().selection;
  return nodes.length === 0 && edges.length === 1
    ? useDocument.getState().flow.edges.find((edge) => edgeKey(edge) === edges[0])
    : undefined;
};

export const connectCommands: readonly Command[] = [
  {
    id: 'connect',
    group: 'Edit',
    icon: 'arrow-right',
    title: 'Connect to …',
    keys: ['C'],
    keywords: ['line', 'edge', 'link'],
    menu: ['node'],
    when: () => useSession.getState().selection.nodes.length === 1 && !useDocument.getState().readOnly,
    run: () => {
      const [from] = useSession.getState().selection.nodes;
      const port = from === undefined ? undefined : portsOf(from)[0];
      if (from === undefined || port === undefined) return;
      const [to] = targets(from, port);
      if (to === undefined) say(`There is no step that ${nameOf(from)} could lead to.`);
      else aim(from, port, to);
    },
  },
  {
    id: 'reconnect',
    group: 'Edit',
    icon: 'arrow-right',
    title: 'Lead this line elsewhere …',
    keys: ['R'],
    keywords: ['move', 'line', 'edge', 'end', 'reconnect'],
    menu: ['edge'],
    when: () => chosenLine() !== undefined && !useDocument.getState().readOnly,
    run: () => {
      const line = chosenLine();
      if (line) aim(line.from, line.port, line.to, edgeKey(line));
    },
  },
];

/** While a target is being chosen, these keys belong to the choice. True: the press is dealt with. */
export function connectKey(key: string, shift: boolean): boolean {
  const { linking, linkTarget } = useGesture.getState();
  if (!linking || linkTarget === null) return false;
  // Back onto the step the line comes from: looking for a target may have moved it out of sight.
  const stop = () => {
    setGesture({ linking: null, linkTarget: null });
    goTo(linking.from);
  };
  if (key === 'Escape') stop();
  else if (key === 'Enter') {
    stop();
    const wish = { from: linking.from, port: linking.port, to: linkTarget };
    if (linking.instead === undefined) link(wish);
    else relink(linking.instead, wish);
  } else if (key === 'Tab') {
    const ports = portsOf(linking.from);
    const next = ports[(ports.indexOf(linking.port) + (shift ? ports.length - 1 : 1)) % ports.length] as string;
    const list = targets(linking.from, next, linking.instead);
    aim(linking.from, next, list.includes(linkTarget) ? linkTarget : (list[0] ?? linkTarget), linking.instead);
  } else if (key.startsWith('Arrow')) {
    const list = targets(linking.from, linking.port, linking.instead);
    if (list.length === 0) return true;
    const step = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : list.length - 1;
    aim(linking.from, linking.port, list[(list.indexOf(linkTarget) + step) % list.length] as string, linking.instead);
  } else return false;
  return true;
}
