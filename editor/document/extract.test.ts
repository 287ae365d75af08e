import { expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { problems } from '../../nodes/kit/problems.ts';
import { extractSelection } from './extract.ts';

const types = nodeTypes.map(describeNodeType);
const node = (id: string, type: string, params: object = {}, more: object = {}) => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  params,
  ...more,
});

const flow: Flow = flowSchema.parse({
  format: 1,
  name: 'Whole',
  inputs: [
    { name: 'channel', title: 'Channel', schema: { type: 'string' } },
    { name: 'unused', schema: { type: 'string' } },
  ],
  nodes: [
    node('start', 'core.manual'),
    node('listItems', 'core.set', { values: [] }, { title: 'Protected items' }),
    node('eachItem', 'core.for-each', { items: '{{ steps.listItems.items }}' }),
    node(
      'name',
      'core.set',
      { values: [{ name: 'text', value: '{{ item.name }} of {{ steps.listItems.count + 1 }} in {{ inputs.channel }}' }] },
      { parent: 'eachItem' },
    ),
    node(
      'tell',
      'core.set',
      { values: [{ name: 'text', value: '{{ steps.name.text ?? errors.listItems.message }} {{ trigger.body.who }}' }] },
      { parent: 'eachItem' },
    ),
  ],
  edges: [
    { from: 'start', port: 'done', to: 'listItems' },
    { from: 'listItems', port: 'done', to: 'eachItem' },
    { from: 'name', port: 'done', to: 'tell' },
  ],
});

const texts = (part: Flow, id: string) => JSON.stringify(part.nodes.find((each) => each.id === id)?.params);

test('what is taken from outside becomes an input, each thing once', () => {
  const part = extractSelection(flow, ['eachItem']);
  expect(part.inputs.map(({ name, title }) => [name, title])).toEqual([
    ['listItems', 'Result of “Protected items”'],
    ['channel', 'Channel'],
    ['trigger', 'What started the flow'],
    ['listItemsError', 'Error of “Protected items”'],
  ]);
  expect(texts(part, 'eachItem')).toContain('{{ inputs.listItems.items }}');
  expect(texts(part, 'name')).toContain('{{ item.name }} of {{ inputs.listItems.count + 1 }} in {{ inputs.channel }}');
  expect(texts(part, 'tell')).toContain('{{ steps.name.text ?? inputs.listItemsError.message }} {{ inputs.trigger.body.who }}');
});

test('steps taken out of their loop ask for the item', () => {
  const part = extractSelection(flow, ['name', 'tell']);
  expect(part.inputs.map(({ name }) => name)).toContain('item');
  expect(texts(part, 'name')).toContain('{{ inputs.item.name }}');
});

test('the part can be started and has no problems of shape', () => {
  const part = extractSelection(flow, ['name', 'tell']);
  expect(part.nodes[0]).toMatchObject({ type: 'core.manual' });
  const found = problems(part, (type) => types.find((each) => each.type === type));
  expect(found.filter(({ severity }) => severity !== 'warning').map(({ message }) => message)).toEqual([]);
});

test('the flow it is taken from stays untouched', () => {
  const before = JSON.stringify(flow);
  extractSelection(flow, ['eachItem']);
  expect(JSON.stringify(flow)).toBe(before);
});
