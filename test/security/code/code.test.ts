// Attacks on the code step: JavaScript of a flow in QuickJS, in a worker. It may reach nothing of the host, keep nothing for the next
// run, and is ended at its limits of time, memory, stack and output, while the server goes on serving.
import { afterAll, describe, expect, test } from 'vitest';
import { FailureError } from '../../../nodes/kit/errors.ts';
import { createCode } from '../../../server/services/code.ts';

const code = createCode();
afterAll(() => code.close());
const limits = { timeoutMs: 400, memoryMb: 16, now: Date.parse('2026-03-02T08:15:00Z'), seed: 'run:step' };
const run = async (source: string): Promise<unknown> => (await code.run(source, { a: 1 }, limits)).value;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    (value) => `value ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof FailureError ? error.failure.code : String(error)),
  );

/** Names of Node, of browsers and of QuickJS's own modules. */
const names =
  'process require module exports __dirname __filename global Buffer fetch XMLHttpRequest WebSocket Worker SharedArrayBuffer Atomics WebAssembly setTimeout setInterval setImmediate queueMicrotask structuredClone performance crypto navigator location document window self std os bjson scriptArgs print load loadScript importScripts Deno Bun parentPort workerData __input __now __seed quickjs';

describe('what code can see', () => {
  test('not one name of a host', async () => {
    const found = await run(
      `return ${JSON.stringify(names.split(' '))}.filter((name) => { try { return (0, eval)('typeof ' + name) !== 'undefined'; } catch { return true; } });`,
    );
    // Atomics and SharedArrayBuffer are QuickJS's own, over its own memory.
    expect((found as string[]).filter((name) => !['Atomics', 'SharedArrayBuffer', 'queueMicrotask', 'performance'].includes(name))).toEqual(
      [],
    );
  });

  test.each([
    'this.constructor.constructor("return process")()',
    'globalThis.constructor.constructor("return process.env")()',
    '(async () => {}).constructor("return process")()',
    '(function* () {}).constructor("return process")().next()',
    'new Function("return process")()',
    '(0, eval)("process")',
    'Reflect.construct(Function, ["return process"])()',
    'console.log.constructor("return process")()',
    'console.log.call.constructor("return process")()',
    'Object.getPrototypeOf(async function () {}).constructor("return process")()',
    'import("node:fs")',
    'import("os")',
    'import("data:text/javascript,1")',
    'require("fs")',
    'Error.prepareStackTrace = (e, s) => s[0].getThis().process; new Error().stack.x.y',
    'new Proxy({}, { get() { return process } }).x',
    'Symbol.for("nodejs.util.inspect.custom").process.x',
    'Promise.reject(process)',
    'throw { toString() { return process } }',
    'new Date(Date.now.constructor("return process")())',
    'Math.random.constructor("return process")()',
    'JSON.parse("{}", process)',
    '[].at.constructor("return process")()',
  ])('%s fails', async (source) => {
    expect(
      await codeOf(
        run(`return await ${source.startsWith('throw') || source.startsWith('Error.prep') ? `(() => { ${source} })()` : source};`),
      ),
    ).toBe('code_failed');
  });

  test.each([
    ['a getter', 'return { get a() { return 1; } };', { a: 1 }],
    ['toJSON', 'return { toJSON() { return "x"; } };', 'x'],
    ['a proxy', 'return new Proxy({ a: 1 }, {});', { a: 1 }],
    ['a prototype', 'return JSON.parse(\'{"__proto__": {"polluted": true}}\');', JSON.parse('{"__proto__": {"polluted": true}}')],
    ['a function', 'return () => 1;', null],
    ['a symbol', 'return Symbol("x");', null],
    ['nothing', 'return;', null],
    ['a thenable', 'return { then(resolve) { resolve(7); } };', 7],
    ['not a number', 'return [NaN, Infinity];', [null, null]],
  ])('%s comes out as JSON', async (_name, source, value) => {
    expect(await run(source)).toEqual(value);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('what code can use', () => {
  test.each([
    ['an endless loop', 'for (;;);'],
    ['an endless loop in a getter', 'return { get a() { for (;;); } };'],
    ['an endless loop in toJSON', 'return { toJSON() { for (;;); } };'],
    ['an endless loop in a promise', 'await Promise.resolve().then(() => { for (;;); });'],
    ['jobs without end', 'const again = () => Promise.resolve().then(again); await again();'],
    ['a pattern that backtracks', 'return /^(a+)+$/.test("a".repeat(60) + "!");'],
    ['a large sort', 'const a = Array.from({ length: 3e5 }, () => Math.random()); for (;;) a.sort(() => 0.5 - Math.random());'],
    ['a caught interrupt', 'for (;;) { try { for (;;); } catch {} }'],
    ['a list without end', 'const a = []; for (;;) a.push([1, 2, 3]);'],
    ['a text without end', 'let t = "x"; for (;;) t += t;'],
    ['one text too large', 'return "x".repeat(2 ** 29);'],
    ['a buffer too large', 'return new Uint8Array(2 ** 30).length;'],
    ['many buffers', 'const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1));'],
    ['a map without end', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, i);'],
  ])('%s is ended at its limit', async (_name, source) => {
    expect(['code_limit', 'code_failed']).toContain(await codeOf(run(source)));
  });

  test.each([
    ['recursion without end', 'const f = () => f() + 1; return f();'],
    ['nested lists', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;'],
    ['deep JSON', 'return JSON.parse("[".repeat(1e5));'],
    ['a chain of proxies', 'let p = {}; for (let i = 0; i < 1e4; i++) p = new Proxy(p, {}); return p.x;'],
    ['a deep pattern', 'return new RegExp("(".repeat(5e4) + ")".repeat(5e4)).test("x");'],
  ])('%s ends as an error of the code, not of the server', async (_name, source) => {
    expect(await codeOf(run(source))).toMatch(/^code_(failed|limit)$|^value null$/);
  });

  test('while code loops without end, the server’s own thread goes on', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    expect(await codeOf(run('for (;;);'))).toBe('code_limit');
    clearInterval(timer);
    // 400 ms hold eighty of them on an idle machine; a blocked thread would have none.
    expect(turns).toBeGreaterThan(10);
  });

  test('after all of that the next code runs in a world of its own', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = null; JSON.stringify = () => "null"; return 1;');
    expect(await run('return [typeof left, ({}).left === undefined, [1].map((x) => x + 1), input];')).toEqual([
      'undefined',
      true,
      [2],
      { a: 1 },
    ]);
  });
});
