// `vaultflow test`: the tests of a flow, by id on a server, or of a file right here with the samples file beside it. Exit code 1
// when one fails, and when there is none: a pipeline that tests nothing should not be green.
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { readSamples, samplesFileOf } from '../../nodes/kit/testing/samples-file.ts';
import type { Difference, TestCase, TestResult } from '../../nodes/kit/testing/test-case.ts';
import { client } from './client.ts';
import type { Command, CommandContext } from './command.ts';
import { flowInFile } from './flow-source.ts';
import { junitOf } from './junit.ts';
import { readJsonFile } from './validate.ts';

const options = {
  tests: { type: 'string' },
  name: { type: 'string' },
  version: { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface Tested {
  readonly flow: string;
  readonly results: readonly TestResult[];
}

export const test: Command = async (args, context) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [target] = positionals;
  if (target === undefined) throw fail('invalid_request', 'Name a flow: vaultflow test <flow id or file>');
  const wanted = (name: string) => name.toLowerCase().includes((values.name ?? '').toLowerCase());
  const told = (result: TestResult) => {
    if (!values.json) context.out(textOf(result));
  };
  const isFile = existsSync(target) || /\.json$/.test(target);
  const tested = isFile
    ? await testFile(target, values.tests ?? samplesFileOf(target), wanted, told)
    : await testOnServer(target, values, context, told);
  if (values.junit !== undefined) writeFileSync(values.junit, junitOf(tested.flow, tested.results));
  const failed = tested.results.filter(({ passed }) => !passed).length;
  if (values.json) context.out(`${JSON.stringify(tested, null, 2)}\n`);
  else if (tested.results.length === 0) context.err(`${tested.flow}: there is no test to run.\n`);
  else {
    const write = failed > 0 ? context.err : context.out;
    write(`${tested.flow}: ${tested.results.length - failed} of ${tested.results.length} tests pass\n`);
  }
  return failed > 0 || tested.results.length === 0 ? 1 : 0;
};

async function testFile(
  file: string,
  samplesFile: string,
  wanted: (name: string) => boolean,
  told: (result: TestResult) => void,
): Promise<Tested> {
  const flow = flowInFile(file);
  const read = readSamples(readJsonFile(samplesFile));
  if ('problems' in read)
    throw fail('invalid_request', read.problems.map(({ path, message }) => `${samplesFile}${path}: ${message}`).join('\n'));
  const { createNodeTypes } = await import('../node-types.ts');
  const { practiceAzure, shippedNodeTypes } = await import('../main.ts');
  const { runTest } = await import('../testing/run-tests.ts');
  const deps = { nodeTypes: createNodeTypes(shippedNodeTypes), playground: (now: () => number) => practiceAzure(':memory:', now) };
  const results: TestResult[] = [];
  for (const one of read.tests.filter(({ name }: TestCase) => wanted(name))) {
    const result = await runTest(deps, flow, one);
    told(result);
    results.push(result);
  }
  return { flow: flow.name, results };
}

async function testOnServer(
  flowId: string,
  { name, version }: { readonly name?: string | undefined; readonly version?: string | undefined },
  context: CommandContext,
  told: (result: TestResult) => void,
): Promise<Tested> {
  const server = client(context);
  const path = `/api/flows/${encodeURIComponent(flowId)}`;
  const flow = await server.call<{ readonly name: string }>('GET', path);
  const { items } = await server.call<{ readonly items: readonly { readonly id: string; readonly test: TestCase }[] }>(
    'GET',
    `${path}/tests`,
  );
  const wanted = items.filter(({ test: { name: own } }) => own.toLowerCase().includes((name ?? '').toLowerCase()));
  const results: TestResult[] = [];
  for (const { id } of wanted) {
    const asked = { tests: [id], ...(version === undefined ? {} : { version: version === 'draft' ? version : Number(version) }) };
    const answer = await server.call<{ readonly results: readonly { readonly result: TestResult }[] }>('POST', `${path}/tests/run`, asked);
    for (const { result } of answer.results) {
      told(result);
      results.push(result);
    }
  }
  return { flow: flow.name, results };
}

const textOf = ({ name, passed, ms, differences }: TestResult): string =>
  `${passed ? 'ok  ' : 'FAIL'}  ${name}  (${(ms / 1_000).toFixed(1)} s)\n${differences.map((one) => `      ${differenceText(one)}\n`).join('')}`;

export function differenceText({ step, what, path, expected, got, says }: Difference): string {
  if (what === 'stuck') return says ?? 'did not end';
  if (what === 'that') return `${says ?? path} is ${JSON.stringify(got)}, not true`;
  const place = `${step === null ? 'run' : step} ${what}${path}`;
  return `${place}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}${says ? ` (${says})` : ''}`;
}
