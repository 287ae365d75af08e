import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFlow, pointer } from './flow.ts';
import { writeFlow } from './flow-text.ts';
import { isNodeId } from './node-id.ts';

const minimal = { format: 1, name: 'Nightly report' };
const read = (document: unknown) => {
  const parsed = parseFlow(document);
  if (!('flow' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.flow;
};

describe('reading', () => {
  test('a document of format 1 as it was first written still reads', () => {
    const flow = read({
      ...minimal,
      inputs: [{ name: 'vault', title: 'Vault', schema: { type: 'string' }, required: true }],
      connections: [{ name: 'azure', kind: 'azure' }],
      nodes: [
        {
          id: 'listItems',
          type: 'azure-backup.list-items',
          version: 1,
          title: 'Protected items',
          position: { x: 0, y: 0 },
          connection: 'azure',
          params: { vault: '{{ inputs.vault }}' },
          settings: { retry: { attempts: 3, first: 'PT1S', cap: 'PT1M' }, timeout: 'PT10M', disabled: false },
        },
      ],
      edges: [{ from: 'listItems', port: 'done', to: 'report' }],
      settings: { timeout: 'P1D', concurrency: { key: '{{ inputs.vault }}', limit: 1, whenBusy: 'queue' } },
    });
    expect(flow.nodes[0]?.settings?.retry?.first).toBe('PT1S');
  });

  test('a newer format is refused by name, not guessed at', () => {
    expect(parseFlow({ ...minimal, format: 2 })).toMatchObject({ code: 'flow_format_unknown', problems: [{ path: '/format' }] });
  });

  test.each([
    null,
    7,
    'x',
    [],
    {},
    { format: 1 },
    { format: '1', name: 'x' },
    { ...minimal, nodes: [{ id: 'a' }] },
    { ...minimal, settings: { timeout: 'soon' } },
  ])('what is no flow is refused with a path: %j', (value) => {
    const parsed = parseFlow(value);
    expect('flow' in parsed).toBe(false);
    if (!('flow' in parsed)) expect(parsed.problems.length).toBeGreaterThan(0);
  });

  test('reading never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => 'flow' in parseFlow(value) || true));
    fc.assert(fc.property(fc.jsonValue(), (value) => 'problems' in parseFlow({ ...minimal, nodes: value }) || Array.isArray(value)));
  });
});

describe('writing', () => {
  test('unknown node types and extra keys survive load and save unharmed', () => {
    const document = {
      ...minimal,
      'x-team': 'storage',
      nodes: [
        { id: 'a', type: 'acme.later', version: 9, position: { x: 1, y: 2, z: 3 }, params: { deep: { a: [1, null] } }, 'x-note': 'keep' },
      ],
    };
    const again = JSON.parse(writeFlow(read(document)));
    expect(again).toMatchObject(document);
  });

  test('keys stand in a fixed order whatever order they came in, so that diffs read well', () => {
    const shuffled = {
      settings: {},
      edges: [{ to: 'b', port: 'done', from: 'a' }],
      name: 'x',
      format: 1,
      nodes: [{ params: {}, position: { x: 0, y: 0 }, type: 't', id: 'a' }],
    };
    const written = writeFlow(read(shuffled));
    expect(Object.keys(JSON.parse(written))).toEqual([
      'format',
      'name',
      'inputs',
      'connections',
      'nodes',
      'edges',
      'notes',
      'frames',
      'settings',
    ]);
    expect(Object.keys(JSON.parse(written).edges[0])).toEqual(['from', 'port', 'to']);
    expect(written.endsWith('}\n')).toBe(true);
    expect(writeFlow(read(JSON.parse(written)))).toBe(written);
  });
});

test('ids that JavaScript objects answer to are no names for steps', () => {
  expect(['backUpNow', 'a', 'x1'].every(isNodeId)).toBe(true);
  expect(['constructor', 'toString', 'prototype', '__proto__', 'BackUp', '1a', 'a-b', '', 'a'.repeat(64)].some(isNodeId)).toBe(false);
});

test('a JSON pointer escapes what has a meaning in it', () => {
  expect(pointer(['nodes', 0, 'a/b~c'])).toBe('/nodes/0/a~1b~0c');
});
