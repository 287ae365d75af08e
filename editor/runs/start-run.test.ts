import { expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { indexNodeTypes } from '../api.ts';
import { actsIn, effectsOf, refusals, startsAtOnce, worldOf } from './start-run.ts';

const types = indexNodeTypes(nodeTypes.map(describeNodeType));
const flowOf = (...kinds: readonly string[]): Flow => ({
  format: 1,
  name: 'Test',
  inputs: [],
  connections: [],
  nodes: kinds.map((type, i) => ({ id: `n${i}`, type, version: 1, position: { x: 0, y: 0 }, params: {} })),
  edges: [],
  notes: [],
  frames: [],
  settings: {},
});
const practice = [{ kind: 'azure', practice: true }];
const real = [{ kind: 'azure', practice: false }];

test('on practice a flow that asks for nothing starts at once, whatever it does', () => {
  expect(startsAtOnce(flowOf('core.manual', 'azure-backup.stop-protection', 'notify.email'), practice, types)).toBe(true);
});

test('what asks for inputs is asked for them', () => {
  const asking = { ...flowOf('core.manual'), inputs: [{ name: 'vault', schema: { type: 'string' } }] };
  expect(startsAtOnce(asking, practice, types)).toBe(false);
});

test('for real only what changes nothing starts without a question', () => {
  expect(startsAtOnce(flowOf('core.manual', 'azure-backup.list-items'), real, types)).toBe(true);
  expect(startsAtOnce(flowOf('core.manual', 'azure-backup.backup-now'), real, types)).toBe(false);
  expect(startsAtOnce(flowOf('core.manual', 'notify.webhook-message'), [], types)).toBe(false);
});

test('a step whose settings decide what it does is asked about, and not said to delete', () => {
  const flow = flowOf('core.manual', 'http.request');
  expect(effectsOf(flow, types)).toEqual({ writes: [], destroys: [], varies: ['HTTP request'] });
  expect(startsAtOnce(flow, [], types)).toBe(false);
});

test('one real Azure connection among practice ones makes the run real', () => {
  expect(worldOf([...practice, ...real])).toBe('real');
  expect(worldOf([...practice, { kind: 'smtp', practice: false }])).toBe('practice');
});

test('without an Azure connection only what changes something acts for real', () => {
  expect(actsIn([], effectsOf(flowOf('core.manual', 'core.set'), types))).toBe('none');
  expect(actsIn([], effectsOf(flowOf('core.manual', 'notify.webhook-message'), types))).toBe('real');
  expect(actsIn(real, effectsOf(flowOf('core.manual', 'azure-backup.list-items'), types))).toBe('real');
  expect(actsIn(practice, effectsOf(flowOf('core.manual', 'azure-backup.list-items'), types))).toBe('practice');
});

test('a refusal names every problem with the title of its step', () => {
  const flow = flowOf('core.manual', 'azure-backup.backup-now');
  const problems = [
    { code: 'param_missing', path: '/nodes/1/params/vault', message: 'Choose a vault.', nodeId: 'n1' },
    { code: 'flow_empty', path: '', message: 'Nothing follows the trigger.' },
    { code: 'inputs_invalid', path: '/inputs/name', message: 'Needed to start.' },
  ];
  expect(refusals(problems, flow, types)).toEqual(['Back up now: Choose a vault.', 'Nothing follows the trigger.']);
});
