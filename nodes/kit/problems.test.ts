import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineNode } from './define.ts';
import { deferred, list, text } from './fields.ts';
import { type Flow, parseFlow } from './flow.ts';
import { describeNodeType } from './node-type-json.ts';
import { problems } from './problems.ts';

const shared = { version: 1, summary: '', icon: 'clock', effect: 'none', result: z.object({}), line: '', examples: [] } as const;
const types = [
  defineNode({ ...shared, type: 't.trigger', group: 'trigger', title: 'Start', kind: 'trigger', params: z.object({}), ports: ['done'] }),
  defineNode({
    ...shared,
    type: 't.step',
    group: 'logic',
    title: 'Step',
    params: z.object({
      name: text({ title: 'Name' }),
      days: z.int().min(1).optional().meta({ title: 'Days' }),
      other: z.json().optional(),
    }),
    ports: ['done'],
  }),
  defineNode({
    ...shared,
    type: 't.each',
    group: 'logic',
    title: 'For each',
    kind: 'container',
    container: 'for-each',
    params: z.object({ items: list({ title: 'Items' }), collect: deferred().optional() }),
    ports: ['done'],
  }),
  defineNode({
    ...shared,
    type: 't.scope',
    group: 'logic',
    title: 'Scope',
    kind: 'container',
    container: 'scope',
    params: z.object({ collect: deferred().optional() }),
    ports: ['done'],
  }),
  defineNode({ ...shared, type: 't.azure', group: 'azure', title: 'Azure', connection: 'azure', params: z.object({}), ports: ['done'] }),
].map(describeNodeType);

const check = (document: { nodes?: object[]; edges?: object[]; inputs?: object[]; connections?: object[] }) => {
  const nodes = (document.nodes ?? []).map((node) => ({ position: { x: 0, y: 0 }, ...node }));
  const parsed = parseFlow({ format: 1, name: 'A flow', ...document, nodes });
  if (!('flow' in parsed)) throw new Error(JSON.stringify(parsed));
  return problems(parsed.flow as Flow, (type, version) => types.find((t) => t.type === type && t.version === version));
};
const short = (found: ReturnType<typeof problems>) => found.map(({ code, path }) => `${code} ${path}`);
const start = { id: 'start', type: 't.trigger' };
const edge = (from: string, to: string, port = 'done') => ({ from, port, to });

test('a sound flow has no problems', () => {
  expect(
    check({
      inputs: [{ name: 'vault' }],
      nodes: [
        start,
        { id: 'a', type: 't.step', params: { name: '{{ inputs.vault }}' } },
        { id: 'b', type: 't.step', params: { name: '{{ steps.a.x }}', days: '{{ 1 + 1 }}' } },
      ],
      edges: [edge('start', 'a'), edge('a', 'b'), edge('a', 'b', 'failed')],
    }),
  ).toEqual([]);
});

describe('the shape of the graph', () => {
  test('ids that cannot be used, and ids that differ only by case', () => {
    const found = check({ nodes: [start, { ...start, id: 'Start' }, { ...start, id: 'toString' }, { ...start, id: 'sTart' }] });
    expect(short(found)).toEqual(['bad_id /nodes/1/id', 'bad_id /nodes/2/id', 'duplicate_id /nodes/3/id']);
  });

  test('edges to nowhere, from ports that do not exist, and twice the same', () => {
    const nodes = [start, { id: 'a', type: 't.step', params: { name: 'x' } }];
    const found = check({
      nodes,
      edges: [edge('start', 'a'), edge('start', 'a'), edge('start', 'a', 'maybe'), edge('a', 'gone'), edge('gone', 'a')],
    });
    expect(short(found)).toEqual([
      'edge_duplicate /edges/1',
      'edge_unknown_port /edges/2/port',
      'edge_unknown_node /edges/3/to',
      'edge_unknown_node /edges/4/from',
    ]);
  });

  test('a circle is named once, with what to use instead', () => {
    const nodes = [start, { id: 'a', type: 't.step', params: { name: 'x' } }, { id: 'b', type: 't.step', params: { name: 'x' } }];
    const found = check({ nodes, edges: [edge('start', 'a'), edge('a', 'b'), edge('b', 'a')] });
    expect(short(found)).toEqual(['cycle /nodes/1']);
    expect(found[0]?.message).toContain('Repeat until');
  });

  test('edges that cross a frame, a parent that is no container, a parent that does not exist', () => {
    const nodes = [
      start,
      { id: 'each', type: 't.each', params: { items: [1] } },
      { id: 'inside', type: 't.step', parent: 'each', params: { name: 'x' } },
      { id: 'a', type: 't.step', parent: 'inside', params: { name: 'x' } },
      { id: 'b', type: 't.step', parent: 'gone', params: { name: 'x' } },
    ];
    const found = check({ nodes, edges: [edge('start', 'each'), edge('start', 'inside'), edge('start', 'b')] });
    expect(short(found)).toEqual(['bad_parent /nodes/3/parent', 'bad_parent /nodes/4/parent', 'edge_crosses_container /edges/1']);
  });

  test('steps that nothing leads to, a flow without trigger, a trigger after a step', () => {
    expect(short(check({ nodes: [{ id: 'a', type: 't.step', params: { name: 'x' } }] }))).toEqual([
      'no_trigger /nodes',
      'unreachable /nodes/0',
    ]);
    const found = check({ nodes: [start, { id: 'second', type: 't.trigger' }], edges: [edge('start', 'second')] });
    expect(short(found)).toEqual(['trigger_not_first /nodes/1']);
  });

  test('an unknown type of step is a problem, not a crash', () => {
    expect(short(check({ nodes: [start, { id: 'x', type: 'acme.unknown', version: 7 }] }))).toEqual(['unknown_node_type /nodes/1/type']);
  });

  test('a step that needs a connection names a slot of the flow of that kind', () => {
    const nodes = [start, { id: 'a', type: 't.azure', connection: 'azure' }, { id: 'b', type: 't.azure' }];
    const edges = [edge('start', 'a'), edge('start', 'b')];
    expect(short(check({ nodes, edges, connections: [{ name: 'azure', kind: 'azure' }] }))).toEqual(['slot_unknown /nodes/2/connection']);
    expect(short(check({ nodes, edges, connections: [{ name: 'azure', kind: 'smtp' }] }))).toHaveLength(2);
  });
});

