import { expect, test } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { graphOf } from '../../nodes/kit/graph.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { beganAt } from './run-words.ts';
import { barText, timelineRows, timeScale } from './timeline-rows.ts';

const second = (n: number) => new Date(Date.parse('2026-11-22T06:00:00.000Z') + n * 1_000).toISOString();

const step = (key: string, from: number | null, to: number | null, patch: Partial<Step> = {}): Step => ({
  key,
  nodeId: key.replace(/\[.*$/, ''),
  path: [...key.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1])),
  status: to === null ? 'running' : 'succeeded',
  port: null,
  attempt: 1,
  startedAt: from === null ? null : second(from),
  endedAt: to === null ? null : second(to),
  wakeAt: null,
  says: null,
  progress: null,
  error: null,
  hasOutput: false,
  count: null,
  loop: null,
  ...patch,
});

const node = (id: string, type: string, parent?: string) => ({ id, type, position: { x: 0, y: 0 }, ...(parent ? { parent } : {}) });

const graph = graphOf(
  flowSchema.parse({
    format: 1,
    name: 'x',
    nodes: [
      node('list', 'azure-backup.list-items'),
      node('each', 'core.for-each'),
      node('group', 'core.scope', 'each'),
      node('backUp', 'azure-backup.backup-now', 'group'),
      node('wait', 'azure-backup.wait-for-job', 'each'),
      node('end', 'core.stop'),
    ],
    edges: [
      { from: 'list', port: 'done', to: 'each' },
      { from: 'group', port: 'done', to: 'wait' },
      { from: 'each', port: 'done', to: 'end' },
    ],
  }),
);

const steps = [
  step('end', 20, 20),
  step('wait[1]', 5, 9),
  step('wait[0]', 4, 8),
  step('group[0]', 2, 4),
  step('backUp[0]', 2, 4),
  step('group[1]', 2, 5),
  step('backUp[1]', 2, 5),
  step('each', 2, 20, { loop: { count: 2, done: 2, failed: 0, running: 0 } }),
  step('list', 0, 2),
];

const shape = (open: (key: string) => boolean) => timelineRows(graph, steps, open).map(({ key, depth }) => `${' '.repeat(depth)}${key}`);

test('steps stand in the order of the flow, iterations one after the other, what is inside indented', () => {
  expect(shape(() => true)).toEqual([
    'list',
    'each',
    ' group[0]',
    '  backUp[0]',
    ' wait[0]',
    ' group[1]',
    '  backUp[1]',
    ' wait[1]',
    'end',
  ]);
});

test('a folded loop hides all that is inside it', () => {
  expect(shape((key) => key !== 'each')).toEqual(['list', 'each', 'end']);
});

test('10,000 steps of a loop are laid out', () => {
  const many = [steps[7] as Step, ...Array.from({ length: 10_000 }, (_, index) => step(`wait[${index}]`, 1, 2))];
  const rows = timelineRows(graph, many, () => true);
  expect(rows).toHaveLength(10_001);
  expect(rows[10_000]?.key).toBe('wait[9999]');
});

test('time keeps its order and its overlaps, and a long wait leaves room for the seconds around it', () => {
  const day = [step('list', 0, 1), step('wait[0]', 1, 86_400), step('end', 86_400, 86_401)];
  const from = Date.parse(second(0));
  const scale = timeScale(day, from, Date.parse(second(86_401)));
  const places = [0, 1, 43_000, 86_400, 86_401].map((each) => scale.at(Date.parse(second(each))));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(places[4]).toBe(1);
  expect(places[1]).toBeGreaterThan(0.05);
});

test('a run without any length still has a scale', () => {
  expect(timeScale([], 5, 5).at(5)).toBe(0);
});

test.each([
  [step('a', 0, 1.2), '1.2 s'],
  [step('a', 0, 1.2, { attempt: 3 }), '1.2 s · 3 tries'],
  [step('a', 0, null, { progress: 0.64 }), '64 %'],
  [step('a', 0, null, { loop: { count: 5, done: 3, failed: 1, running: 1 } }), '3 of 5'],
  [step('a', 0, null), '10 s'],
  [step('a', 0, 2, { status: 'failed' }), 'failed'],
  [step('a', null, 2, { status: 'skipped' }), 'skipped'],
  [step('a', 0, null, { status: 'needs-attention' }), 'needs a person'],
] as const)('beside the bar stands what it is about (%#)', (each, text) => {
  expect(barText(each, Date.parse(second(10)))).toBe(text);
});

test('of a retry the steps taken over neither move its start nor stretch its time', () => {
  const own = step('wait[0]', 101, 104);
  const taken = step('list', 0, 2, { takenFrom: 'run-1' });
  const retry = { createdAt: second(100), startedAt: second(101), retryOf: 'run-1' } as Run;
  expect(beganAt(retry, [taken, own])).toBe(second(101));
  expect(beganAt(retry, [step('each', 50, null), own])).toBe(second(100));
  expect(beganAt({ ...retry, retryOf: null }, [step('each', 100.5, null)])).toBe(second(100.5));
  expect(barText(taken, Date.parse(second(104)))).toBe('taken over');
  const [from, until] = [Date.parse(second(101)), Date.parse(second(104))];
  const middle = Date.parse(second(102));
  expect(timeScale([taken, own], from, until).at(middle)).toBe(timeScale([own], from, until).at(middle));
});
