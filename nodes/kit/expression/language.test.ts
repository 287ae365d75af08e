// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
import { describe, expect, it } from 'vitest';
import { fail } from '../errors.ts';
import type { Scope } from './contract.ts';
import { compileText, compileValue, hasExpression } from './expression.ts';
import { sampleScope } from './sample-scope.ts';

function run(text: string, scope: Partial<Scope> = {}) {
  const result = compileText(text);
  if ('problems' in result) throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  return result.compiled.evaluate({ ...sampleScope, ...scope });
}

function value(text: string, scope: Partial<Scope> = {}): unknown {
  const result = run(text, scope);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.value;
}

function error(text: string, scope: Partial<Scope> = {}) {
  const result = run(text, scope);
  if (result.ok) throw new Error(`${text} gave ${JSON.stringify(result.value)}`);
  return result.error;
}

function problem(text: string) {
  const result = compileText(text);
  if (!('problems' in result)) throw new Error(`${text} compiles`);
  const [first] = result.problems;
  if (!first) throw new Error('no problem');
  return { ...first, at: text.slice(first.from, first.to) };
}

describe('a field', () => {
  it('keeps the type when it is one whole expression, white space around it or not', () => {
    expect(value('{{ inputs.days }}')).toBe(30);
    expect(value(' {{ inputs.days }}\n')).toBe(30);
    expect(value('{{ item.tags }}')).toEqual({ env: 'prod' });
  });
  it('is text when there is more: null is empty, lists and objects are JSON', () => {
    expect(value('{{ item.name }}-{{ index }}')).toBe('vm-sql-1-0');
    expect(value('<{{ inputs.nothing }}> {{ item.tags }} {{ [1, true] }}')).toBe('<> {"env":"prod"} [1,true]');
  });
  it('finds its end behind quotes, templates and braces', () => {
    expect(value("{{ '}}' }}")).toBe('}}');
    expect(value('{{ { a: { b: 1 } }.a.b }}')).toBe(1);
    expect(value('{{ {a:{b:1}}}}')).toEqual({ a: { b: 1 } });
    expect(value('{{ `}} ${ { a: `}}` }.a } }}` }}!')).toBe('}} }} }}!');
    expect(value("{{ '{{' }}")).toBe('{{');
    expect(value("it's {{ 'it\\'s' }}")).toBe("it's it's");
  });
  it('without braces is the text itself, whatever it looks like', () => {
    expect(hasExpression('steps.x')).toBe(false);
    expect(value('steps.x }} ${1}')).toBe('steps.x }} ${1}');
  });
  it('never evaluates a result again', () => {
    expect(value('{{ inputs.text }}', { inputs: { text: '{{ 7*7 }}' } })).toBe('{{ 7*7 }}');
    expect(value('x {{ inputs.text }}', { inputs: { text: "{{ utcNow() }} '}}" } })).toBe("x {{ utcNow() }} '}}");
  });
});

describe('operators', () => {
  it.each([
    ['1 + (2 * 3 ** 2 % 5)', 4],
    ["'a' + 1 + true + null", 'a1true'],
    ["'7' * '6'", 42],
    ["'5' == 5", true],
    ["'5' === 5", false],
    ["'' == 0", false],
    ['null == undefined', true],
    ['null == 0', false],
    ['[1, { a: 2 }] == [1, { a: 2 }]', true],
    ['({ a: 1, b: 2 }) === { b: 2, a: 1 }', true],
    ['[1] != [2]', true],
    ["'2026-01-01' < '2026-02-01'", true],
    ["10 > '9'", true],
    ['null < 1', false],
    ['null >= null', false],
    ["'env' in item.tags", true],
    ["'constructor' in item", false],
    ["true && 'x'", 'x'],
    ["'' || 'y'", 'y'],
    ['0 ?? 1', 0],
    ['null ?? 1', 1],
    ['!item.tags', false],
    ['-(2)', -2],
    ['index === 0 ? `a${index}b` : null', 'a0b'],
  ])('%s', (source, result) => {
    expect(value(`{{ ${source} }}`)).toEqual(result);
  });
  it.each([
    ['null + 1', 'null'],
    ["'a' - 1", 'subtract'],
    ['1 / 0', 'zero'],
    ['5 % 0', 'zero'],
    ['[1] < 2', 'compare'],
    ['-{}', 'negate'],
    ['10 ** 400', 'JSON'],
  ])('%s fails with a sentence', (source, words) => {
    expect(error(`{{ ${source} }}`)).toMatchObject({ code: 'expression_failed', message: expect.stringContaining(words) });
  });
});

