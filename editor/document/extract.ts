// A selection as a flow of its own: what it takes from steps outside becomes an input, asked at each run. The flow it is taken
// from is not touched.
import { compileText } from '../../nodes/kit/expression/expression.ts';
import type { Flow, FlowInput } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { partOf } from './copy.ts';
import { freeId, slugOf, takenIds } from './ids.ts';

const suffix = { steps: '', errors: 'Error', status: 'Status', loops: 'Loop' } as const;

/** @example extractSelection(flow, ['report']).inputs[0] // { name: 'listItems', title: 'Result of “Protected items”', … } */
export const extractSelection = (flow: Flow, ids: readonly string[]): Flow => extractPart(flow, ids).part;

interface Extracted {
  readonly part: Flow;
  /** What the flow it is taken from has to give: an expression by input. */
  readonly given: { readonly [input: string]: string };
}

/** As {@link extractSelection}, together with what each input was in the flow that it is taken from. */
export function extractPart(flow: Flow, ids: readonly string[]): Extracted {
  const part = partOf(flow, ids);
  const inside = new Set(part.nodes.map(({ id }) => id));
  const titles = new Map(flow.nodes.map((node) => [node.id, node.title ?? node.id]));
  const inputs = new Map<string, FlowInput>();
  const given: { [input: string]: string } = {};
  const hasTrigger = part.nodes.some(({ type }) => isTrigger(type));

  const ask = (wished: string, title: string, expression: string): string => {
    for (const input of inputs.values()) if (input.title === title) return input.name;
    const name = freeId(new Set([...inputs.keys(), ...flow.inputs.map((input) => input.name)].map((n) => n.toLowerCase())), wished);
    inputs.set(name, { name, title, schema: {}, required: true });
    given[name] = `{{ ${expression} }}`;
    return name;
  };

  const rewritten = (text: string, loops: ReadonlySet<string>): string => {
    const compiled = compileText(text);
    if (!('compiled' in compiled)) return text;
    let next = text;
    for (const { root, name, from, to } of [...compiled.compiled.references].sort((a, b) => b.from - a.from)) {
      const swap = (end: number, input: string) => {
        next = `${next.slice(0, from)}inputs.${input}${next.slice(end)}`;
      };
      if (root === 'inputs' && name !== null) {
        const known = flow.inputs.find((input) => input.name === name);
        if (known) {
          inputs.set(name, known);
          given[name] = `{{ inputs.${name} }}`;
        }
      } else if (root === 'trigger' && !hasTrigger) swap(from + root.length, ask('trigger', 'What started the flow', 'trigger'));
      else if ((root === 'item' || root === 'index') && loops.size === 0)
        swap(from + root.length, ask(root, root === 'item' ? 'Item' : 'Number of the item', root));
      else if (root === 'loops' && name !== null && !loops.has(name))
        swap(to, ask(`${name}Loop`, `Round of “${titles.get(name) ?? name}”`, `loops.${name}`));
      else if ((root === 'steps' || root === 'errors' || root === 'status') && name !== null && !inside.has(name)) {
        const of = `“${titles.get(name) ?? name}”`;
        const title = root === 'steps' ? `Result of ${of}` : root === 'errors' ? `Error of ${of}` : `Status of ${of}`;
        swap(to, ask(`${name}${suffix[root]}`, title, `${root}.${name}`));
      }
    }
    return next;
  };

  const walk = (value: Json, loops: ReadonlySet<string>): Json => {
    if (typeof value === 'string') return value.includes('{{') ? rewritten(value, loops) : value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((entry) => walk(entry, loops));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, loops)]));
    return value;
  };

  const nodes = part.nodes.map((node) => {
    const loops = new Set<string>();
    // A container's own deferred params speak of its items, so it counts as a loop for itself too.
    for (let at: string | undefined = node.id; at !== undefined; at = part.nodes.find(({ id }) => id === at)?.parent)
      if (isLoop(part.nodes.find(({ id }) => id === at)?.type)) loops.add(at);
    return { ...node, params: walk(node.params, loops) as typeof node.params };
  });
  const started = withTrigger({ ...part, name: part.name, nodes });
  return { part: { ...started, inputs: [...inputs.values()] }, given };
}

/** A selection is looked at without the list of node types. */
const isTrigger = (type: string): boolean =>
  ['core.manual', 'core.webhook', 'core.schedule', 'core.form', 'core.run-ended', 'azure.event-grid', 'azure.monitor-alert'].includes(type);
const isLoop = (type: string | undefined): boolean => type === 'core.for-each' || type === 'core.repeat-until';

/** What can be started has a trigger: a manual one before every entry, unless the selection brought its own. */
function withTrigger(flow: Flow): Flow {
  if (flow.nodes.length === 0 || flow.nodes.some(({ type }) => isTrigger(type))) return flow;
  const reached = new Set(flow.edges.map(({ to }) => to));
  const entries = flow.nodes.filter((node) => node.parent === undefined && !reached.has(node.id));
  const id = freeId(takenIds(flow), slugOf('Start'));
  const x = Math.min(...entries.map(({ position }) => position.x)) - 272;
  const y = Math.min(...entries.map(({ position }) => position.y));
  const trigger = { id, type: 'core.manual', version: 1, title: 'Run by hand', position: { x, y }, params: {} };
  return {
    ...flow,
    nodes: [trigger, ...flow.nodes],
    edges: [...entries.map((entry) => ({ from: id, port: 'done', to: entry.id })), ...flow.edges],
  };
}
