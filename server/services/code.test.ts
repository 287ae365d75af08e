import { afterAll, describe, expect, test } from 'vitest';
import { FailureError } from '../../nodes/kit/errors.ts';
import { createCode } from './code.ts';

const code = createCode();
afterAll(() => code.close());
const limits = { timeoutMs: 2_000, memoryMb: 32, now: Date.parse('2026-03-02T08:15:00Z'), seed: 'run-1:step' };
const value = async (source: string, input: unknown = null) => (await code.run(source, input as never, limits)).value;
const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error) => (error instanceof FailureError ? error.failure.code : String(error)),
  );

describe('code of a flow', () => {
  test('computes from its input and gives back JSON', async () => {
    expect(await value('return input.map((x) => x * 2);', [1, 2, 3])).toEqual([2, 4, 6]);
    expect(await value('const a = await Promise.resolve(41); return a + 1;')).toBe(42);
    expect(await value('let unused = 1;')).toBeNull();
  });

  test('sees a clock that stands still and random numbers that follow from the step', async () => {
    expect(await value('return [Date.now(), new Date().toISOString(), new Date(0).getTime(), new Date() instanceof Date];')).toEqual([
      limits.now,
      '2026-03-02T08:15:00.000Z',
      0,
      true,
    ]);
    const source = 'return [Math.random(), Math.random()];';
    const first = (await value(source)) as number[];
    expect(await value(source)).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
    const other = await code.run(source, null, { ...limits, seed: 'run-2:step' });
    expect(other.value).not.toEqual(first);
  });

  test('writes to the log of the step', async () => {
    const { logs } = await code.run('console.log("items", input.length); console.warn({ a: 1 });', [1], limits);
    expect(logs).toEqual(['items 1', '{"a":1}']);
  });

  test.each(['process', 'require', 'globalThis.process', 'fetch', 'WebAssembly', 'std', 'os', 'setTimeout', 'parentPort', '__input'])(
    'reaches nothing outside: %s',
    async (name) => {
      expect(await value(`try { return typeof ${name}; } catch { return 'undefined'; }`)).toBe('undefined');
    },
  );

  test('cannot import anything and cannot leave by way of constructors', async () => {
    expect(await codeOf(code.run('return await import("node:fs");', null, limits))).toBe('code_failed');
    expect(await value('return typeof (async () => {}).constructor("return globalThis.process")();')).toBe('object');
    expect(await value('return await (async () => {}).constructor("return typeof globalThis.process")();')).toBe('undefined');
  });

  test('what one run leaves behind the next does not see', async () => {
    await value('globalThis.left = 1; Array.prototype.map = () => "mine"; return 1;');
    expect(await value('return [typeof left, [1].map((x) => x)];')).toEqual(['undefined', [1]]);
  });

  test('ends at its limits and goes on with the next', async () => {
    expect(await codeOf(code.run('for (;;);', null, { ...limits, timeoutMs: 150 }))).toBe('code_limit');
    expect(await codeOf(code.run('const a = []; for (;;) a.push(new Array(1000).fill(1));', null, limits))).toBe('code_limit');
    expect(await codeOf(code.run('return "x".repeat(9 * 1024 * 1024);', null, limits))).toBe('output_too_large');
    expect(await codeOf(code.run('await new Promise(() => {});', null, limits))).toBe('code_failed');
    expect(await value('return "still here";')).toBe('still here');
  });

  test('a mistake is told with its line', async () => {
    await expect(code.run('const a = 1;\nreturn a.b.c;', null, limits)).rejects.toThrow(/TypeError: .*\(line 2\)/);
    await expect(code.run('return (;', null, limits)).rejects.toThrow(/SyntaxError/);
  });
});