describe('values', () => {
  const withParams = (params: object, more: object = {}) =>
    check({ nodes: [start, { id: 'a', type: 't.step', params, ...more }], edges: [edge('start', 'a')] });

  test('missing, of the wrong type, unknown', () => {
    expect(short(withParams({ days: 'three', colour: 'red' }))).toEqual([
      'param_missing /nodes/1/params/name',
      'param_invalid /nodes/1/params/days',
      'param_invalid /nodes/1/params/colour',
    ]);
  });

  test('a value that an expression gives is not checked before it runs', () => {
    expect(withParams({ name: 'x', days: '{{ inputs }}' })).toEqual([]);
  });

  test('a disabled step needs no values', () => {
    expect(withParams({}, { settings: { disabled: true } })).toEqual([]);
  });

  test('what looks like a secret is a warning', () => {
    const found = withParams({
      name: 'x',
      other: { password: 'hunter2hunter2', url: 'https://example.com/?sig=abcdefghijklmnopqrstuvwxyz' },
    });
    expect(found.map(({ code, severity, path }) => `${severity} ${code} ${path}`)).toEqual([
      'warning secret_in_param /nodes/1/params/other/password',
      'warning secret_in_param /nodes/1/params/other/url',
    ]);
  });
});

describe('expressions', () => {
  const inLoop = (inner: object, outer: object = {}) =>
    check({
      nodes: [
        start,
        { id: 'before', type: 't.step', params: { name: 'x' } },
        { id: 'each', type: 't.each', params: { items: '{{ steps.before.items }}', ...outer } },
        { id: 'first', type: 't.step', parent: 'each', params: { name: '{{ item.name }}' } },
        { id: 'second', type: 't.step', parent: 'each', params: inner },
        { id: 'after', type: 't.step', params: { name: '{{ steps.each.count }}' } },
      ],
      edges: [edge('start', 'before'), edge('before', 'each'), edge('first', 'second'), edge('each', 'after')],
    });

  test('inner steps may name the item, each other, and what comes before the container', () => {
    expect(inLoop({ name: '{{ item.name }} {{ index }} {{ steps.first.x }} {{ steps.before.y }} {{ loops.each.item }}' })).toEqual([]);
  });

  test('what the loop collects may name the steps inside', () => {
    expect(inLoop({ name: 'x' }, { collect: '{{ steps.second.jobId ?? item.name }}' })).toEqual([]);
  });

  test('what a scope gives may name the steps inside, but there is no item', () => {
    const inScope = (collect: string) =>
      check({
        nodes: [
          start,
          { id: 'scope', type: 't.scope', params: { collect } },
          { id: 'inner', type: 't.step', parent: 'scope', params: { name: 'x' } },
        ],
        edges: [edge('start', 'scope')],
      });
    expect(inScope('{{ steps.inner.jobId }} {{ status.inner }}')).toEqual([]);
    expect(short(inScope('{{ item.name }}'))).toEqual(['expression_unknown_name /nodes/1/params/collect']);
  });

  test('names that do not exist or do not come before, at their column', () => {
    const found = inLoop({ name: '{{ steps.after.x }}', other: ['{{ steps.gone.x }}', 'a {{ loops.before.item }}'] });
    expect(short(found)).toEqual([
      'not_upstream /nodes/4/params/name',
      'unknown_reference /nodes/4/params/other/0',
      'unknown_reference /nodes/4/params/other/1',
    ]);
    expect(found[0]?.from).toBe(3);
  });

  test('inner steps cannot be named from outside, and item only inside', () => {
    const found = check({
      nodes: [
        start,
        { id: 'each', type: 't.each', params: { items: [1] } },
        { id: 'in', type: 't.step', parent: 'each', params: { name: 'x' } },
        { id: 'a', type: 't.step', params: { name: '{{ steps.in.x }}', other: '{{ item }}' } },
      ],
      edges: [edge('start', 'each'), edge('each', 'a')],
    });
    expect(short(found)).toEqual(['not_upstream /nodes/3/params/name', 'expression_unknown_name /nodes/3/params/other']);
    expect(found[0]?.message).toContain('stands inside “each”');
  });

  test('an expression that cannot be read, an unknown input', () => {
    const found = inLoop({ name: '{{ 1 + }}', other: '{{ inputs.vautl }}' });
    expect(short(found)).toEqual(['expression_syntax /nodes/4/params/name', 'unknown_input /nodes/4/params/other']);
  });
});
