import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowOf, manual } from '../http/test/running.ts';
import { test as command } from './test.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-test-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, document: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
};

async function vaultflow(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await command(args, {
    env: {},
    out(text) {
      out += text;
    },
    err(text) {
      err += text;
    },
  });
  return { code, out, err };
}

const flow = flowOf([
  manual,
  { id: 'ask', type: 'http.request', params: { method: 'GET', url: 'https://example.com/' } },
  { id: 'sum', type: 'core.set', params: { values: { n: '{{ steps.ask.body.a + 1 }}' } } },
]);
const good = { name: 'adds one', answers: { ask: { result: { body: { a: 1 } } } }, expect: { steps: { sum: { result: { n: 2 } } } } };
const bad = { name: 'adds <two>', answers: { ask: { result: { body: { a: 1 } } } }, expect: { steps: { sum: { result: { n: 3 } } } } };

test('a file is tested with the samples file beside it', async () => {
  file('sum.samples.json', { format: 1, tests: [good] });
  const ended = await vaultflow(file('sum.flow.json', flow));
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toMatch(/ok {4}adds one[^\n]*\nTest flow: 1 of 1 tests pass/);
});

test('a test that fails says where, in text, JSON and JUnit, and the exit code is 1', async () => {
  const samples = file('other.samples.json', { format: 1, tests: [good, bad] });
  const junit = join(folder, 'junit.xml');
  const path = file('two.flow.json', flow);
  const ended = await vaultflow(path, '--tests', samples, '--junit', junit);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('sum result/n: expected 3, got 2');
  expect(ended.err).toContain('1 of 2 tests pass');
  const written = readFileSync(junit, 'utf8');
  expect(written).toContain('<testsuite name="Test flow" tests="2" failures="1"');
  expect(written).toContain('name="adds &#60;two&#62;"');
  const json = await vaultflow(path, '--tests', samples, '--json', '--name', 'ADDS ONE');
  expect(json.code).toBe(0);
  expect(JSON.parse(json.out).results).toMatchObject([{ name: 'adds one', passed: true }]);
});

test('no test, no samples file, or a broken one is a failure', async () => {
  const path = file('none.flow.json', flow);
  await expect(vaultflow(path)).rejects.toThrow('none.samples.json cannot be read');
  expect((await vaultflow(path, '--tests', file('empty.samples.json', { format: 1 }))).code).toBe(1);
  const twice = file('twice.samples.json', { format: 1, tests: [good, good] });
  await expect(vaultflow(path, '--tests', twice)).rejects.toThrow('/tests/1/name: there is another test “adds one”');
});
