// A policy that Azure would refuse is a problem of the flow, with the place of the value, before anything runs.
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../kit/backup-policy/defaults.ts';
import { flowSchema } from '../../kit/flow.ts';
import type { Json } from '../../kit/json.ts';
import { describeNodeType } from '../../kit/node-type-json.ts';
import { problems } from '../../kit/problems.ts';
import setPolicy from './set-policy.ts';

const type = describeNodeType(setPolicy);

const found = (policy: Json) =>
  problems(
    flowSchema.parse({
      format: 1,
      name: 'Policies',
      inputs: [{ name: 'days', title: 'Days', schema: { type: 'number' } }],
      connections: [{ name: 'azure', kind: 'azure' }],
      nodes: [
        {
          id: 'setPolicy',
          type: setPolicy.type,
          version: 1,
          position: { x: 0, y: 0 },
          connection: 'azure',
          params: { vault: 'v', name: 'gold', policy },
        },
      ],
      edges: [],
    }),
    (name) => (name === type.type ? type : undefined),
  ).filter(({ path }) => path.startsWith('/nodes/0/params'));

const vm = defaultPolicy('vm') as unknown as { readonly [name: string]: Json };

test('the default policy has no problems, and neither has one from an earlier step', () => {
  expect(found(vm)).toEqual([]);
  expect(found('{{ inputs.days }}')).toEqual([]);
});

test('a rule of Azure that is broken is told at its value', () => {
  expect(found({ ...vm, schedule: { every: 'day', at: '22:10' } })).toMatchObject([
    {
      path: '/nodes/0/params/policy/schedule/at',
      code: 'param_invalid',
      message: 'Azure starts backups on the hour or the half hour only.',
    },
  ]);
});

test('what the shape refuses is told once, by the shape', () => {
  expect(found({ ...vm, keep: { days: 'many' } }).map(({ path }) => path)).toEqual(['/nodes/0/params/policy/keep/days']);
  expect(found({ ...vm, schedule: { every: 'day', at: '24:00' } }).map(({ path }) => path)).toEqual(['/nodes/0/params/policy/schedule/at']);
});

test('an expression inside is taken as it is, its names are checked', () => {
  expect(found({ ...vm, keep: { days: '{{ inputs.days }}' } })).toEqual([]);
  expect(found({ ...vm, keep: { days: '{{ inputs.weeks }}' } })).toMatchObject([
    { path: '/nodes/0/params/policy/keep/days', code: 'unknown_input' },
  ]);
});
