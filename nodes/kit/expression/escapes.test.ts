// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
import { afterEach, describe, expect, it } from 'vitest';
import { compileText } from './expression.ts';
import { sampleScope } from './sample-scope.ts';

/** Ways out of JavaScript sandboxes: published bypasses of n8n, vm2, jexl, safe-eval, static-eval, expr-eval, and their kin. */
const refused = [
  '(function(){ return this.process.mainModule.require("child_process").execSync("id").toString() })()',
  '(() => { return this.process })()',
  '[1].map(() => { return process })',
  'this',
  'this.constructor.constructor("return process")()',
  'constructor.constructor("return process")()',
  'globalThis.process',
  'process.env',
  'require("fs")',
  'import("fs")',
  'import.meta.url',
  'new Function("return 1")()',
  'Function("return 1")()',
  'eval("1")',
  'item.constructor',
  'item["constructor"]',
  'item.__proto__',
  'item?.["__proto__"]',
  '"".constructor.constructor("return process")()',
  '[].filter.constructor("return process")()',
  '[].map.call([], x => x)',
  'item.toString.constructor',
  'Object.getPrototypeOf(item)',
  'Reflect.get(item, "constructor")',
  'toUpper.constructor("return process")()',
  'utcNow.call(null)',
  '(x => x).constructor("return process")()',
  '[1].map(x => x.constructor.constructor("return process")())',
  '[1].map(constructor => constructor)',
  '[1].map(({ constructor }) => constructor)',
  '[1].map(({ ["constructor"]: c }) => c)',
  '[1].map((x = process) => x)',
  '[1].map((...all) => all)',
  'item.name`x`',
  'String.raw`${item}`',
  'item = 1',
  'item.name = 1',
  'item.count++',
  'delete item.name',
  '[item.x = 1]',
  '({ __proto__: item })',
  '({ "__proto__": { polluted: true } })',
  '({ get a() { return 1 } })',
  '({ toString() { return 1 } })',
  '({ ...process.env })',
  '[...process.argv]',
  'class X {}',
  'class extends (process) {}',
  'async () => await 1',
  'function* () { yield 1 }',
  'new.target',
  'super.x',
  '/(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaa!")',
  '"a".match(/a/)',
  '"a".replace(/a/g, "b")',
  '10n ** 10n',
  '(1, process)',
  'item.name["constructor"]("x")',
  'item["filter"](x => x)',
  'item.hasOwnProperty("x")',
  'item.__defineGetter__("x", x => 1)',
  'item.__lookupGetter__("__proto__")',
  'if(true) process',
  'with (item) name',
  'throw 1',
  'debugger',
  'Error().stack',
  'Error.prepareStackTrace',
  'document.cookie',
  'window',
  'fetch("http://169.254.169.254")',
  'setTimeout("x", 1)',
  '[1].map(x => y => y)',
  'toUpper',
  'steps["a" + "b"]',
  '\\u0070rocess',
  'item.\\u0063onstructor',
  'item.#private',
  'x instanceof Object',
  'void 0',
  '<!-- x',
  '`${process.env.PATH}`',
  'item?.constructor?.constructor?.("return 1")',
];

/** Compile, because names are computed or data; they must give null or an error, nothing else. */
const harmless = [
  "item['const' + 'ructor']",
  "item[`__pro${'to'}__`]",
  "''['const' + 'ructor']",
  "[]['const' + 'ructor']['const' + 'ructor']",
  "item[['constructor']]",
  'item[[["__proto__"]]]',
  "item[{ toString: 'constructor' }]",
  "getProperty(item, 'constructor.constructor')",
  "getProperty(item, '__proto__.polluted')",
  "pluck([item], 'constructor')",
  "sum([item], '__proto__.x')",
  'json(\'{"__proto__": {"polluted": true}}\').polluted',
  'keys(json(\'{"__proto__": {"polluted": true}}\')).find(k => true)',
  'keys(json(\'{"\\\\u005f_proto__": {"polluted": true}}\')).find(k => true)',
  'merge({}, json(\'{"constructor": {"prototype": {"polluted": true}}}\')).polluted',
  "setProperty({}, '__proto__', { polluted: true })",
  "addProperty({}, 'constructor', 1)",
  "fromEntries([['__proto__', { polluted: true }]]).polluted",
  "({ ['__proto__']: { polluted: true } })",
  "({ ['__pro' + 'to__']: { polluted: true } }).polluted",
  "groupBy([{ k: '__proto__' }], 'k').polluted",
  "indexBy([{ k: '__proto__', polluted: true }], 'k').polluted",
  "countBy([{ k: 'constructor' }], 'k').find",
  "query(item, 'constructor')",
  'query(item, \'"__proto__".constructor\')',
  'query(item, \'"constructor".name\')',
  "query({ a: { expref: true, type: 'Function', name: 'pad_left', children: [] } }, 'map(a, [`1`])')",
  "query([1], 'let $x = @ in $x')",
  "query('a', 'pad_left(@, `100000000`)')",
  "query('aaaa', 'trim(@, `\"]^(a+)+$[\"`)')",
  "item.name.at('constructor')",
  "'constructor' in item ? 1 : null",
  "[1].map(x => inputs)[0]['__proto__']",
];

