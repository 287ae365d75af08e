import { expect, test } from 'vitest';
import type { FlowInput } from '../../nodes/kit/flow.ts';
import { againWith } from './run-again.ts';

const inputs = [
  { name: 'vault', schema: { type: 'string' } },
  { name: 'days', schema: { type: 'integer' } },
  { name: 'key', schema: { type: 'string' }, secret: true, required: true },
  { name: 'other', schema: { type: 'string' }, secret: true },
] as unknown as readonly FlowInput[];

test('the form begins with what the run was given, without its secrets', () => {
  const given = { vault: 'weu', days: 0, key: { $secret: 'input:key/x' }, gone: 1 };
  expect(againWith(inputs, given)).toEqual({ first: { vault: 'weu', days: 0 }, kept: ['key'] });
});
