// Whether a selection can become a flow of its own without changing what happens: it begins at one place, and what leads out of it
// does not depend on a way taken inside. Pure; says in a sentence what stands in the way.
import { commonPorts } from '../../nodes/kit/define.ts';
import { compileValue } from '../../nodes/kit/expression/expression.ts';
import type { Flow, FlowEdge, FlowNode } from '../../nodes/kit/flow.ts';
import { ownPortsOf, titleOf } from '../canvas/card-size.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { withInner } from '../document/remove.ts';

export interface Boundary {
  /** All that goes: the selected steps and what stands inside them. */
  readonly inside: ReadonlySet<string>;
  /** The selected steps that stand side by side. */
  readonly top: readonly FlowNode[];
  readonly parent: string | undefined;
  /** Where it begins: the lines that lead in, once each. */
  readonly begins: readonly Pick<FlowEdge, 'from' | 'port'>[];
  /** Lines that lead out. */
  readonly leaves: readonly FlowEdge[];
}

export function boundaryOf(flow: Flow, ids: readonly string[], typeOf: TypeOf): Boundary | string {
  const chosen = flow.nodes.filter(({ id }) => ids.includes(id));
  const inside = withInner(
    flow,
    chosen.map(({ id }) => id),
  );
  const top = chosen.filter(({ parent }) => parent === undefined || !inside.has(parent));
  const [first] = top;
  if (!first) return 'Select the steps that should become a flow of their own.';
  const name = (id: string) => {
    const node = flow.nodes.find((each) => each.id === id);
    return `“${node ? titleOf(node, typeOf(node.type, node.version)) : id}”`;
  };
  if (top.some(({ parent }) => parent !== first.parent)) return 'The selected steps stand in different frames. Select steps of one frame.';
  const trigger = top.find((node) => typeOf(node.type, node.version)?.kind === 'trigger');
  if (trigger) return `${name(trigger.id)} starts this flow: it has to stay here.`;

  const enters = flow.edges.filter(({ from, to }) => !inside.has(from) && inside.has(to));
  const leaves = flow.edges.filter(({ from, to }) => inside.has(from) && !inside.has(to));
  const within = flow.edges.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const again = returning(flow, inside, leaves);
  if (again !== null) return `What comes after the selection leads back into it at ${name(again)}. Select what lies between as well.`;
  const mixed = enters.find((edge) => within.some(({ to }) => to === edge.to));
  if (mixed) return `${name(mixed.to)} is reached from inside and from outside the selection. Select what leads to it as well.`;
  const entries = top.filter(({ id }) => !within.some(({ to }) => to === id));
  const waysTo = (id: string) =>
    enters
      .filter(({ to }) => to === id)
      .map(({ from, port }) => `${from}:${port}`)
      .sort()
      .join();
  const other = entries.find(({ id }) => waysTo(id) !== waysTo(entries[0]?.id ?? ''));
  if (other) return `The selection begins at two places: ${name(entries[0]?.id ?? '')} and ${name(other.id)}. Select what begins at one.`;

  const decided = decidedInside(top, within, entries, typeOf);
  for (const { from, port } of leaves) {
    if (port === 'failed' || port === 'always') continue;
    const node = top.find(({ id }) => id === from);
    const own = node ? ownPortsOf(node, typeOf(node.type, node.version)) : [];
    if (port === 'skipped' || own.length !== 1 || decided.has(from))
      return `Which way goes on after ${name(from)} is decided inside the selection. Select what follows it as well, or leave ${name(from)} out.`;
  }
  const kept = keptValues(flow, inside);
  if (kept) return `${name(kept.id)} uses ${kept.what}, which another flow does not see.`;
  const begins = [...new Map(enters.map(({ from, port }) => [`${from}:${port}`, { from, port }])).values()];
  return { inside, top, parent: first.parent, begins, leaves };
}

/** A step inside that can be reached again from outside. */
function returning(flow: Flow, inside: ReadonlySet<string>, leaves: readonly FlowEdge[]): string | null {
  const seen = new Set<string>();
  const stack = leaves.map(({ to }) => to);
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (inside.has(at)) return at;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { from, to } of flow.edges) if (from === at) stack.push(to);
  }
  return null;
}

/** Steps of which only the way taken inside says whether they run. */
function decidedInside(
  top: readonly FlowNode[],
  within: readonly FlowEdge[],
  entries: readonly FlowNode[],
  typeOf: TypeOf,
): ReadonlySet<string> {
  const common: ReadonlySet<string> = new Set(commonPorts);
  const sure = new Set(entries.map(({ id }) => id));
  for (let grown = true; grown; ) {
    grown = false;
    for (const node of top) {
      if (sure.has(node.id)) continue;
      // One line that is taken for certain is enough: a step runs when any of its lines is.
      const certain = within.some(({ from, port, to }) => {
        const source = top.find(({ id }) => id === from);
        const own = source ? ownPortsOf(source, typeOf(source.type, source.version)) : [];
        return to === node.id && sure.has(from) && (port === 'always' || (!common.has(port) && own.length === 1));
      });
      if (certain) {
        sure.add(node.id);
        grown = true;
      }
    }
  }
  return new Set(top.filter(({ id }) => !sure.has(id)).map(({ id }) => id));
}

/** A step of the selection that reads or writes the memory of its flow, or takes a secret input. */
function keptValues(flow: Flow, inside: ReadonlySet<string>): { readonly id: string; readonly what: string } | null {
  const secret = new Set(flow.inputs.filter((input) => input.secret === true).map(({ name }) => name));
  for (const node of flow.nodes) {
    if (!inside.has(node.id)) continue;
    const memory = { id: node.id, what: 'what this flow remembers between runs' };
    if (node.type === 'core.remember') return memory;
    const compiled = compileValue(node.params);
    if (!('compiled' in compiled)) continue;
    for (const { root, name } of compiled.compiled.references) {
      if (root === 'memory') return memory;
      if (root === 'inputs' && name !== null && secret.has(name)) return { id: node.id, what: `the secret input “${name}”` };
    }
  }
  return null;
}
