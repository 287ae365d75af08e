import { expect, test } from 'vitest';
import { operationForm } from '../../nodes/azure-backup/operations/form.ts';
import operation from '../../nodes/azure-backup/operations/operation.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { type NodeTypes, queryClient } from '../api.ts';
import { formQuery } from '../inspector/node-forms.ts';
import { formProblems, missingIn } from './form-problems.ts';

const type = describeNodeType(operation);
const types = { all: [type], of: () => type, ready: true } as unknown as NodeTypes;
const flowWith = (params: object, settings: object = {}) =>
  flowSchema.parse({ format: 1, name: 'Operation', nodes: [{ id: 'op', type: type.type, position: { x: 0, y: 0 }, params, settings }] });

test('the parts of the path that an operation needs are missing until they are filled in', async () => {
  const form = await operationForm('ProtectionPolicies_Delete');
  queryClient.setQueryData(formQuery(type.type, 'ProtectionPolicies_Delete').queryKey, form);
  const found = await formProblems(flowWith({ operation: 'ProtectionPolicies_Delete' }), types);
  expect(found).toEqual([
    { code: 'param_missing', path: '/nodes/0/params/path/policyName', message: '“Policy” is missing.', severity: 'error', nodeId: 'op' },
  ]);
  expect(await formProblems(flowWith({ operation: 'ProtectionPolicies_Delete', path: { policyName: 'daily' } }), types)).toEqual([]);
  expect(await formProblems(flowWith({ operation: 'ProtectionPolicies_Delete' }, { disabled: true }), types)).toEqual([]);
});

test('an expression stands for the whole, and a choice by expression leaves the shape open', async () => {
  expect(missingIn((await operationForm('ProtectionPolicies_Delete')) as never, { path: '{{ steps.a.path }}' })).toEqual([]);
  expect(await formProblems(flowWith({ operation: '{{ inputs.operation }}' }), types)).toEqual([]);
});

test('what has a usual value is not asked for', async () => {
  const form = await operationForm('ProtectedItems_Get');
  expect(missingIn(form as never, {}).map(({ title }) => title)).toEqual(['Container', 'Protected item']);
});
