// Runs tests of a flow, one after the other, and says of each what came. A test that cannot even begin has failed like any other,
// with the reason: one broken test hides nothing of the rest.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { TestCase, TestResult } from '../../nodes/kit/testing/test-case.ts';
import type { NodeTypes } from '../node-types.ts';
import { judge } from './judge.ts';
import { play, type RoomDeps } from './room.ts';

export interface TestingDeps extends RoomDeps {
  readonly nodeTypes: NodeTypes;
}

export async function runTest(deps: TestingDeps, flow: Flow, test: TestCase, signal?: AbortSignal): Promise<TestResult> {
  const started = Date.now();
  const begin = { name: test.name, at: new Date(started).toISOString() };
  try {
    const wrong = deps.nodeTypes.problems(flow).find(({ severity }) => severity !== 'warning');
    if (wrong) return broken(begin, started, `The flow cannot run: ${wrong.message}`);
    const judged = await play(deps, flow, test, (played) => judge(flow, test, played), signal);
    return { ...begin, passed: judged.differences.length === 0, ms: Date.now() - started, ...judged };
  } catch (error) {
    return broken(begin, started, failureOf(error).message);
  }
}

function broken(begin: Pick<TestResult, 'name' | 'at'>, started: number, message: string): TestResult {
  return {
    ...begin,
    passed: false,
    ms: Date.now() - started,
    insideMs: 0,
    status: 'not started',
    message,
    failures: 0,
    differences: [{ step: null, what: 'stuck', path: '', expected: null, got: null, says: message }],
    steps: [],
    sends: [],
  };
}
