import { beforeEach, expect, test } from 'vitest';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { beStrict, calmDown, isCalm, leaveField, useCalm } from './calm.ts';
import { useDocument } from './store.ts';

const missing: ProblemItem = { code: 'param_missing', path: '/nodes/0/params/vault', message: '“Vault” is missing.', nodeId: 'a' };
const calm = (problem: ProblemItem) => isCalm(problem, useCalm.getState());

beforeEach(beStrict);

test('what is missing in a new step is asked for calmly until its field was left', () => {
  expect(calm(missing)).toBe(false);
  calmDown('a');
  expect(calm(missing)).toBe(true);
  expect(calm({ ...missing, nodeId: 'b' })).toBe(false);
  leaveField('a', '/vault');
  expect(calm(missing)).toBe(false);
  expect(calm({ ...missing, path: '/nodes/0/params/item' })).toBe(true);
});

test('what is wrong is wrong at once, also in a new step', () => {
  calmDown('a');
  expect(calm({ ...missing, code: 'param_invalid' })).toBe(false);
  expect(calm({ ...missing, code: 'unreachable', path: '/nodes/0' })).toBe(true);
});

test('running, publishing or opening another flow ends the patience', () => {
  calmDown('a');
  beStrict();
  expect(calm(missing)).toBe(false);
  calmDown('a');
  useDocument.setState({ flowId: 'another' });
  expect(calm(missing)).toBe(false);
});
