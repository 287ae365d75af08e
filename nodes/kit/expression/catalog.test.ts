import { describe, expect, it } from 'vitest';
import { compileText, functionCatalog } from './expression.ts';
import { allFunctions } from './functions/table.ts';
import { sampleScope } from './sample-scope.ts';

describe('the catalog', () => {
  it('has at least 80 functions, each name once', () => {
    const names = functionCatalog.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(80);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });
  it.each(functionCatalog.map((entry) => [entry.signature, entry] as const))('%s does what its example says', (_signature, entry) => {
    expect(entry.example.expr).toContain(`${entry.name}(`);
    const result = compileText(`{{ ${entry.example.expr} }}`);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    expect(result.compiled.evaluate(sampleScope)).toEqual({ ok: true, value: entry.example.result });
  });
  it('ends every summary with a full stop', () => {
    expect(functionCatalog.filter(({ summary }) => !/^[A-Z.].*[.…]$/.test(summary)).map(({ name }) => name)).toEqual([]);
  });
  it('refuses too few and too many arguments before a run', () => {
    for (const { entry, min, max } of allFunctions) {
      const withArguments = (count: number) => compileText(`{{ ${entry.name}(${Array(count).fill('null').join(', ')}) }}`);
      if (min > 0) expect(withArguments(min - 1), entry.name).toMatchObject({ problems: [{ code: 'expression_arguments' }] });
      if (max < 100) expect(withArguments(max + 1), entry.name).toMatchObject({ problems: [{ code: 'expression_arguments' }] });
    }
  });
  it('gives a result or an error for values of any type, in every place', () => {
    const samples = ['null', '1.5', "'text'", 'true', '[1, null]', '{ a: 1 }', "''", '-1', '[[]]'];
    for (const { entry, min, max } of allFunctions) {
      for (const sample of samples) {
        const count = Math.min(Math.max(min, 1), max);
        const text = `{{ ${entry.name}(${Array(count).fill(sample).join(', ')}) }}`;
        const result = compileText(text);
        if ('problems' in result) throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
        const out = result.compiled.evaluate(sampleScope);
        if (out.ok) expect(JSON.stringify(out.value), text).toBeTypeOf('string');
        else expect(out.error.message, text).toMatch(/^[a-z]\w*: .+\.$|units of work|characters|JSON/);
      }
    }
  });
});
