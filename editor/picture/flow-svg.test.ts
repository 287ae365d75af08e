import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { flowSvg } from './flow-svg.ts';
import { escaped, fitting, wrapped } from './svg-parts.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf = (name: string) => types.find(({ type }) => type === name) ?? null;
const step = (nodeId: string, status: Step['status'], port: string | null): Step =>
  ({ key: nodeId, nodeId, path: [], status, port, attempt: 1, loop: null, error: null }) as unknown as Step;

const flow = flowSchema.parse({
  format: 1,
  name: 'Night & <day>',
  nodes: [
    { id: 'start', type: 'core.manual', title: 'Start', position: { x: -100, y: 0 } },
    {
      id: 'each',
      type: 'core.for-each',
      title: 'Each vault',
      position: { x: 240, y: 0 },
      size: { width: 500, height: 200 },
      params: { items: '{{ [1] }}' },
    },
    { id: 'inner', type: 'core.set', title: 'Say "hi"', position: { x: 24, y: 64 }, parent: 'each' },
    { id: 'lost', type: 'custom.gone', position: { x: 800, y: 300 } },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'each' },
    { from: 'each', port: 'failed', to: 'lost' },
  ],
  notes: [
    {
      id: 'note',
      position: { x: 0, y: 240 },
      size: { width: 200, height: 60 },
      text: 'First line\nSecond line that is long enough to be broken',
    },
  ],
  frames: [{ id: 'frame', position: { x: -120, y: -40 }, size: { width: 300, height: 140 }, title: 'By hand' }],
});

const draw = (stepOf: (id: string) => Step | null = () => null) =>
  flowSvg({ flow, typeOf, colour: (name) => `var(${name})`, stepOf, says: 'Night & <day> · today' });
const read = (svg: string) => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;

describe('the picture of a flow', () => {
  test('is well-formed, holds every step, note and frame, and cuts nothing off', () => {
    const svg = read(draw());
    expect(svg.tagName.toLowerCase()).toBe('svg');
    const words = [...svg.querySelectorAll('text')].map((each) => each.textContent);
    for (const one of ['Start', 'Each vault', 'Say "hi"', 'First line', 'By hand', 'failed', 'Night & <day> · today'])
      expect(words).toContain(one);
    const [x, y, width, height] = (svg.getAttribute('viewBox') ?? '').split(' ').map(Number) as [number, number, number, number];
    expect(x).toBeLessThanOrEqual(-120 - 30);
    expect(x + width).toBeGreaterThanOrEqual(800 + 240 + 30);
    expect(y + height).toBeGreaterThanOrEqual(300 + 64 + 30);
  });

  test('draws what is inside a frame where it stands on the whole canvas', () => {
    const title = [...read(draw()).querySelectorAll('text')].find((each) => each.textContent === 'Say "hi"');
    expect(Number(title?.getAttribute('x'))).toBe(240 + 24 + 61);
  });

  test('without a run there is no status and no word about one', () => {
    expect(draw()).not.toContain('Succeeded');
    expect(draw()).not.toContain('not taken');
    expect(draw()).toContain('stroke-dasharray="5 4"');
  });

  test('with a run each step says how it ended, lines say where it went, and the legend says what that means', () => {
    const steps = new Map([
      ['start', step('start', 'succeeded', 'done')],
      ['each', step('each', 'failed', null)],
      ['lost', step('lost', 'running', null)],
    ]);
    const svg = read(draw((id) => steps.get(id) ?? null));
    const words = [...svg.querySelectorAll('text')].map((each) => each.textContent);
    expect(words.filter((word) => word === 'Succeeded')).toHaveLength(2);
    expect(words.filter((word) => word === 'Failed')).toHaveLength(2);
    expect(words).toContain('Running');
    expect(words).toContain('not taken');
    expect([...svg.querySelectorAll('path')].some((path) => path.getAttribute('stroke') === 'var(--edge-taken)')).toBe(true);
    expect(
      [...svg.querySelectorAll('path')].some(
        (path) => path.getAttribute('stroke') === 'var(--red-ink)' && path.hasAttribute('stroke-dasharray'),
      ),
    ).toBe(true);
  });

  test('nothing of a document gets out of its place', () => {
    expect(draw()).not.toContain('<day>');
    expect(escaped('a\u0000b<script>"&')).toBe('ab&lt;script&gt;&quot;&amp;');
  });
});

test('texts are cut to their room, notes broken into lines', () => {
  expect(fitting('Short', 100)).toBe('Short');
  expect(fitting('A very long title that has no room at all', 60).length).toBeLessThan(12);
  expect(wrapped('one two three four', 50, 9)).toEqual(['one two', 'three', 'four']);
  expect(wrapped('a\nb\nc', 50, 2)).toEqual(['a', 'b…']);
});
