// A flow as a Mermaid chart, which GitHub and most viewers of Markdown draw: steps, containers as boxes, failure ways dotted.

export interface DrawnNode {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly parent?: string | undefined;
}

export interface DrawnEdge {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

/** Words that would end a label or begin markup. */
const label = (text: string): string => text.replaceAll('"', '#quot;').replaceAll('<', '&lt;');

/** `end`, `graph` and the like mean something to Mermaid: no id of ours stands alone. */
const name = (id: string): string => `n_${id}`;

export function drawing(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): string[] {
  const containers = new Set(nodes.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  const draw = (parent: string | undefined, indent: string): string[] =>
    nodes
      .filter((node) => node.parent === parent)
      .flatMap((node) =>
        containers.has(node.id)
          ? [`${indent}subgraph ${name(node.id)}["${label(node.title)}"]`, ...draw(node.id, `${indent}  `), `${indent}end`]
          : [`${indent}${name(node.id)}["${label(node.title)}"]`],
      );
  const arrows = edges.map(({ from, port, to }) => {
    const arrow = port === 'failed' ? '-. failed .->' : port === 'done' ? '-->' : `-- ${port} -->`;
    return `  ${name(from)} ${arrow} ${name(to)}`;
  });
  return ['```mermaid', 'flowchart LR', ...draw(undefined, '  '), ...arrows, '```'];
}