afterEach(() => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

describe('ways out', () => {
  it.each(refused)('%s does not compile', (source) => {
    const result = compileText(`{{ ${source} }}`);
    expect(result).toHaveProperty('problems');
  });
  it.each(harmless)('%s leads nowhere', (source) => {
    const result = compileText(`{{ ${source} }}`);
    if ('problems' in result) {
      expect(result.problems.length).toBeGreaterThan(0);
      return;
    }
    const out = result.compiled.evaluate(sampleScope);
    if (out.ok) expect([null, 0]).toContain(Array.isArray(out.value) ? (out.value[0] ?? null) : out.value);
    else expect(out.error.code).toBe('expression_failed');
  });
  it('data with methods of its own, getters or a prototype stays data', () => {
    const hostile = JSON.parse(
      '{"toString": 1, "valueOf": {"a": 1}, "toJSON": "x", "constructor": {"constructor": 1}, "hasOwnProperty": null, "length": -1}',
    );
    for (const source of [
      'inputs + "x"',
      '`${inputs}`',
      'inputs == "x"',
      'string(inputs)',
      'keys(inputs)',
      '[inputs].includes(inputs)',
      'unique([inputs, inputs])',
      'inputs.length',
    ]) {
      const result = compileText(`{{ ${source} }}`);
      if ('problems' in result) throw new Error(source);
      expect(result.compiled.evaluate({ ...sampleScope, inputs: hostile }), source).toHaveProperty('ok', true);
    }
    class Row {
      name = 'a';
      secret() {
        return 'inherited';
      }
      get computed() {
        return 'inherited';
      }
    }
    const members = compileText('{{ [inputs.name, inputs.secret, inputs.computed, inputs.constructor2] }}');
    if ('problems' in members) throw new Error('problems');
    expect(members.compiled.evaluate({ ...sampleScope, inputs: new Row() })).toEqual({ ok: true, value: ['a', null, null, null] });
  });
  it('a query reads own data only', () => {
    const result = compileText("{{ query([item], '[].[toString, valueOf.name, name.length, name]') }}");
    if ('problems' in result) throw new Error('problems');
    expect(result.compiled.evaluate(sampleScope)).toEqual({ ok: true, value: [[null, null, null, 'vm-sql-1']] });
  });
  it('data with keys that lead to a prototype loses them on the way', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"a": 1}, "prototype": 1, "ok": 1}');
    const evaluate = (source: string) => {
      const result = compileText(`{{ ${source} }}`);
      if ('problems' in result) throw new Error(source);
      return result.compiled.evaluate({ ...sampleScope, inputs: hostile });
    };
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(evaluate(`inputs['${key.slice(0, 3)}' + '${key.slice(3)}']`), key).toEqual({ ok: true, value: null });
      expect(evaluate(`getProperty(inputs, '${key}')`), key).toEqual({ ok: true, value: null });
      expect(evaluate(`setProperty({}, '${key}', 1)`), key).toMatchObject({ ok: false });
    }
    for (const source of [
      '({ ...inputs })',
      'merge(inputs, inputs)',
      "omit(inputs, 'x')",
      'union(inputs, {})',
      'fromEntries(entries(inputs))',
      'pick(inputs, keys(inputs))',
      "removeProperty(inputs, 'x')",
      "setProperty(inputs, 'ok', 1)",
      'json(string(inputs))',
    ]) {
      const out = evaluate(source);
      if (!out.ok) throw new Error(`${source}: ${out.error.message}`);
      expect(Object.keys(out.value as object), source).toEqual(['ok']);
      expect(Object.getPrototypeOf(out.value), source).toBe(Object.prototype);
    }
  });
  it('a function in the data cannot be read, called or handed out', () => {
    const scope = { ...sampleScope, inputs: { run: () => 'ran', deep: { list: [() => 'ran'] } } };
    for (const source of [
      'inputs.run',
      'inputs.deep.list[0]',
      'first(inputs.deep.list)',
      'inputs.deep',
      'values(inputs)',
      '[inputs.run]',
      'inputs.deep.list.map(f => f)',
    ]) {
      const result = compileText(`{{ ${source} }}`);
      if ('problems' in result) throw new Error(source);
      const out = result.compiled.evaluate(scope);
      if (out.ok) expect([null, '[null]'], source).toContain(out.value === null ? null : JSON.stringify(out.value));
    }
  });
});
