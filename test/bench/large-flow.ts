// The generator of large flows: rows of steps that set a value, the first of them started by hand. Every card has a line in and a line
// out, so that drawing, editing and running it cost what a real flow of that size costs.
const perRow = 100;

export function rowsOfSteps(steps: number) {
  const nodes = Array.from({ length: steps }, (_, i) => ({
    id: `step${i}`,
    type: i === 0 ? 'core.manual' : 'core.set',
    version: 1,
    position: { x: (i % perRow) * 296, y: Math.floor(i / perRow) * 112 },
    params: {},
  }));
  const edges = nodes.slice(1).map(({ id }, i) => ({ from: `step${i}`, port: 'done', to: id }));
  return { format: 1, name: `${steps} steps`, nodes, edges };
}
