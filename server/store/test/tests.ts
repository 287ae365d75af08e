// Tests of flows and their results.
import { expect } from 'vitest';
import { type TestResult, testCaseSchema } from '../../../nodes/kit/testing/test-case.ts';
import { atOnce, flowNamed, me, type Scenario } from './conformance.ts';

const named = (name: string) => testCaseSchema.parse({ name });
const outcome = (passed: boolean): TestResult => ({
  name: 't',
  passed,
  at: '2026-01-01T00:00:00.000Z',
  ms: 1,
  insideMs: 1,
  status: 'succeeded',
  message: null,
  failures: 0,
  differences: [],
  steps: [],
  sends: [],
});

export const testScenarios: readonly Scenario[] = [
  {
    name: 'tests stand beside their flow in order, with what came of each last',
    async run({ one, other }) {
      const flow = await one.stores.flows.create(me, flowNamed('Tested'));
      const first = await one.stores.tests.create(me, flow.id, named('b'));
      await other.stores.tests.create(me, flow.id, named('a'));
      await one.stores.tests.keepResult(me, first, 1, outcome(true));
      await one.stores.tests.keepResult(me, first, 2, outcome(false));
      await one.stores.tests.keepResult(me, first, 2, outcome(true));
      const found = await other.stores.tests.list(me, flow.id);
      expect(found.map(({ test, last }) => [test.name, last?.version, last?.result.passed])).toEqual([
        ['b', 2, true],
        ['a', undefined, undefined],
      ]);
      expect(await other.stores.tests.byVersion(me, flow.id)).toEqual([
        { version: 2, passed: 1, failed: 0 },
        { version: 1, passed: 1, failed: 0 },
      ]);
    },
  },
  {
    name: 'a result of a test that was changed meanwhile says nothing any more',
    async run({ one }) {
      const { tests, flows } = one.stores;
      const flow = await flows.create(me, flowNamed('Changed'));
      const before = await tests.create(me, flow.id, named('a'));
      await new Promise((resolve) => setTimeout(resolve, 2));
      await tests.save(me, flow.id, before.id, named('b'));
      await tests.keepResult(me, before, 1, outcome(true));
      expect(await tests.get(me, flow.id, before.id)).toMatchObject({ test: { name: 'b' }, last: null });
    },
  },
  {
    name: 'of two who give a test the same name at once one is refused',
    async run({ one, other }) {
      const flow = await one.stores.flows.create(me, flowNamed('Names'));
      const { done, codes } = await atOnce(
        () => one.stores.tests.create(me, flow.id, named('same')),
        () => other.stores.tests.create(me, flow.id, named('same')),
      );
      expect([done.length, codes]).toEqual([1, ['conflict']]);
    },
  },
  {
    name: 'tests of a flow of another project are not found',
    async run({ one }) {
      const flow = await one.stores.flows.create(me, flowNamed('Mine'));
      const test = await one.stores.tests.create(me, flow.id, named('a'));
      const stranger = { ...me, projectId: 'elsewhere' };
      for (const ask of [
        () => one.stores.tests.list(stranger, flow.id),
        () => one.stores.tests.get(stranger, flow.id, test.id),
        () => one.stores.tests.create(stranger, flow.id, named('b')),
        () => one.stores.tests.save(stranger, flow.id, test.id, named('b')),
        () => one.stores.tests.remove(stranger, flow.id, test.id),
        () => one.stores.tests.keepResult(stranger, test, 1, outcome(true)),
        () => one.stores.tests.byVersion(stranger, flow.id),
      ])
        await expect(ask()).rejects.toMatchObject({ failure: { code: 'not_found' } });
    },
  },
];
