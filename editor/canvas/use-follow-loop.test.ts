import { describe, expect, test } from 'vitest';
import type { Step } from '../../nodes/kit/records.ts';
import { iterationToShow } from './use-follow-loop.ts';

const step = (nodeId: string, path: number[], status: Step['status']) =>
  ({ key: `${nodeId}${path.join()}`, nodeId, path, status }) as unknown as Step;
const inside = new Set(['backUp', 'wait']);

describe('which iteration a loop shows by itself', () => {
  test('the one it shows, as long as something goes on in it', () => {
    const steps = [step('wait', [0], 'waiting'), step('wait', [3], 'running')];
    expect(iterationToShow(steps, inside, [], 3)).toBe(3);
  });

  test('the first in which something goes on, else the first that failed, else the one it shows', () => {
    expect(
      iterationToShow([step('backUp', [0], 'skipped'), step('wait', [5], 'waiting'), step('wait', [2], 'waiting')], inside, [], 0),
    ).toBe(2);
    expect(iterationToShow([step('wait', [4], 'failed'), step('wait', [1], 'succeeded')], inside, [], 1)).toBe(4);
    expect(iterationToShow([step('wait', [1], 'succeeded')], inside, [], 0)).toBe(0);
  });

  test('a failed iteration that is shown stays, even if an earlier one failed too', () => {
    expect(iterationToShow([step('wait', [1], 'failed'), step('wait', [4], 'failed')], inside, [], 4)).toBe(4);
  });

  test('steps of other loops and of other rounds of the outer loop do not count', () => {
    const steps = [step('elsewhere', [7], 'running'), step('wait', [1, 6], 'running'), step('wait', [0, 2], 'running')];
    expect(iterationToShow(steps, inside, [0], 0)).toBe(2);
  });
});
