import { describe, expect, test } from 'vitest';
import { compileText } from './expression/expression.ts';
import { instantiate, parseTemplate, type Template } from './template-document.ts';

const document = {
  format: 1,
  name: 'a-template',
  title: 'A template',
  summary: 'For tests',
  parameters: [
    { name: 'vault', title: 'Vault', schema: { type: 'string' } },
    { name: 'hours', title: 'Late after', schema: { type: 'integer', minimum: 1 }, default: 26 },
  ],
  flow: {
    format: 1,
    name: 'From a template',
    nodes: [
      {
        id: 'a',
        type: 't',
        position: { x: 0, y: 0 },
        params: { vault: { $parameter: 'vault' }, list: [{ $parameter: 'hours' }], text: 'keep {{ inputs.x }}' },
      },
    ],
  },
};
const template = () => {
  const parsed = parseTemplate(document);
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.template;
};
const made = (given: Parameters<typeof instantiate>[1], from: Template = template()) => {
  const result = instantiate(from, given);
  return 'flow' in result ? result.flow : result.problems.map(({ path }) => path);
};

describe('reading a template', () => {
  test('marks of unknown parameters and parameters used nowhere are said', () => {
    const parsed = parseTemplate({
      ...document,
      parameters: [
        { name: 'vault', title: 'Vault' },
        { name: 'extra', title: 'Extra' },
      ],
    });
    expect('problems' in parsed && parsed.problems.map(({ path }) => path)).toEqual(['/flow/nodes/0/params/list/0', '/parameters/1']);
  });

  test('what is no template is refused with paths', () => {
    expect(parseTemplate({ format: 1, name: 'Not A Slug' })).toMatchObject({
      problems: [{ path: '/name' }, { path: '/title' }, { path: '/flow' }],
    });
  });
});

describe('making a flow', () => {
  test('values replace their marks with their type, defaults fill in, the rest stays', () => {
    const flow = made({ vault: '/subscriptions/1/vaults/v' });
    expect(flow).toMatchObject({ nodes: [{ params: { vault: '/subscriptions/1/vaults/v', list: [26], text: 'keep {{ inputs.x }}' } }] });
  });

  test('a value that looks like an expression stays a literal', () => {
    const flow = made({ vault: 'a {{ steps.secret }} b' });
    const text = 'nodes' in flow ? String(flow.nodes[0]?.params.vault) : '';
    const compiled = compileText(text);
    const result =
      'compiled' in compiled
        ? compiled.compiled.evaluate({
            inputs: {},
            trigger: {},
            run: {},
            memory: {},
            loop: () => undefined,
            step: () => 'LEAKED',
            error: () => null,
            status: () => null,
            now: 0,
            seed: '',
          })
        : null;
    expect(result).toEqual({ ok: true, value: 'a {{ steps.secret }} b' });
  });

  test('missing, wrong and unknown parameters are said by path', () => {
    expect(made({ hours: 0, colour: 'red' })).toEqual(['/parameters/colour', '/parameters/vault', '/parameters/hours']);
  });
});

test('a parameter may be called like something that every object has', () => {
  const parsed = parseTemplate({
    format: 1,
    name: 'named',
    title: 'Named',
    parameters: [{ name: 'constructor', title: 'Name', default: 'plain' }],
    flow: { format: 1, name: { $parameter: 'constructor' } },
  });
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  expect(instantiate(parsed.template, {})).toMatchObject({ flow: { name: 'plain' } });
});

test('nobody has confirmed yet what a flow made from a template deletes, whatever its author had confirmed', () => {
  const stop = { id: 'stop', type: 'azure-backup.stop-protection', params: { item: '{{ inputs.item }}' }, position: { x: 0, y: 0 } };
  const settings = { confirmed: 'delete', timeout: 'PT5M' };
  const flow = { format: 1, name: 'Stop', nodes: [{ ...stop, settings }] };
  const parsed = parseTemplate({ format: 1, name: 'stop', title: 'Stop', parameters: [], flow });
  if (!('template' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  expect(instantiate(parsed.template, {})).toMatchObject({ flow: { nodes: [{ id: 'stop', settings: { timeout: 'PT5M' } }] } });
  expect(JSON.stringify(instantiate(parsed.template, {}))).not.toContain('confirmed');
});