describe('members', () => {
  it('of null and missing ones are null, all the way', () => {
    expect(value('{{ steps.skipped.items[0].name }}')).toBe(null);
    expect(value('{{ inputs.nothing.at.all }}')).toBe(null);
    expect(value('{{ steps.skipped?.items?.[3] }}')).toBe(null);
    expect(value('{{ steps.skipped.items.filter(i => i.x).length }}')).toBe(null);
  });
  it('are read by literal and computed keys, from lists and texts too', () => {
    expect(value("{{ inputs['mail-to'] }}")).toBe('ops@example.com');
    expect(value("{{ steps['listItems'].items[1].name }}")).toBe('vm-web-1');
    expect(value("{{ item['na' + 'me'] }}")).toBe('vm-sql-1');
    expect(value('{{ steps.listItems.items[index + 2].name }}')).toBe('vm-dev-1');
    expect(value('{{ steps.listItems.items.length + item.name[0] + item.name.length }}')).toBe('3v8');
    expect(value('{{ [1, 2][-1] }}')).toBe(null);
  });
  it('reach outer loops, errors and states', () => {
    expect(value('{{ loops.eachVault.item.name }}/{{ loops.eachVault.index }}/{{ loops.none.item }}')).toBe('vault-we/2/');
    expect(value('{{ errors.backUp.azure.code }} {{ status.backUp }} {{ errors.listItems }}')).toBe('UserErrorVmNotRunning failed ');
  });
});

describe('lists and objects', () => {
  it.each([
    ['[...[1, 2], 3, ...[]]', [1, 2, 3]],
    ["({ ...item.tags, vm: item.name, ['k' + 1]: 2 })", { env: 'prod', vm: 'vm-sql-1', k1: 2 }],
    ['max(...[3, 9, 4])', 9],
    ['steps.listItems.items.map(i => i.name)', ['vm-sql-1', 'vm-web-1', 'vm-dev-1']],
    ["steps.listItems.items.filter(i => i.status == 'Failed' && i.sizeGb > 100).map((i, n) => `${n}:${i.name}`)", ['0:vm-sql-1']],
    ['entries({ a: 1, b: 2 }).map(([k, v]) => k + v)', ['a1', 'b2']],
    ['steps.listItems.items.map(({ name, tags }) => name + tags?.env)', ['vm-sql-1prod', 'vm-web-1prod', 'vm-dev-1']],
    ['[3, 1, 2].sort((a, b) => b - a)', [3, 2, 1]],
    ['[10, 9, 1].sort()', [1, 9, 10]],
    ['[1, 2, 3].reduce((sum, n) => sum + n, 0)', 6],
    [
      '[1, 2].map(a => [10, 20].map(b => a + b))',
      [
        [11, 21],
        [12, 22],
      ],
    ],
    ['[[1], [2, 3]].flatMap(x => x)', [1, 2, 3]],
    ['[1, 2, 3].find(x => x > 5)', null],
    ['[1, 2, 3].findIndex(x => x == 2)', 1],
    ['[{ a: 1 }].includes({ a: 1 })', true],
    ['[1, 2].every(x => x > 0) && [1].some(x => x == 1)', true],
    ['[1, 2].map(item => item * 2)', [2, 4]],
    ["'a.b.c'.split('.').reverse().join('-')", 'c-b-a'],
    ["'a.b.c'.replace('.', '$&') + 'x.y'.replaceAll('.', '$1')", 'a$&b.cx$1y'],
    ["'ab'.padStart(4, '*') + (3.14159).toFixed(2)", '**ab3.14'],
    ['(255).toString(16)', 'ff'],
  ])('%s', (source, result) => {
    expect(value(`{{ ${source} }}`)).toEqual(result);
  });
  it('leave their input unchanged', () => {
    const list = Object.freeze([3, 1, 2]);
    expect(value('{{ [inputs.sort(), inputs.reverse(), sort(inputs), reverse(inputs)] }}', { inputs: list })).toHaveLength(4);
    expect(list).toEqual([3, 1, 2]);
  });
  it('evaluate only the branch that is needed', () => {
    expect(value('{{ if(empty(steps.skipped), 0, div(1, 0)) }}')).toBe(0);
    expect(value('{{ coalesce(item.name, div(1, 0)) }}')).toBe('vm-sql-1');
    expect(value('{{ or(true, div(1, 0)) }} {{ and(false, div(1, 0)) }}')).toBe('true false');
  });
});

