// Which way a run goes: ready, skipped, failed, the common ports, disabled nodes, triggers.
import { afterEach, expect, test } from 'vitest';
import { flowOf, type Rig, rig } from './rig.ts';

let current: Rig | undefined;
const fresh = async () => {
  current = await rig();
  return current;
};
afterEach(() => current?.stop());

const statuses = (steps: ReadonlyMap<string, { readonly status: string }>) =>
  Object.fromEntries([...steps].map(([key, step]) => [key, step.status]));

test('steps run one after the other and hand on their results', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      { id: 'start', type: 'start' },
      { id: 'one', type: 'give', params: { value: { n: 1 } } },
      { id: 'two', type: 'give', params: { value: '{{ steps.one.n + 1 }}' } },
    ],
    ['start>one', 'one>two'],
  );
  const result = await run(flow);
  expect(result.run).toMatchObject({ status: 'succeeded', number: 1 });
  expect(statuses(result.steps)).toEqual({ start: 'succeeded', one: 'succeeded', two: 'succeeded' });
  expect(await journal.output(result.run.id, 'two')).toMatchObject({ data: 2 });
  expect(await journal.result(result.run.id)).toBe(2);
});
