/**
 * How fast expressions are, beside the floor that this machine allows: the same JavaScript made with `new Function`.
 * A table to read, no test: run with `node test/bench/expressions.bench.ts`.
 */
import { compileText, type Scope } from '../../nodes/kit/expression/expression.ts';
import type { BenchRow } from './row.ts';

const items = Array.from({ length: 20 }, (_, i) => ({ name: `vm-${i}`, status: i % 3 === 0 ? 'Failed' : 'Completed', sizeGb: i * 7 }));
const result = { items, count: items.length };
const scope: Scope = {
  inputs: { vault: 'vault-we' },
  trigger: null,
  run: { id: 'r' },
  memory: {},
  item: items[3],
  index: 3,
  loop: () => undefined,
  step: () => result,
  error: () => null,
  status: () => 'succeeded',
  now: Date.parse('2026-03-01T12:00:00Z'),
  seed: 'bench',
};

const cases: readonly (readonly [title: string, field: string, script: string])[] = [
  ['text of two members', '{{ item.name }}-{{ index }}', '`$' + '{s.item.name}-$' + '{s.index}`'],
  ['a member of a step', '{{ steps.list.items[0].name }}', "s.step('list').items[0].name"],
  ['a condition', "{{ item.status == 'Failed' && index > 2 }}", "s.item.status === 'Failed' && s.index > 2"],
  [
    'filter and map of 20',
    "{{ steps.list.items.filter(i => i.status == 'Failed').map(i => i.name) }}",
    "s.step('list').items.filter(i => i.status === 'Failed').map(i => i.name)",
  ],
  [
    'an object',
    '{{ { vm: item.name, gb: item.sizeGb * 2, late: !item.ok } }}',
    '({ vm: s.item.name, gb: s.item.sizeGb * 2, late: !s.item.ok })',
  ],
  ['a function', '{{ toUpper(item.name) }}', 's.item.name.toUpperCase()'],
];

/** Keeps the work from being optimized away. */
let sink: unknown;

/** Microseconds per call: the best of seven rounds, each as long as about 20 ms. */
function measure(run: () => unknown): number {
  let count = 1000;
  const round = (): number => {
    const start = performance.now();
    for (let i = 0; i < count; i++) sink = run();
    return performance.now() - start;
  };
  while (round() < 20) count *= 2;
  if (sink === round) throw new Error('the work was lost');
  return (Math.min(...Array.from({ length: 7 }, round)) / count) * 1000;
}

/** One row for each kind of expression; `ratio` is the floor's time by ours, so that larger is better. */
export function expressionsBench(): Promise<BenchRow[]> {
  const rows = cases.map(([title, field, script]): BenchRow => {
    const compiled = compileText(field);
    if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
    const floor = new Function('s', `return ${script}`) as (scope: Scope) => unknown;
    const ours = measure(() => compiled.compiled.evaluate(scope));
    const least = measure(() => floor(scope));
    return {
      name: `expression: ${title}`,
      value: ours,
      unit: 'us',
      floor: { name: 'new Function, us', value: least },
      ratio: least / ours,
      ...(title === 'text of two members' ? { goal: '0.3 us' } : {}),
    };
  });
  const field = '{{ steps.list.items.filter(i => i.status == "Failed").length }} of {{ steps.list.count }}';
  rows.push({ name: 'expression: compiling a text with two', value: measure(() => compileText(field)), unit: 'us' });
  return Promise.resolve(rows);
}

if (import.meta.main) {
  for (const { name, value, unit, floor } of await expressionsBench()) {
    const beside = floor ? `floor ${floor.value.toFixed(3)} us (new Function), factor ${(value / floor.value).toFixed(1)}` : '';
    process.stdout.write(`${name.padEnd(42)} ${value.toFixed(3).padStart(8)} ${unit}   ${beside}\n`);
  }
}
