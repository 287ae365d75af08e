import { describe, expect, it } from 'vitest';
import type { Limits } from './contract.ts';
import { compileText, compileValue } from './expression.ts';
import { sampleScope } from './sample-scope.ts';

function evaluate(source: string, limits?: Limits, inputs: unknown = sampleScope.inputs) {
  const result = compileText(`{{ ${source} }}`);
  if ('problems' in result) throw new Error(`${source}: ${JSON.stringify(result.problems)}`);
  return result.compiled.evaluate(limits === undefined ? { ...sampleScope, inputs } : { ...sampleScope, inputs, limits });
}

/** Each would take minutes, gigabytes or the stack, were it not stopped: unstopped, the test ends by its time-out. */
const bombs = [
  'range(0, 100000).map(a => range(0, 100000))',
  'range(0, 1000).map(a => range(0, 1000).map(b => range(0, 1000).map(c => a * b * c)))',
  'range(0, 9007199254740991)',
  "'x'.repeat(9007199254740991)",
  "'x'.padEnd(1000000000)",
  "padLeft('x', 1000000000, 'ab')",
  "range(0, 40).reduce(t => t + t, 'ab')",
  "range(0, 60).reduce(t => t + t, 'ab').length",
  'range(0, 40).reduce(t => [t, t], [1])',
  'string(range(0, 40).reduce(t => [t, t], [1]))',
  'range(0, 40).reduce(t => ({ a: t, b: t }), 1) == range(0, 40).reduce(t => ({ a: t, b: t }), 1)',
  'range(0, 40).reduce(t => [...t, ...t], [1])',
  'range(0, 40).reduce(t => t.concat(t), [1])',
  "range(0, 40).reduce(t => ({ a: t, b: t }), 1) + ''",
  'unique([range(0, 40).reduce(t => [t, t], [1])])',
  'range(0, 90000).reduce(t => [t], [])',
  "'a'.repeat(100000).replaceAll('a', 'b'.repeat(100000))",
  "'a'.repeat(1000000).split('').map(c => c)",
  "range(0, 20000).map(a => 'x'.repeat(4000)).join('-'.repeat(4000))",
  "range(0, 90000).map(a => sha256('x'.repeat(8000)))",
  "query([1], '[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]|[@,@][]')",
  "query(range(0, 3000), 'map(&map(&map(&@, $), $), $)')",
  "query(range(0, 30).reduce(t => [t, t], [1]), '[][][][][][][][][][][][][][][][][][][][]')",
  "query(range(0, 20000).map(a => 'xxxxxxxxxxxxxxxxxxxx'), 'map(&to_string($), @)')",
  "csv(range(0, 30000).map(n => ({ n })), range(0, 30000).map(n => 'c' + n))",
  'flatten(range(0, 300).map(a => range(0, 2000)))',
  "['x'.repeat(1000000)].map(t => range(0, 90000).map(i => t.toUpperCase()))",
  'range(0, 90000).map(i => steps.listItems.items.concat(range(0, 1000)).reverse())',
];

describe('the budget', () => {
  it.each(bombs)('stops %s', (source) => {
    expect(evaluate(source)).toMatchObject({ ok: false, error: { code: 'expression_budget' } });
  });
  it('leaves room for honest work on a long list', () => {
    const list = Array.from({ length: 40_000 }, (_, i) => ({ name: `vm-${i}`, status: i % 7 === 0 ? 'Failed' : 'Completed', gb: i }));
    expect(evaluate("inputs.filter(i => i.status == 'Failed').map(i => i.name).length", undefined, list)).toEqual({
      ok: true,
      value: 5715,
    });
    expect(evaluate("sum(inputs, 'gb')", undefined, list)).toEqual({ ok: true, value: 799_980_000 });
    expect(evaluate("countBy(inputs, 'status').Failed", undefined, list)).toEqual({ ok: true, value: 5715 });
    expect(evaluate("length(query(inputs, '[?status==`Failed`].name'))", undefined, list.slice(0, 20_000))).toEqual({
      ok: true,
      value: 2858,
    });
    expect(evaluate("inputs.reduce((text, i) => text + i.name + ', ', '').length", undefined, list)).toMatchObject({ ok: true });
    expect(evaluate("inputs.filter(i => toLower(i.status) == 'failed').map(i => toUpper(i.name)).length", undefined, list)).toEqual({
      ok: true,
      value: 5715,
    });
    expect(evaluate("sort(inputs, '-gb')[0].name", undefined, list)).toEqual({ ok: true, value: 'vm-39999' });
  });
  it('can be set by the host', () => {
    expect(evaluate('range(0, 50).map(i => i).length', { steps: 100 })).toEqual({ ok: true, value: 50 });
    expect(evaluate('range(0, 250).map(i => i).length', { steps: 100 })).toMatchObject({ error: { code: 'expression_budget' } });
    expect(evaluate("'x'.repeat(50)", { text: 40 })).toMatchObject({ error: { code: 'expression_budget' } });
    expect(evaluate("['x'.repeat(30), 'y'.repeat(30)]", { text: 40 })).toMatchObject({ error: { code: 'expression_budget' } });
  });
  it('counts for every text of a value on its own', () => {
    const result = compileValue(Array.from({ length: 20 }, () => '{{ range(0, 9000).map(i => i).length }}'));
    if ('problems' in result) throw new Error('problems');
    expect(result.compiled.evaluate(sampleScope)).toEqual({ ok: true, value: Array(20).fill(9000) });
  });
  it('limits how long and how deep an expression may be', () => {
    for (const source of [
      `${'('.repeat(9000)}1${')'.repeat(9000)}`,
      `${'['.repeat(400)}${']'.repeat(400)}`,
      '1+'.repeat(400) + 1,
      '!'.repeat(19_000) + 1,
      `'${'x'.repeat(30_000)}'`,
    ]) {
      expect(compileText(`{{ ${source} }}`)).toHaveProperty('problems');
    }
    expect(compileText(`{{ ${'item.name + '.repeat(200)}'' }}`)).toHaveProperty('compiled');
    expect(compileText(`{{ ${'if(true, '.repeat(100)}1${', 2)'.repeat(100)} }}`)).toHaveProperty('compiled');
  });
});
