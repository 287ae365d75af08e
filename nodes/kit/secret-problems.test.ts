import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineNode } from './define.ts';
import { compileText, compileValue } from './expression/expression.ts';
import { keyValues, secret, text } from './fields.ts';
import { parseFlow } from './flow.ts';
import { describeNodeType } from './node-type-json.ts';
import { problems } from './problems.ts';
import { holdsSecret, isSecretHandle, secretName } from './secret-handle.ts';

const shared = {
  version: 1,
  summary: '',
  icon: 'clock',
  effect: 'none',
  result: z.object({}),
  line: '',
  examples: [],
  ports: ['done'],
} as const;
const trigger = {
  ...shared,
  group: 'trigger',
  title: 'Trigger',
  kind: 'trigger',
  params: z.object({ inputs: keyValues({ title: 'Inputs' }).default({}) }),
} as const;
const types = [
  defineNode({ ...trigger, type: 'core.manual' }),
  defineNode({ ...trigger, type: 't.hook' }),
  defineNode({
    ...shared,
    type: 't.login',
    group: 'logic',
    title: 'Log in',
    params: z.object({ user: text({ title: 'User' }), password: secret({ title: 'Password' }) }),
  }),
  defineNode({
    ...shared,
    type: 't.vault',
    group: 'logic',
    title: 'Take from the vault',
    params: z.object({ secret: text({ title: 'Secret', ui: { widget: 'choices', choices: 'secret' } }) }),
    choices: { secret: async () => [] },
  }),
].map(describeNodeType);

function check(nodes: readonly object[], inputs: readonly object[]) {
  const placed = nodes.map((node, index) => ({ id: `n${index}`, version: 1, position: { x: 0, y: 0 }, params: {}, ...node }));
  const edges = placed.slice(1).map(({ id }) => ({ from: 'n0', port: 'done', to: id }));
  const parsed = parseFlow({ format: 1, name: 'A flow', inputs, nodes: placed, edges });
  if (!('flow' in parsed)) throw new Error(JSON.stringify(parsed));
  return problems(parsed.flow, (type) => types.find((one) => one.type === type)).map(({ code, path }) => `${code} ${path}`);
}

const password = { name: 'password', schema: { type: 'string' }, required: true, secret: true };
const byHand = { type: 'core.manual' };
const login = (value: unknown) => ({ type: 't.login', params: { user: 'me', password: value } });

test('a secret field takes an expression and no text', () => {
  expect(check([byHand, login('{{ inputs.password }}')], [password])).toEqual([]);
  expect(check([byHand, login('hunter2')], [password])).toEqual(['secret_in_param /nodes/1/params/password']);
  expect(check([byHand, login('')], [password])).toEqual(['param_missing /nodes/1/params/password']);
});

test('the name of a secret, chosen from a list, is no secret', () => {
  expect(check([byHand, { type: 't.vault', params: { secret: 'mars-passphrase' } }], [])).toEqual([]);
});

test('a secret input is a text without a default', () => {
  expect(check([byHand], [{ ...password, default: 'hunter2' }])).toEqual(['flow_invalid /inputs/0/default']);
  expect(check([byHand], [{ ...password, schema: { type: 'number' } }])).toEqual(['flow_invalid /inputs/0/schema']);
});

test('no trigger gives a secret, and a flow that needs one is started by hand', () => {
  const mapped = { type: 't.hook', params: { inputs: { password: '{{ trigger.body.password }}' } } };
  expect(check([mapped], [password])).toEqual(['flow_invalid /nodes/0/params/inputs/password']);
  expect(check([{ type: 't.hook' }], [password])).toEqual(['flow_invalid /nodes/0']);
  expect(check([{ type: 't.hook', settings: { disabled: true } }], [password])).toEqual([]);
  expect(check([{ type: 't.hook' }], [{ ...password, required: false }])).toEqual([]);
  expect(check([byHand], [password])).toEqual([]);
});

const scope = (inputs: unknown) => ({
  inputs,
  trigger: null,
  run: null,
  memory: {},
  loop: () => undefined,
  step: () => null,
  error: () => null,
  status: () => null,
  now: 0,
  seed: '',
});
const evaluate = (source: unknown, inputs: unknown) => {
  const result = typeof source === 'string' ? compileText(source) : compileValue(source);
  return 'compiled' in result ? result.compiled.evaluate(scope(inputs)) : result;
};

test('text around a secret travels with its handle', () => {
  const token = { $secret: 'input:token/AAAA' };
  expect(evaluate('{{ inputs.token }}', { token })).toEqual({ ok: true, value: token });
  expect(evaluate('Bearer {{ inputs.token }}', { token })).toEqual({ ok: true, value: { ...token, prefix: 'Bearer ' } });
  expect(evaluate({ a: '{{ inputs.user }}:{{ inputs.token }}@{{ 1 + 1 }}' }, { token, user: 'me' })).toEqual({
    ok: true,
    value: { a: { ...token, prefix: 'me:', suffix: '@2' } },
  });
  expect(evaluate('[{{ inputs.token }}]', { token: { ...token, prefix: '<', suffix: '>' } })).toEqual({
    ok: true,
    value: { ...token, prefix: '[<', suffix: '>]' },
  });
  for (const source of ['{{ inputs.token }}{{ inputs.token }}', "{{ 'Bearer ' + inputs.token }}"])
    expect(evaluate(source, { token })).toMatchObject({ ok: false, error: { code: 'expression_failed' } });
});

test('a handle is told from other data, and named', () => {
  expect(isSecretHandle({ $secret: 'x', prefix: 'p' })).toBe(true);
  for (const other of [null, 'x', [], {}, { $secret: 1 }, { $secret: 'x', more: 1 }, { $secret: 'x', suffix: null }])
    expect(isSecretHandle(other)).toBe(false);
  expect(holdsSecret({ a: [{ b: { $secret: 'x' } }] })).toBe(true);
  expect(holdsSecret({ a: [{ b: {} }] })).toBe(false);
  expect(secretName({ $secret: 'input:token/AAAA' })).toBe('token');
  expect(secretName({ $secret: 'key-vault:c/p/https://v.vault.azure.net/secrets/db-password/1' })).toBe('db-password');
});