describe('clock and chance', () => {
  it('stay the same for the same step, and differ within one evaluation', () => {
    const text = '{{ [guid(), guid(), rand(0, 1000000), utcNow()] }}';
    const [first, again, other] = [value(text), value(text), value(text, { seed: 'another step' })] as [unknown[], unknown[], unknown[]];
    expect(again).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
    expect(other[0]).not.toBe(first[0]);
    expect(first[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  it('count on through all texts of one value', () => {
    const result = compileValue({ a: '{{ guid() }}', b: ['{{ guid() }}'] });
    if ('problems' in result) throw new Error('problems');
    const out = result.compiled.evaluate(sampleScope) as unknown as { value: { a: string; b: string[] } };
    expect(out.value.a).not.toBe(out.value.b[0]);
  });
  it('make an expression vary; without them and without names it is constant', () => {
    const constant = (text: string) => (compileText(text) as { compiled: { constant: boolean } }).compiled.constant;
    expect(constant('plain')).toBe(true);
    expect(constant("{{ addDays('2026-01-01', 1) }}")).toBe(true);
    expect(constant('{{ utcNow() }}')).toBe(false);
    expect(constant('{{ inputs.days }}')).toBe(false);
  });
});

describe('problems', () => {
  it.each([
    ['{{ steps.list. }}', 'expression_syntax', ' '],
    ['a {{ 1 +', 'expression_syntax', '{{'],
    ['{{ }}', 'expression_syntax', ' '],
    ['{{ a b }}', 'expression_syntax', 'b'],
    ['{{ inputs.a; 1 }}', 'expression_syntax', ';'],
    ['{{ vault }}', 'expression_unknown_name', 'vault'],
    ['ok {{ input.vault }}', 'expression_unknown_name', 'input'],
    ['{{ steps }}', 'expression_unknown_name', 'steps'],
    ['{{ steps[inputs.x] }}', 'expression_not_allowed', 'inputs.x'],
    ['{{ utcnow() }}', 'expression_unknown_function', 'utcnow'],
    ['{{ item.fetch() }}', 'expression_unknown_function', 'fetch'],
    ["{{ addDays('2026-01-01') }}", 'expression_arguments', "addDays('2026-01-01')"],
    ['{{ item.name.trim(1) }}', 'expression_arguments', 'item.name.trim(1)'],
    ['{{ x => x }}', 'expression_not_allowed', 'x => x'],
    ['{{ toUpper(x => x) }}', 'expression_not_allowed', 'x => x'],
    ['{{ typeof item }}', 'expression_not_allowed', 'typeof item'],
    ['{{ 1 /* note */ }}', 'expression_not_allowed', '/* note */'],
    ['{{ [1].map(toUpper) }}', 'expression_unknown_name', 'toUpper'],
  ])('%s is %s', (text, code, at) => {
    expect(problem(text)).toMatchObject({ code, at });
  });
  it('name what was probably meant', () => {
    expect(problem('{{ utcnow() }}').message).toContain('did you mean utcNow?');
    expect(problem('{{ input.vault }}').message).toContain('did you mean inputs?');
    expect(problem('{{ Math.round(1.5) }}').message).toContain('round');
    expect(problem('{{ JSON.parse(item) }}').message).toContain('json');
    expect(problem('{{ triggerBody() }}').message).toContain('trigger.body');
  });
  it('are all listed, with the place of each', () => {
    const result = compileValue({ rows: [{ a: 'ok' }, { a: '{{ foo }} {{ bar }}' }], b: '{{ new X }}' });
    expect(result).toMatchObject({
      problems: [
        { path: ['rows', 1, 'a'], from: 3, to: 6 },
        { path: ['rows', 1, 'a'], from: 13, to: 16 },
        { path: ['b'], code: 'expression_not_allowed' },
      ],
    });
  });
});

describe('errors', () => {
  it('say which call failed, and where', () => {
    const text = 'at {{ addDays(item.name, 1) }}';
    expect(error(text)).toEqual({
      code: 'expression_failed',
      message: 'addDays: the timestamp must be a time like 2026-01-31T22:00:00Z, not text "vm-sql-1".',
      from: 6,
      to: 27,
    });
  });
  it('say in which text of a value', () => {
    const result = compileValue({ ok: '{{ 1 }}', rows: ['{{ div(1, 0) }}'] });
    if ('problems' in result) throw new Error('problems');
    expect(result.compiled.evaluate(sampleScope)).toMatchObject({ ok: false, error: { code: 'expression_failed', at: ['rows', 0] } });
  });
  it('of the host pass as they are when a list is too large, and never escape otherwise', () => {
    const large = () => {
      throw fail('list_too_large', 'The list has 1,000,000 items.');
    };
    expect(error('{{ steps.all.length }}', { step: large })).toEqual({ code: 'list_too_large', message: 'The list has 1,000,000 items.' });
    const broken = () => {
      throw new TypeError('no database');
    };
    expect(error('{{ steps.all }}', { step: broken })).toEqual({ code: 'expression_failed', message: 'no database' });
  });
});

describe('a value', () => {
  it('keeps what holds no expression, as the very same object', () => {
    const plain = { a: [1, 'x', null, { b: false }] };
    const result = compileValue(plain);
    if ('problems' in result) throw new Error('problems');
    const out = result.compiled.evaluate(sampleScope);
    expect(out).toEqual({ ok: true, value: plain });
    expect(out.ok && out.value).toBe(plain);
  });
  it('has its texts replaced wherever they stand', () => {
    const result = compileValue({
      to: '{{ inputs.vault }}',
      rows: [[1, '{{ index }}'], 'n{{ index }}'],
      keep: { x: 1 },
      none: '{{ null }}',
      list: ['{{ null }}'],
    });
    if ('problems' in result) throw new Error('problems');
    expect(result.compiled.evaluate(sampleScope)).toEqual({
      ok: true,
      value: { to: 'vault-we', rows: [[1, 0], 'n0'], keep: { x: 1 }, none: null, list: [null] },
    });
    expect(result.compiled.references).toMatchObject([
      { root: 'inputs', name: 'vault', at: ['to'] },
      { root: 'index', name: null, at: ['rows', 0, 1] },
      { root: 'index', at: ['rows', 1] },
    ]);
  });
});
