import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { graphOf } from '../../nodes/kit/graph.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { givePageSize } from '../ui/page-size.test-support.ts';
import { Timeline } from './Timeline.tsx';

givePageSize();

afterEach(cleanup);

const at = (seconds: number) => new Date(Date.parse('2026-11-22T06:00:00.000Z') + seconds * 1_000).toISOString();

const run: Run = {
  id: 'r1',
  number: 7,
  flowId: 'f1',
  flowName: 'Nightly',
  version: 3,
  published: true,
  status: 'succeeded',
  failures: 1,
  world: 'practice',
  trigger: { type: 'core.manual', nodeId: 'start', at: at(0) },
  actor: { kind: 'user', id: 'u', name: 'Owner' },
  inputs: {},
  createdAt: at(0),
  startedAt: at(0),
  endedAt: at(30),
  message: null,
  error: null,
  failedStep: null,
  retryOf: null,
  parent: null,
};

const step = (nodeId: string, status: Step['status'], from: number, to: number): Step => ({
  key: nodeId,
  nodeId,
  path: [],
  status,
  port: null,
  attempt: 1,
  startedAt: at(from),
  endedAt: at(to),
  wakeAt: null,
  says: null,
  progress: null,
  error: null,
  hasOutput: false,
  count: null,
  loop: null,
});

const flowOf = (ids: readonly string[]) =>
  graphOf(flowSchema.parse({ format: 1, name: 'x', nodes: ids.map((id) => ({ id, type: 'core.set', position: { x: 0, y: 0 } })) }));

const draw = (steps: readonly Step[], onSelect = vi.fn()) => {
  render(
    <Timeline
      run={run}
      steps={steps}
      graph={flowOf(steps.map(({ nodeId }) => nodeId))}
      titleOf={(id) => `Step ${id}`}
      itemName={() => null}
      selected="b"
      onSelect={onSelect}
    />,
  );
  return onSelect;
};

test('every row is named with its state and time, and a click or Enter selects its step', () => {
  const onSelect = draw([step('a', 'succeeded', 0, 2), step('b', 'failed', 2, 3)]);
  const first = screen.getByRole('treeitem', { name: /^Step a ?, Succeeded, 2.0 s$/ });
  const second = screen.getByRole('treeitem', { name: /^Step b ?, Failed, failed$/ });
  expect(second.getAttribute('aria-selected')).toBe('true');
  fireEvent.click(first);
  fireEvent.keyDown(second, { key: 'Enter' });
  expect(onSelect.mock.calls.map(([each]) => (each as Step).key)).toEqual(['a', 'b']);
});

test('of 5,000 steps only those in view are in the page', () => {
  draw(Array.from({ length: 5_000 }, (_, index) => step(`s${index}`, 'succeeded', index, index + 1)));
  expect(screen.getAllByRole('treeitem').length).toBeLessThan(80);
});

test('a run in which nothing has run says so', () => {
  draw([]);
  expect(screen.getByText('No step has run.')).toBeTruthy();
});
