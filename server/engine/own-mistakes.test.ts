// What is thrown where nobody expects it ends no process: the run is let go and goes on from what is durable.
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../../nodes/kit/define.ts';
import { flowOf, type Rig, rig, testTypes } from '../../test/reference/rig.ts';

let current: Rig | undefined;
afterEach(() => current?.stop());

const common = { version: 1, group: 'logic', title: 'Test', summary: 'Test', icon: 'x', line: '', result: z.any(), examples: [] } as const;
const flow = flowOf(
  [
    { id: 'start', type: 'start' },
    { id: 'x', type: 'odd', settings: { retry: { attempts: 2, first: 'PT1S' } } },
    { id: 'after', type: 'give', params: { value: 'on' } },
  ],
  ['start>x', 'x>after'],
);
const odd = (run: () => Promise<{ port: string }>) =>
  defineNode({ ...common, type: 'test.odd', effect: 'read', params: z.object({}), ports: ['done'], run });

test('an answer that cannot be dealt with: the run is taken up again', async () => {
  const told: unknown[] = [];
  let calls = 0;
  let broken = false;
  const now = () => {
    if (broken) throw new Error('the clock fell down');
    return Date.now();
  };
  current = await rig({
    types: (world) => [
      ...testTypes(world),
      odd(async () => {
        calls += 1;
        await new Promise((next) => setTimeout(next, 5));
        if (calls > 1) return { port: 'done' };
        broken = true;
        throw new Error('no luck');
      }),
    ],
    deps: {
      clock: { now },
      limits: { troubleMs: 20 },
      onTrouble: (_run, error) => {
        broken = false;
        told.push(error);
      },
    },
  });
  const { run } = await current.run(flow);
  expect(run.status).toBe('succeeded');
  expect(calls).toBe(2);
  expect(told).toMatchObject([{ message: 'the clock fell down' }]);
});

test('a node that throws what is no error fails like any other', async () => {
  current = await rig({ types: (world) => [...testTypes(world), odd(() => Promise.reject(Object.create(null)))] });
  const { run } = await current.run(flow);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'node_failed' } });
});
